package dev.ufork.boot.linux;

import dev.ufork.dsl.Cap;
import dev.ufork.shared.Signal;
import java.util.List;

/** What has happened to a hosted program from outside: all that its run depends on, so that the same events make the same run. */
sealed interface Event {
    /** A system call has returned. */
    record Answer(String call, long result, List<Stored> stored) implements Event {
        /** What it wrote goes to the program's memory. */
        void apply(Object[] arguments) {
            for (Stored s : stored) {
                Cap to = (Cap) arguments[s.argument];
                for (int n = 0; n < s.bytes.length; n++) to.store8(n, s.bytes[n]);
            }
        }
    }

    /** Bytes for the memory that an argument names. */
    record Stored(int argument, byte[] bytes) {}

    /** A signal that is caught: {@code si_code}, {@code si_pid} and {@code si_status} as Linux gives them. */
    record Arrival(int signal, int code, long sender, int status) implements Event {
        private static final int SI_USER = 0;

        boolean isFromProcess() {
            return code == SI_USER || isChild();
        }

        boolean isChild() {
            return signal == Signal.CHLD;
        }
    }
}
