package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.External;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Entries;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code stray}: executes words that somebody has put into its text, with capabilities of its own in all registers. A fault is caught and execution goes on behind
 * it, as it does where time is up; from time to time all registers are as at first.
 */
@Kernel
final class Stray {
    private static final int WORDS = 256;
    private static final int STEP = 4;
    private static final int REGISTERS = 32;
    private static final int CAP = 16;
    private static final int BYTES = 4096;
    private static final int PIECE = 128;
    private static final int STACK_BYTES = 16 << 10;
    private static final int MOST = 64;
    private static final int OFTEN = 8;
    private static final long LITTLE = 100_000;
    private static final int FROM_ELSEWHERE = 7;

    private static final Cap SEEDS = Global.bytes((long) REGISTERS * CAP, 16);
    private static final Cap DATA = Global.bytes(BYTES, 16);
    private static final Cap STACK = Global.bytes(STACK_BYTES, 16);
    private static final State STATE = Global.of(State.class);

    @Struct
    interface State extends Ref {
        Cap text();             void text(Cap c);
        Function own();         void own(Function f);
        int faults();           void faults(int n);
    }

    /** A function of the program, sealed. */
    @FnRef
    interface Function {
        void handle(int signal, SignalFrame frame);
    }

    private Stray() {}

    /** Where the words are, as the program counter has it. */
    @External("stray_place")
    private static native Cap place();

    /** Loads all registers and executes the words. Does not return. */
    @External("stray_begin")
    private static native void begin(Cap registers);

    @Export("main")
    static int main(int count, Cap arguments) {
        STATE.text(place());
        STATE.own(Stray::caught);
        Signals.alternateStack(STACK);
        for (int signal = Signal.ILL; signal <= Signal.ALRM; signal++)
            if (signal != Signal.KILL) Signals.handle(signal, Stray::caught, Signal.ON_ALTERNATE_STACK, -1);
        for (int n = 1; n < REGISTERS; n++) SEEDS.storeCap((long) n * CAP, seed(n));
        Signals.alarm(LITTLE, LITTLE);
        begin(SEEDS);
        return 1;
    }

    private static Cap seed(int n) {
        return switch (n & 7) {
            case 0 -> DATA.plus((long) n * PIECE).bounded(PIECE);
            case 1 -> Cap.NULL.plus(n);
            case 2 -> Entries.all().loadCap((long) (n * 5 % Entries.count()) * CAP);
            case 3 -> STATE.text();
            case 4 -> DATA;
            case 5 -> Entries.all();
            case 6 -> STATE.field("own").loadCap(0);
            default -> Cap.NULL.plus(-1L >>> n);
        };
    }

    private static void caught(int signal, SignalFrame frame) {
        STATE.faults(STATE.faults() + 1);
        if (STATE.faults() > MOST) Sys.exit(0);
        long begin = STATE.text().address() & -STEP;            // a jump there may want a mode in its lowest bit, where one goes on has none
        long next = (frame.register(0).address() - begin & -STEP) + STEP;
        if (next < 0 || next >= WORDS * STEP) next = (long) (STATE.faults() * FROM_ELSEWHERE % WORDS) * STEP;
        frame.register(0, STATE.text().at(begin + next));
        if (STATE.faults() % OFTEN != 0) return;
        for (int n = 1; n < REGISTERS; n++) frame.register(n, SEEDS.loadCap((long) n * CAP));
    }
}
