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
import dev.ufork.shared.Limit;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code sh [-aCefnux] [-c COMMANDS [NAME WORDS...] | FILE WORDS...]}: the shell.
 *
 * <p>It has what POSIX asks of one but {@code fc}, and {@code local} besides. At a terminal it has job control, and {@link Editor} reads lines.
 */
@Kernel
final class Sh {
    static final int NO_FLOW = 0;
    static final int BREAK = 1;
    static final int CONTINUE = 2;
    static final int RETURN = 3;
    /** What was typed cannot go on, the shell can. */
    static final int ABORT = 4;
    static final int EXIT = 5;

    /** So much of the stack is left to commands that are no functions. */
    private static final long ROOM = 48 << 10;

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
        int loopsAround();      void loopsAround(int n);
        /** How far the stack's end was from here when the shell began: the same in all copies that forks make. */
        long stack();           void stack(long distance);
        long deep();            void deep(long bytes);
        Script.Reading script();        void script(Script.Reading s);
        int line();             void line(int n);
        /** Where a status is looked at, {@code set -e} does not care for it. */
        int tests();            void tests(int n);
        /** Of the last command substitution; -1 when there was none. */
        int substituted();      void substituted(int n);
        boolean interactive();  void interactive(boolean yes);
        boolean typed();        void typed(boolean yes);
        /** A failure, and no command that says so, ends the shell. */
        boolean failing();      void failing(boolean yes);
        long arrived();         void arrived(long signals);
        /** Signal 0 is the shell's end. */
        @Length(Signal.COUNT) Cap trap(int signal);     void trap(int signal, Cap commands);
    }

    private Sh() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        begin(arguments.loadCap(0));
        int n = 1;
        boolean commands = false;
        boolean input = false;
        while (n < count && arguments.loadCap(n * 16L).length() > 1 && arguments.loadCap(n * 16L).load8(0) == '-') {
            Cap word = arguments.loadCap(n * 16L);
            if (Buffer.same(word, "--")) {
                n++;
                break;
            }
            for (long i = 1; i < word.length(); i++) {
                if (word.load8(i) == 'c') commands = true;
                else if (word.load8(i) == 's') input = true;
                else if (!Options.set(word.load8(i), true)) return usage(word);
            }
            n++;
        }
        if (commands && n == count) return usage(Text.utf8("-c"));
        Cap first = n < count ? arguments.loadCap(n * 16L) : Cap.NULL;
        boolean named = n < count && (!commands || n + 1 < count) && !input;
        if (commands) n++;
        if (named) Variables.zero(arguments.loadCap(n * 16L));
        int before = named ? n : n - 1;
        Variables.parameters(arguments.plus(before * 16L), Math.max(count - before, 1));
        if (commands) return leave(Runner.text(first, true));
        return named ? file(first) : fromInput();
    }

    private static void begin(Cap name) {
        Limit limits = Stack.of(Limit.class);
        Processes.getrlimit(Limit.STACK, limits.cap());
        STATE.deep(limits.soft() - ROOM);
        STATE.stack(distance());
        STATE.line(1);
        STATE.pid(Sys.getpid());
        Variables.zero(name);
        Variables.start();
        preset("PATH", "/bin");
        preset("PS1", "$ ");
        preset("PS2", "> ");
        preset("PS4", "+ ");
        Variables.set(Text.utf8("IFS"), Text.utf8(" \t\n"));
        Variables.set(Text.utf8("OPTIND"), Text.utf8("1"));
        Variables.export(Text.utf8("PATH"));
        Surroundings.here();
    }

    private static int fromInput() {
        STATE.interactive(Io.terminal(0, -1) >= 0 && Io.terminal(2, -1) >= 0);
        STATE.typed(STATE.interactive());
        Options.set(Options.INPUT);
        if (!STATE.interactive()) return leave(lines());
        Options.set(Options.INTERACTIVE);
        Options.set(Options.MONITOR);
        return leave(Console.run());
    }

    /** Do commands in commands leave no room for more? */
    static boolean isTooDeep() {
        return STATE.stack() - distance() > STATE.deep();
    }

    private static long distance() {
        return Stack.bytes(16).address() - STATE.cap().address();
    }

    private static int usage(Cap word) {
        say("", word, "usage: sh [-aCefnux] [-c COMMANDS [NAME WORDS...] | FILE WORDS...]");
        return 2;
    }

    private static void preset(String name, String value) {
        if (Variables.get(Text.utf8(name)).isNull()) Variables.set(Text.utf8(name), Text.utf8(value));
    }

    private static int file(Cap name) {
        int d = Io.open(name, Open.READ | Open.CLOSE_ON_EXEC, 0);
        if (d < 0) {
            say("cannot open", name, d);
            return NOT_FOUND;
        }
        Cap commands = Input.all(d);
        Io.close(d);
        return leave(Runner.text(commands, true));
    }

    /** Commands from standard input, which they may read too: not a line more than is needed is read at a time. */
    private static int lines() {
        Buffer.Growing text = Buffer.make();
        int line = 1;
        while (STATE.flow() == NO_FLOW) {
            int n = Input.line(0, text);
            if (n > 0 && !Runner.isWhole(text.data().bounded(text.used()))) continue;
            STATE.line(line);
            if (text.used() > 0) Runner.text(text.data().bounded(text.used()));
            for (long i = 0; i < text.used(); i++) if (text.data().load8(i) == '\n') line++;
            text.used(0);
            if (n <= 0) break;
        }
        return STATE.status();
    }

    private static final int NOT_FOUND = 127;

    /** Ends the shell, after the trap on its end. Returns only the status. */
    static int leave(int status) {
        Cap commands = STATE.trap(0);
        if (!commands.isNull()) {
            STATE.trap(0, Cap.NULL);
            STATE.flow(NO_FLOW);
            STATE.status(status);
            Runner.text(commands);
            if (STATE.flow() == EXIT) status = STATE.status();
        }
        Out.flush();
        Sys.exit(status);
        return status;
    }

    /** What is different in a child of the shell: traps are the parent's, jobs too. */
    static void becomeSubshell() {
        if (STATE.interactive()) Console.restoreSignals();
        STATE.interactive(false);
        STATE.typed(false);
        STATE.arrived(0);
        Jobs.forgetAll();
        for (int n = 0; n < Signal.COUNT; n++) {
            Cap commands = STATE.trap(n);
            if (commands.isNull() || commands.length() == 0 && n > 0) continue;
            STATE.trap(n, Cap.NULL);
            if (n > 0) Signals.restore(n);
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
            if (STATE.flow() == NO_FLOW) STATE.status(status);
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

    static Cap trap(int signal) {
        return STATE.trap(signal);
    }

    static boolean hasArrived() {
        return STATE.arrived() != 0;
    }

    static boolean hasTraps() {
        boolean any = false;
        for (int n = 0; n < Signal.COUNT; n++) any |= STATE.trap(n).length() > 0;
        return any;
    }

    /** The first signal that has arrived and has a trap; 0 when there is none. */
    static int arrived() {
        return STATE.arrived() == 0 ? 0 : Long.numberOfTrailingZeros(STATE.arrived());
    }

    /** Says what went wrong: in which script and line, in which command, with what, why. A command or thing may be empty. */
    static void say(Cap command, Cap thing, Cap why) {
        Buffer.Growing b = Buffer.make();
        Cap name = Variables.parameter(0);
        Buffer.add(b, name, name.length());
        Buffer.add(b, ": ");
        if (!Options.has(Options.INTERACTIVE)) {
            Buffer.number(b, STATE.line());
            Buffer.add(b, ": ");
        }
        part(b, command);
        part(b, thing);
        Buffer.add(b, why, why.length());
        Buffer.add(b, '\n');
        Out.flush();
        Io.write(2, b.data(), b.used());
        Buffer.free(b);
    }

    private static void part(Buffer.Growing b, Cap text) {
        if (text.length() == 0) return;
        Buffer.add(b, text, text.length());
        Buffer.add(b, ": ");
    }

    static void say(String command, Cap thing, String why) {
        say(Text.utf8(command), thing, Text.utf8(why));
    }

    static void say(String command, Cap thing, int errno) {
        say(command, thing, Err.reason(errno < 0 ? -errno : errno));
    }

    /** Says what went wrong and ends what a script does, or what was typed. */
    static void fail(Cap thing, Cap why) {
        say(Text.utf8(""), thing, why);
        STATE.status(2);
        stop();
    }

    static void fail(Cap thing, String why) {
        fail(thing, Text.utf8(why));
    }

    static void fail(String why) {
        fail(Text.utf8(""), Text.utf8(why));
    }

    /** Ends a script, or what was typed. */
    static void stop() {
        STATE.failing(true);
        STATE.flow(STATE.typed() ? ABORT : EXIT);
    }

    /** What would end a script does not. */
    static void survive() {
        if (!STATE.failing() || STATE.flow() < ABORT) return;
        STATE.failing(false);
        STATE.flow(NO_FLOW);
    }

    /** A status begins (1) or ends (-1) to be looked at. */
    static void test(int by) {
        STATE.tests(STATE.tests() + by);
    }

    /** Nobody looks at a status here. */
    static void untested() {
        STATE.tests(0);
    }

    /** After a command: {@code set -e}. */
    static void exitOnError() {
        if (STATE.status() != 0 && Options.has(Options.ON_ERROR) && STATE.tests() == 0 && STATE.flow() == NO_FLOW) STATE.flow(EXIT);
    }

    static int substituted() {
        return STATE.substituted();
    }

    /** A command substitution has ended with a status; or with -1, a command begins. */
    static void substituted(int status) {
        STATE.substituted(status);
        if (status >= 0) STATE.status(status);
    }

    static boolean isEnding() {
        return STATE.flow() >= ABORT;
    }

    static Script.Reading script() {
        return STATE.script();
    }

    static void script(Script.Reading s) {
        STATE.script(s);
    }

    /** The line of the command that is carried out. */
    static int line() {
        return STATE.line();
    }

    static void line(int n) {
        STATE.line(n);
    }

    static int loopsAround() {
        return STATE.loopsAround();
    }

    static void loopsAround(int n) {
        STATE.loopsAround(n);
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
        if (flow >= RETURN) return true;
        STATE.loops(STATE.loops() - 1);
        if (STATE.loops() > 0) return true;
        STATE.flow(NO_FLOW);
        return flow == BREAK;
    }

    static boolean isInteractive() {
        return STATE.interactive();
    }
}
