package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Format;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Sys;

/** The commands that the shell itself carries out. */
@Kernel
final class Builtins {
    static final int EXEC = 20;
    private static final String[] NAMES = {":", "true", "false", "cd", "exit", "export", "unset", "set", "shift", "read", "wait", "kill", "jobs", "echo",
        "test", "[", "eval", ".", "break", "continue", "exec", "trap", "umask", "pwd", "ulimit", "printf",
        "return", "local", "readonly", "command", "type", "fg", "bg", "getopts"};
    /** Those whose failure ends a script, and before which assignments stay. */
    private static final int[] SPECIAL = {0, 4, 5, 6, 7, 8, 16, 17, 18, 19, 20, 21, 26, 28};
    private static final String[] SIGNALS = {"EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"};

    private Builtins() {}

    /** Its number; below 0 when it is none. */
    static int find(Cap name) {
        for (int n = 0; n < NAMES.length; n++) if (Buffer.same(name, NAMES[n])) return n;
        return -1;
    }

    static boolean isSpecial(int builtin) {
        for (int n = 0; n < SPECIAL.length; n++) if (SPECIAL[n] == builtin) return true;
        return false;
    }

    static int count() {
        return NAMES.length;
    }

    static Cap name(int builtin) {
        return Text.utf8(NAMES[builtin]);
    }

    static Cap signalName(int signal) {
        return Text.utf8(SIGNALS[signal]);
    }

    static Cap word(Fields.List words, int n) {
        return n < words.count() ? Fields.get(words, n) : Cap.NULL;
    }

    private static int number(Fields.List words, int n, int otherwise) {
        Cap word = word(words, n);
        return word.isNull() ? otherwise : (int) Format.parse(word, word.length());
    }

