package dev.ufork.apps.attack;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;

/**
 * {@code attack [-l] [NAME...]}: tries to get out of a μprocess, in every way that there is a name for, and says of each what stopped it.
 *
 * <p>Each attempt runs in a child of its own; afterwards the rest of the system must work and nothing may be lost. The exit status is 0 when everything
 * was stopped by what should stop it. {@code -l} only lists the attempts, {@code -bombs} are other ones, see {@link Bombs}, and {@code -turns}
 * tells how long calls keep others waiting, see {@link Turns}.
 */
@Kernel
final class Attack {
    private static final int CAP = 16;

    private Attack() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        if (count > 1 && Trial.is(arguments.loadCap(CAP), Text.utf8(Channels.AUDIT))) return Channels.audited(count, arguments);
        if (count > 1 && Trial.is(arguments.loadCap(CAP), Text.utf8(Preempted.PREEMPT))) return Preempted.main(count, arguments);
        if (count > 1 && Trial.is(arguments.loadCap(CAP), Text.utf8(Arguments.LIST))) return Arguments.main();
        boolean listing = count > 1 && Trial.is(arguments.loadCap(CAP), Text.utf8("-l"));
        boolean bombs = count > 1 && Trial.is(arguments.loadCap(CAP), Text.utf8(Bombs.BOMBS));
        Trial.WANTED.words(arguments);
        Trial.WANTED.first(listing || bombs ? 2 : 1);
        Trial.WANTED.count(count);
        Trial.WANTED.listing(listing);
        Trial.settle();
        if (bombs) {
            Bombs.rows();
            return Trial.sum();
        }
        if (count > 1 && Trial.is(arguments.loadCap(CAP), Text.utf8(Turns.TURNS))) return Turns.main();
        Forging.rows();
        Entering.rows();
        Buffers.rows();
        Channels.rows();
        Families.rows();
        Mapped.rows();
        Written.rows();
        Races.rows();
        Hogs.rows();
        for (Cap row = Machine.rows(); !row.as(Machine.Row.class).name().isNull(); row = row.plus(Machine.ROW))
            architecture(row.as(Machine.Row.class));
        return Trial.sum();
    }

    private static void architecture(Machine.Row row) {
        Trial.row(row.name(), row.what(), (int) row.stop(), row.attempt());
    }
}
