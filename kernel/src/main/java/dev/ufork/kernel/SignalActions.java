package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Action;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;

/** What is to be done on each signal. Source: POSIX.1-2017, {@code sigaction}. */
@Kernel
final class SignalActions {
    private SignalActions() {}

    static void get(Uproc me, int signal, Action to) {
        Holdings mine = me.holdings();
        long bit = 1L << signal;
        to.disposition((mine.caught() & bit) != 0 ? Signal.CATCH : (mine.ignored() & bit) != 0 ? Signal.IGNORE : Signal.DEFAULT);
        if (mine.actions().isNull()) return;
        to.flags(mine.actions().flags(signal));
        to.mask(mine.actions().mask(signal));
    }

    static long set(Uproc me, int signal, Action action) {
        long bit = 1L << signal;
        if ((bit & Signal.FORCED) != 0) return -Errno.EINVAL;
        Holdings mine = me.holdings();
        int disposition = action.disposition();
        if (disposition < Signal.DEFAULT || disposition > Signal.CATCH) return -Errno.EINVAL;
        if (disposition == Signal.CATCH && mine.handler().isNull()) return -Errno.EINVAL;
        if (disposition == Signal.CATCH || !mine.actions().isNull() || action.flags() != 0) {
            Actions actions = own(me);
            if (actions.isNull()) return -Errno.ENOMEM;
            actions.flags(signal, action.flags());
            actions.mask(signal, action.mask());
        }
        mine.caught(disposition == Signal.CATCH ? mine.caught() | bit : mine.caught() & ~bit);
        mine.ignored(disposition == Signal.IGNORE ? mine.ignored() | bit : mine.ignored() & ~bit);
        boolean nothing = disposition == Signal.IGNORE || disposition == Signal.DEFAULT && (bit & Signal.HARMLESS) != 0;
        if (nothing) mine.pending(mine.pending() & ~bit);
        Signals.notice(me.process());
        return 0;
    }

    /** The actions of {@code me}, for it alone; null when memory is out. */
    private static Actions own(Uproc me) {
        Holdings mine = me.holdings();
        Actions actions = mine.actions();
        if (!actions.isNull() && actions.sharers() == 1) return actions;
        Actions made = Objects.claim(ObjectKind.ACTIONS).as(Actions.class);
        if (made.isNull()) return made;
        made.sharers(1);
        if (!actions.isNull()) {
            actions.sharers(actions.sharers() - 1);
            for (int n = 1; n < Signal.COUNT; n++) {
                made.flags(n, actions.flags(n));
                made.mask(n, actions.mask(n));
            }
        }
        mine.actions(made);
        return made;
    }
}