    static int run(int builtin, Fields.List words) {
        return switch (builtin) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> cd(words);
            case 4 -> exit(words);
            case 5 -> export(words);
            case 6 -> unset(words);
            case 7 -> set(words);
            case 8 -> shift(words);
            case 9 -> Reading.read(words);
            case 10 -> waitFor(words);
            case 11 -> kill(words);
            case 12 -> jobs();
            case 13 -> Printing.echo(words);
            case 14, 15 -> Tests.run(words, builtin == 15);
            case 16 -> words.count() > 1 ? Runner.text(Runner.joined(words, 1)) : 0;
            case 17 -> dot(words);
            case 18, 19 -> leaveLoop(words, builtin == 18);
            case 20 -> exec(words);
            case 21 -> trap(words);
            case 22 -> umask(words);
            case 23 -> pwd();
            case 24 -> ulimit(words);
            case 25 -> Printing.printf(words);
            case 26 -> leaveFunction(words);
            case 27 -> local(words);
            case 28 -> readonly(words);
            case 29 -> command(words);
            case 30 -> type(words, 1, false);
            case 31, 32 -> goOn(words, builtin == 31);
            default -> Reading.getopts(words);
        };
    }

    private static int cd(Fields.List words) {
        boolean back = words.count() > 1 && Buffer.same(word(words, 1), "-");
        Cap home = Variables.get(Text.utf8("HOME"));
        Cap to = back ? Variables.get(Text.utf8("OLDPWD")) : words.count() > 1 ? word(words, 1) : home.isNull() ? Text.utf8("/") : home;
        if (to.isNull()) {
            Err.say("sh: cd", Text.utf8("OLDPWD"), "not set");
            return 2;
        }
        Cap path = Stack.bytes(1024);
        long before = Io.getcwd(path);
        int error = Io.chdir(to);
        if (error != 0) {
            Err.say("sh: cd", to, error);
            return 2;
        }
        if (before > 0) Variables.set(Text.utf8("OLDPWD"), path.bounded(before - 1));
        long now = Io.getcwd(path);
        if (now > 0) Variables.set(Text.utf8("PWD"), path.bounded(now - 1));
        if (back) pwd();
        return 0;
    }

    private static int exit(Fields.List words) {
        Cap word = word(words, 1);
        if (!word.isNull() && !isNumber(word)) {
            Sh.fail(word, "Illegal number");
            return 2;
        }
        int status = number(words, 1, Sh.status()) & 0xff;
        Sh.flow(Sh.EXIT);
        return status;
    }

    static boolean isNumber(Cap word) {
        boolean digits = word.length() > 0;
        for (long i = 0; i < word.length(); i++) digits &= Parameters.isDigit(word.load8(i));
        return digits;
    }

    private static int shift(Fields.List words) {
        if (Variables.shift(number(words, 1, 1))) return 0;
        Sh.fail(Text.utf8("shift"), "can't shift that many");
        return 2;
    }

    private static int leaveFunction(Fields.List words) {
        int status = number(words, 1, Sh.status());
        Sh.flow(Sh.RETURN);
        return status;
    }

    private static int local(Fields.List words) {
        if (!Sh.isInFunction()) {
            Sh.fail(Text.utf8("local"), "not in a function");
            return 2;
        }
        for (int n = 1; n < words.count(); n++) {
            Cap word = word(words, n);
            long length = Parameters.name(word);
            Variables.keep(word.bounded(length));
            if (length < word.length()) Variables.set(word.bounded(length), word.plus(length + 1).bounded(word.length() - length - 1));
        }
        return 0;
    }

    private static int readonly(Fields.List words) {
        if (words.count() == 1 || Buffer.same(word(words, 1), "-p")) Variables.list("readonly ", false, true);
        for (int n = 1; n < words.count() && !Sh.isEnding(); n++) {
            Cap word = word(words, n);
            if (word.load8(0) == '-') continue;
            long length = Parameters.name(word);
            if (length < word.length()) Variables.set(word.bounded(length), word.plus(length + 1).bounded(word.length() - length - 1));
            Variables.fix(word.bounded(length));
        }
        return 0;
    }

    /** {@code command [-v] NAME WORDS...}: no function. */
    private static int command(Fields.List words) {
        if (words.count() == 1) return 0;
        if (Buffer.same(word(words, 1), "-v") || Buffer.same(word(words, 1), "-V")) return type(words, 2, Buffer.same(word(words, 1), "-v"));
        Fields.List rest = Fields.make();
        for (int n = Buffer.same(word(words, 1), "-p") ? 2 : 1; n < words.count(); n++) Fields.add(rest, word(words, n));
        int builtin = find(Fields.get(rest, 0));
        if (builtin >= 0) return run(builtin, rest);
        Out.flush();
        int pid = Sys.fork();
        if (pid == 0) {
            Sh.becomeSubshell();
            Sys.exit(Simple.exec(rest));
        }
        return pid < 0 ? 2 : Jobs.await(pid);
    }

    private static int type(Fields.List words, int first, boolean brief) {
        int status = 0;
        for (int n = first; n < words.count(); n++) {
            Cap name = word(words, n);
            Cap path = Simple.path(name);
            boolean function = !Functions.find(name).isNull();
            boolean builtin = find(name) >= 0;
            if (!function && !builtin && path.isNull()) {
                if (!brief) {
                    Out.bytes(name, name.length());
                    Out.text(": not found\n");
                }
                status = 127;
                continue;
            }
            boolean here = function || builtin;
            if (!brief || here) Out.bytes(name, name.length());
            if (!brief) Out.text(function ? " is a shell function" : builtin ? (isSpecial(find(name)) ? " is a special shell builtin" : " is a shell builtin") : " is ");
            if (!here) Out.bytes(path, path.length());
            Out.text("\n");
        }
        return status;
    }

    private static int goOn(Fields.List words, boolean foreground) {
        int number = Jobs.number(word(words, 1));
        if (number == 0 || !Sh.isInteractive()) {
            Err.say(foreground ? "sh: fg" : "sh: bg", words.count() > 1 ? word(words, 1) : Text.utf8("current"), Sh.isInteractive() ? "no such job" : "no job control");
            return 2;
        }
        return Jobs.goOn(number, foreground);
    }

    private static int export(Fields.List words) {
        if (words.count() == 1 || Buffer.same(word(words, 1), "-p")) {
            Variables.list("export ", true, false);
            return 0;
        }
        for (int n = 1; n < words.count(); n++) {
            Cap word = word(words, n);
            long equals = Bytes.find(word, '=', word.length());
            if (equals > 0) Variables.set(word.bounded(equals), word.plus(equals + 1).bounded(word.length() - equals - 1));
            Variables.export(equals > 0 ? word.bounded(equals) : word);
        }
        return 0;
    }

    private static int unset(Fields.List words) {
        boolean functions = words.count() > 1 && Buffer.same(word(words, 1), "-f");
        for (int n = words.count() > 1 && word(words, 1).length() > 0 && word(words, 1).load8(0) == '-' ? 2 : 1; n < words.count(); n++) {
            if (functions) Functions.forget(word(words, n));
            else if (!Variables.unset(word(words, n))) {
                Sh.fail(word(words, n), "is read only");
                return 2;
            }
        }
        return 0;
    }

    private static int set(Fields.List words) {
        if (words.count() == 1) Variables.list("", false, false);
        int n = 1;
        for (; n < words.count() && word(words, n).length() > 1; n++) {
            Cap word = word(words, n);
            if (word.load8(0) != '-' && word.load8(0) != '+' || Buffer.same(word, "--")) break;
            boolean on = word.load8(0) == '-';
            if (word.load8(1) == 'o') {
                Cap name = word(words, ++n);
                int letter = name.isNull() ? 0 : Buffer.same(name, "errexit") ? 'e' : Buffer.same(name, "nounset") ? 'u' : Buffer.same(name, "xtrace") ? 'x'
                        : Buffer.same(name, "noglob") ? 'f' : 0;
                if (letter == 0 || !Sh.option(letter, on)) return refuse(name.isNull() ? word : name);
                continue;
            }
            for (long i = 1; i < word.length(); i++) if (!Sh.option(word.load8(i), on)) return refuse(word);
        }
        if (n == words.count()) return 0;
        Fields.List parameters = Fields.make();
        Fields.add(parameters, Variables.parameter(0));
        for (n = Buffer.same(word(words, n), "--") ? n + 1 : n; n < words.count(); n++) Fields.add(parameters, Buffer.copy(word(words, n), word(words, n).length()));
        Variables.parameters(parameters.vector(), parameters.count());
        return 0;
    }

    private static int refuse(Cap option) {
        Sh.fail(option, "Illegal option");
        return 2;
    }

    private static int waitFor(Fields.List words) {
        if (words.count() == 1) return Jobs.waitForAll();
        int status = 0;
        for (int n = 1; n < words.count(); n++) status = Jobs.waitFor(process(word(words, n)));
        return status;
    }

    /** The process of a number, or of %JOB. */
    private static int process(Cap word) {
        if (word.length() > 1 && word.load8(0) == '%') return Jobs.number(word) == 0 ? 0 : Jobs.last(Jobs.number(word));
        return (int) Format.parse(word, word.length());
    }

    private static int jobs() {
        Jobs.list();
        return 0;
    }

    /** A signal by name or number; below 0 when there is none such. */
    private static int signal(Cap word) {
        if (word.length() > 0 && word.load8(0) >= '0' && word.load8(0) <= '9') return (int) Format.parse(word, word.length());
        if (word.length() > 3 && Bytes.compare(word, Text.utf8("SIG"), 3) == 0) word = word.plus(3).bounded(word.length() - 3);
        for (int n = 0; n < SIGNALS.length; n++) if (Buffer.same(word, SIGNALS[n])) return n;
        return -1;
    }

    private static int kill(Fields.List words) {
        int signal = Signal.TERM;
        int first = 1;
        if (words.count() > 1 && Buffer.same(word(words, 1), "-l")) return listSignals(words);
        if (words.count() > 1 && word(words, 1).length() > 1 && word(words, 1).load8(0) == '-') {
            boolean apart = Buffer.same(word(words, 1), "-s");
            Cap name = apart ? word(words, 2) : word(words, 1).plus(1).bounded(word(words, 1).length() - 1);
            signal = name.isNull() ? -1 : signal(name);
            first = apart ? 3 : 2;
        }
        if (first < words.count() && Buffer.same(word(words, first), "--")) first++;
        if (signal < 0 || signal >= Signal.COUNT || first >= words.count()) {
            Err.say("sh: kill", Text.utf8("usage"), "kill [-SIGNAL] PROCESS|%JOB... | kill -l [STATUS]");
            return 2;
        }
        int status = 0;
        for (int n = first; n < words.count(); n++) {
            Cap word = word(words, n);
            int job = word.load8(0) == '%' ? Jobs.number(word) : 0;
            boolean group = word.length() > 1 && word.load8(0) == '-';
            int target = job > 0 ? Jobs.target(job) : group ? -(int) Format.parse(word.plus(1), word.length() - 1) : process(word);
            int error = word.load8(0) == '%' && job == 0 ? -Errno.ESRCH : Sys.kill(target, signal);
            if (error == 0) continue;
            Err.say("sh: kill", word, error);
            status = 1;
        }
        return status;
    }

    private static int listSignals(Fields.List words) {
        if (words.count() > 2) {
            int n = number(words, 2, 0) & 0x7f;
            if (n == 0 || n >= SIGNALS.length) return 1;
            Out.text(SIGNALS[n]);
            Out.text("\n");
            return 0;
        }
        for (int n = 1; n < SIGNALS.length; n++) {
            Out.text(SIGNALS[n]);
            Out.text("\n");
        }
        return 0;
    }

    private static int dot(Fields.List words) {
        if (words.count() < 2) return 2;
        Cap name = word(words, 1);
        Cap path = Bytes.find(name, '/', name.length()) >= 0 ? name : Simple.path(name);
        int d = path.isNull() ? -Errno.ENOENT : Io.open(path, Open.READ | Open.CLOSE_ON_EXEC, 0);
        if (d < 0) {
            Sh.fail(name, "not found");
            return 2;
        }
        Cap commands = Input.all(d);
        Io.close(d);
        int status = Runner.text(commands);
        if (Sh.flow() == Sh.RETURN) Sh.flow(Sh.NO_FLOW);
        return status;
    }

    private static int leaveLoop(Fields.List words, boolean isBreak) {
        if (Sh.loopsAround() == 0) return 0;
        Sh.loops(Math.min(Math.max(number(words, 1, 1), 1), Sh.loopsAround()));
        Sh.flow(isBreak ? Sh.BREAK : Sh.CONTINUE);
        return 0;
    }

    private static int exec(Fields.List words) {
        if (words.count() == 1) return 0;
        Fields.List rest = Fields.make();
        for (int n = 1; n < words.count(); n++) Fields.add(rest, word(words, n));
        Sys.exit(Simple.exec(rest));
        return Errno.ENOEXEC;
    }

    private static int trap(Fields.List words) {
        if (words.count() == 1) return listTraps();
        int first = Buffer.same(word(words, 1), "--") ? 2 : 1;
        Cap commands = word(words, first);
        boolean reset = isNumber(commands) || words.count() == first + 1;
        boolean isDefault = reset || Buffer.same(commands, "-");
        for (int n = reset ? first : first + 1; n < words.count(); n++) {
            int signal = signal(word(words, n));
            if (signal < 0 || signal >= Signal.COUNT) {
                Err.say("sh: trap", word(words, n), "bad trap");
                return 1;
            }
            Sh.trap(signal, isDefault ? Cap.NULL : Buffer.copy(commands, commands.length()));
        }
        return 0;
    }

    private static int listTraps() {
        for (int n = 0; n < SIGNALS.length; n++) {
            Cap commands = Sh.trap(n);
            if (commands.isNull()) continue;
            Out.text("trap -- '");
            Out.bytes(commands, commands.length());
            Out.text("' ");
            Out.text(SIGNALS[n]);
            Out.text("\n");
        }
        return 0;
    }

    private static int umask(Fields.List words) {
        if (words.count() > 1) {
            int mask = 0;
            Cap word = word(words, 1);
            for (long i = 0; i < word.length(); i++) {
                if (word.load8(i) >= '0' && word.load8(i) <= '7') continue;
                Err.say("sh: umask", word, "Illegal number");
                return 2;
            }
            for (long i = 0; i < word.length(); i++) mask = mask << 3 | word.load8(i) - '0' & 7;
            Io.umask(mask);
            return 0;
        }
        int mask = Io.umask(0);
        Io.umask(mask);
        Cap digits = Stack.bytes(16);
        for (int i = 0; i < 4; i++) digits.store8(i, '0' + (mask >>> 9 - 3 * i & 7));
        Out.bytes(digits, 4);
        Out.text("\n");
        return 0;
    }

    private static int pwd() {
        Cap path = Stack.bytes(1024);
        long n = Io.getcwd(path);
        if (n < 0) return 1;
        Out.bytes(path, n - 1);
        Out.text("\n");
        return 0;
    }

    /** {@code ulimit -p N}: processes; {@code ulimit -n N}: descriptors. */
    private static int ulimit(Fields.List words) {
        boolean files = words.count() > 1 && Buffer.same(word(words, 1), "-n");
        int which = files ? Processes.LIMIT_FILES : Processes.LIMIT_PROCESSES;
        int before = Processes.limit(which, words.count() > 2 ? number(words, 2, -1) : -1);
        if (words.count() > 2) return 0;
        Out.number(before);
        Out.text("\n");
        return 0;
    }
}
