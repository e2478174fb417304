package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.U;

/**
 * The relocation of one capability from a parent's region into its child's.
 *
 * <p>Its bounds decide, not its address: a pointer past the end of its object moves like any other. Base, length, offset, permissions, flags and seal stay;
 * the regions lie so that even the compressed bounds word stays the same (see {@link Regions}), and the hardware refuses to make what would exceed the
 * child's own root. Entries of the kernel pass unchanged. Whatever else reaches out of the region loses its tag, unless the level is {@link Isolation#NONE}.
 */
@Kernel
final class Relocate {
    private Relocate() {}

    static Cap one(Cap c, Move move) {
        long base = c.base() - move.from();
        if (!U.lt(base, move.size()) || U.gt(c.length(), move.size() - base)) {
            if (Entries.has(c) || move.open()) return c;
            move.refused(move.refused() + 1);
            return c.untagged();
        }
        Cap root = (c.perms() & Perms.EXECUTE) != 0 ? move.code() : move.data();
        Cap moved = root.build(c.untagged().at(c.address() + move.delta()));
        if (c.isSealed() && !moved.isSealed()) moved = moved.sealEntry();   // a sentry; users hold no other seal
        if (!moved.tag()) move.refused(move.refused() + 1);
        return moved;
    }
}
