package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Auxiliary;
import dev.ufork.shared.Bytes;

/** The program's environment: texts {@code NAME=VALUE}, and behind them what the kernel says of the machine. */
@Kernel
public final class Environment {
    private static final int CAP = 16;
    private static final State STATE = Global.of(State.class);

    /** Where the vector is. */
    @Struct
    interface State extends Ref {
        Cap texts();    void texts(Cap vector);
    }

    private Environment() {}

    static void start(Cap vector) {
        STATE.texts(vector);
    }

    /** All texts, for {@link Sys#execve}; behind the last is the null capability. */
    public static Cap all() {
        return STATE.texts();
    }

    /** The value of {@code name}, bounded to it; the null capability when it is not set. */
    public static Cap get(Cap name) {
        long n = name.length();
        for (long at = 0; at < STATE.texts().length(); at += CAP) {
            Cap text = STATE.texts().loadCap(at);
            if (text.isNull()) break;
            if (text.length() > n && text.load8(n) == '=' && Bytes.compare(text, name, n) == 0)
                return text.plus(n + 1).bounded(text.length() - n - 1);
        }
        return Cap.NULL;
    }

    /** What the kernel says of the machine under a type of {@link Auxiliary}; 0 when it says nothing. */
    public static long auxiliary(int type) {
        long at = 0;
        while (!STATE.texts().loadCap(at).isNull()) at += CAP;
        for (at += CAP; STATE.texts().load64(at) != Auxiliary.END; at += 2 * CAP)
            if (STATE.texts().load64(at) == type) return STATE.texts().load64(at + CAP);
        return 0;
    }
}
