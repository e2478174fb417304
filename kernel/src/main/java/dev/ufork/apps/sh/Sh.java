package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
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
 * {@code sh [-efux] [-c COMMANDS [NAME WORDS...] | FILE WORDS...]}: the shell.
 *
 * <p>It has what POSIX asks of one but aliases, {@code fc}, {@code times} and {@code hash}; {@code local} besides. At a terminal it has job control,
 * and {@link Editor} reads lines.
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

    // Options, as set by -e, -f, -u, -x.
    static final int ON_ERROR = 0;
    static final int NO_FILES = 1;
    static final int NO_UNSET = 2;
    static final int TRACE = 3;
    private static final String LETTERS = "efux";
    /** Of a program's stack of 256 KiB. */
    private static final long DEEP = 216 << 10;

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
        int functions();        void functions(int n);
        /** How far the stack's end was from here when the shell began: the same in all copies that forks make. */
        long stack();           void stack(long distance);
        /** Where a status is looked at, {@code set -e} does not care for it. */
        int tests();            void tests(int n);
        /** Of the last command substitution; -1 when there was none. */
        int substituted();      void substituted(int n);
        boolean interactive();  void interactive(boolean yes);
        boolean typed();        void typed(boolean yes);
        /** Commands are only read, to see whether they are whole. */
        boolean checks();       void checks(boolean yes);
        boolean whole();        void whole(boolean yes);
        @Length(4) boolean option(int n);               void option(int n, boolean yes);
        long arrived();         void arrived(long signals);
        /** Signal 0 is the shell's end. */
        @Length(Signal.COUNT) Cap trap(int signal);     void trap(int signal, Cap commands);
    }

    private Sh() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        STATE.pid(Sys.getpid());
        STATE.stack(distance());
        Variables.start();
        preset("PATH", "/bin");
        preset("PS1", "$ ");
        preset("PS2", "> ");
        preset("PS4", "+ ");
        Variables.set(Text.utf8("IFS"), Text.utf8(" \t\n"));
        Variables.export(Text.utf8("PATH"));
        int n = 1;
        boolean commands = false;
        while (n < count && arguments.loadCap(n * 16L).length() > 1 && arguments.loadCap(n * 16L).load8(0) == '-') {
            Cap word = arguments.loadCap(n * 16L);
            if (Buffer.same(word, "--")) {
                n++;
                break;
            }
            for (long i = 1; i < word.length(); i++) {
                if (word.load8(i) == 'c') commands = true;
                else if (word.load8(i) != 's' && word.load8(i) != 'i' && !option(word.load8(i), true)) return usage(word);
            }
            n++;
        }
        if (commands) {
            if (n == count) return usage(Text.utf8("-c"));
            Cap text = arguments.loadCap(n * 16L);
            Fields.List words = Fields.make();
            if (count == n + 1) Fields.add(words, arguments.loadCap(0));
            for (int w = n + 1; w < count; w++) Fields.add(words, arguments.loadCap(w * 16L));
            Variables.parameters(words.vector(), words.count());
            return leave(Runner.text(text));
        }
        Variables.parameters(n < count ? arguments.plus(n * 16L) : arguments, Math.max(count - n, 1));
        if (n < count) return file(arguments.loadCap(n * 16L));
        STATE.interactive(Io.terminal(0, -1) >= 0 && Io.terminal(2, -1) >= 0);
        STATE.typed(STATE.interactive());
        return STATE.interactive() ? leave(Console.run()) : leave(lines());
    }

    private static long distance() {
        return Stack.bytes(16).address() - STATE.cap().address();
    }

    /** Do commands in commands leave no room for more? Then what is being done ends. */
    static boolean isTooDeep() {
        if (STATE.stack() - distance() < DEEP) return false;
        fail(Text.utf8("commands"), "nested too deeply");
        return true;
    }

    private static int usage(Cap word) {
        Err.say("sh", word, "usage: sh [-efux] [-c COMMANDS [NAME WORDS...] | FILE WORDS...]");
        return 2;
    }

    private static void preset(String name, String value) {
        if (Variables.get(Text.utf8(name)).isNull()) Variables.set(Text.utf8(name), Text.utf8(value));
    }

    private static int file(Cap name) {
        int d = Io.open(name, Open.READ | Open.CLOSE_ON_EXEC, 0);
        if (d < 0) {
            Err.say("sh", name, d);
            return NOT_FOUND;
        }
        Cap commands = Input.all(d);
        Io.close(d);
        return leave(Runner.text(commands));
    }

    /** Commands from standard input, which they may read too: not a line more than is needed is read at a time. */
    private static int lines() {
        Buffer.Growing text = Buffer.make();
        while (STATE.flow() < RETURN) {
            int n = Input.line(0, text);
            if (n > 0 && !Runner.isWhole(text.data().bounded(text.used()))) continue;
            if (text.used() > 0) Runner.text(Buffer.copy(text.data(), text.used()));
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

    /** The first signal that has arrived and has a trap; 0 when there is none. */
    static int arrived() {
        return STATE.arrived() == 0 ? 0 : Long.numberOfTrailingZeros(STATE.arrived());
    }

    /** Something went wrong that ends what a script does, or what was typed. */
    static void fail(Cap thing, Cap why) {
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, "sh: ");
        Buffer.add(b, thing, thing.length());
        Buffer.add(b, ": ");
        Buffer.add(b, why, why.length());
        Buffer.add(b, '\n');
        Io.write(2, b.data(), b.used());
        Buffer.free(b);
        STATE.status(2);
        stop();
    }

    static void fail(Cap thing, String why) {
        fail(thing, Text.utf8(why));
    }

    /** Ends a script, or what was typed. */
    static void stop() {
        STATE.flow(STATE.typed() ? ABORT : EXIT);
    }

    static void syntaxError(Cap near) {
        if (!STATE.checks()) fail(near, "syntax error");
    }

    /** Something else should come than what comes. */
    static void missing(Script s) {
        if (Tokens.kind(s) == Tokens.END) STATE.whole(false);
        syntaxError(Tokens.kind(s) == Tokens.END ? Text.utf8("end of input") : Tokens.kind(s) == Tokens.NEWLINE ? Text.utf8("newline") : Tokens.word(s, s.at()));
    }

    /** Begins to only read commands. */
    static void check() {
        STATE.checks(true);
        STATE.whole(true);
    }

    /** Ends that; were they whole? */
    static boolean checked() {
        STATE.checks(false);
        return STATE.whole();
    }

    static boolean has(int option) {
        return STATE.option(option);
    }

    /** Changes the option of a letter; false when there is none such. */
    static boolean option(int letter, boolean yes) {
        Cap letters = Text.utf8(LETTERS);
        for (int n = 0; n < letters.length(); n++) {
            if (letters.load8(n) != letter) continue;
            STATE.option(n, yes);
            return true;
        }
        return letter == 'm' || letter == 'h' || letter == 'b';
    }

    static void options(Buffer.Growing to) {
        for (int n = 0; n < 4; n++) if (STATE.option(n)) Buffer.add(to, Text.utf8(LETTERS).load8(n));
        if (STATE.interactive()) Buffer.add(to, "im");
    }

    /** A status begins (1) or ends (-1) to be looked at. */
    static void test(int by) {
        STATE.tests(STATE.tests() + by);
    }

    /** After a command: {@code set -e}. */
    static void exitOnError() {
        if (STATE.status() != 0 && STATE.option(ON_ERROR) && STATE.tests() == 0 && STATE.flow() == NO_FLOW) STATE.flow(EXIT);
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

    static void enterFunction(int by) {
        STATE.functions(STATE.functions() + by);
    }

    static boolean isInFunction() {
        return STATE.functions() > 0;
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
