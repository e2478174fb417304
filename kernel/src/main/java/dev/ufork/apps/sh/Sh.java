package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code sh [-c COMMANDS [NAME WORDS...]] [FILE WORDS...]}: the shell.
 *
 * <p>It has lists, pipelines, redirections, conditions, loops, case, subshells, variables, expansions and traps; it leaves out functions, here-documents,
 * aliases, {@code getopts} and job control.
 */
@Kernel
final class Sh {
    static final int NO_FLOW = 0;
    static final int BREAK = 1;
    static final int CONTINUE = 2;
    static final int EXIT = 3;

    private static final State STATE = Global.of(State.class);

    /** What the shell knows besides variables. */
    @Struct
    interface State extends Ref {
        int status();           void status(int n);
        int pid();              void pid(int n);
        int background();       void background(int pid);
        int flow();             void flow(int f);
        /** Loops that break or continue still leaves. */
        int loops();            void loops(int n);
        boolean interactive();  void interactive(boolean yes);
        long arrived();         void arrived(long signals);
        /** Signal 0 is the shell's end. */
        @Length(Signal.COUNT) Cap trap(int signal);     void trap(int signal, Cap commands);
    }

    private Sh() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        STATE.pid(Sys.getpid());
        Variables.start();
        Variables.set(Text.utf8("PATH"), Text.utf8("/bin"));
        Variables.export(Text.utf8("PATH"));
        Cap first = count > 1 ? arguments.loadCap(16) : Cap.NULL;
        if (count > 2 && Buffer.same(first, "-c")) {
            Fields.List words = Fields.make();
            if (count == 3) Fields.add(words, arguments.loadCap(0));
            for (int n = 3; n < count; n++) Fields.add(words, arguments.loadCap(n * 16L));
            Variables.parameters(words.vector(), words.count());
            return leave(Runner.text(arguments.loadCap(32)));
        }
        Variables.parameters(count > 1 ? arguments.plus(16) : arguments, Math.max(count - 1, 1));
        if (count > 1) {
            int d = Io.open(first, Open.READ | Open.CLOSE_ON_EXEC, 0);
            if (d < 0) {
                Err.say("sh", first, d);
                return 2;
            }
            return leave(Runner.text(Input.all(d)));
        }
        STATE.interactive(Io.terminal(0, -1) >= 0);
        return STATE.interactive() ? leave(interact()) : leave(Runner.text(Input.all(0)));
    }

    private static int interact() {
        Signals.handle(Signal.INT, Sh::arrived, 0, 0);
        Buffer.Growing line = Buffer.make();
        while (STATE.flow() != EXIT) {
            Jobs.poll(true);
            Out.text(line.used() == 0 ? "$ " : "> ");
            Out.flush();
            int n = Input.line(0, line);
            if (n < 0) {
                line.used(0);
                Out.text("\n");
                continue;
            }
            if (n == 0) break;
            if (line.used() > 1 && line.data().load8(line.used() - 2) == '\\') continue;
            Runner.text(Buffer.copy(line.data(), line.used()));
            line.used(0);
        }
        return STATE.status();
    }

    /** Ends the shell, after the trap on its end. Returns only the status. */
    static int leave(int status) {
        Cap commands = STATE.trap(0);
        if (!commands.isNull()) {
            STATE.trap(0, Cap.NULL);
            STATE.flow(NO_FLOW);
            STATE.status(status);
            Runner.text(commands);
        }
        Out.flush();
        Sys.exit(status);
        return status;
    }

    /** What is different in a child of the shell: traps are the parent's. */
    static void becomeSubshell() {
        STATE.interactive(false);
        for (int n = 0; n < Signal.COUNT; n++) {
            Cap commands = STATE.trap(n);
            if (commands.isNull()) continue;
            STATE.trap(n, Cap.NULL);
            if (n > 0 && commands.length() > 0) Signals.restore(n);
        }
    }

    static void arrived(int signal, SignalFrame frame) {
        STATE.arrived(STATE.arrived() | 1L << signal);
    }

    /** Carries out the traps whose signals have arrived. */
    static void traps() {
        while (STATE.arrived() != 0) {
            int signal = Long.numberOfTrailingZeros(STATE.arrived());
            STATE.arrived(STATE.arrived() & ~(1L << signal));
            Cap commands = STATE.trap(signal);
            if (commands.isNull() || commands.length() == 0) continue;
            int status = STATE.status();
            Runner.text(commands);
            STATE.status(status);
        }
    }

    /** Makes commands run on a signal; the null capability for the default, an empty text for nothing. */
    static void trap(int signal, Cap commands) {
        STATE.trap(signal, commands);
        if (signal == 0) return;
        if (commands.isNull()) Signals.restore(signal);
        else if (commands.length() == 0) Signals.ignore(signal);
        else Signals.handle(signal, Sh::arrived, 0, 0);
    }

    static boolean hasArrived() {
        return STATE.arrived() != 0;
    }

    static void complain(String what, Cap thing) {
        Err.say("sh", thing, what);
    }

    static void syntaxError(Cap near) {
        complain("syntax error", near);
        STATE.status(2);
        if (!STATE.interactive()) STATE.flow(EXIT);
    }

    static int status() {
        return STATE.status();
    }

    static void status(int n) {
        STATE.status(n);
    }

    static int pid() {
        return STATE.pid();
    }

    static int lastBackground() {
        return STATE.background();
    }

    static void lastBackground(int pid) {
        STATE.background(pid);
    }

    static int flow() {
        return STATE.flow();
    }

    static void flow(int f) {
        STATE.flow(f);
    }

    static void loops(int n) {
        STATE.loops(n);
    }

    /** A loop's body has ended: does the loop end too? */
    static boolean leavesLoop() {
        int flow = STATE.flow();
        if (flow == NO_FLOW) return false;
        if (flow == EXIT) return true;
        STATE.loops(STATE.loops() - 1);
        if (STATE.loops() > 0) return true;
        STATE.flow(NO_FLOW);
        return flow == BREAK;
    }

    static boolean isInteractive() {
        return STATE.interactive();
    }
}
