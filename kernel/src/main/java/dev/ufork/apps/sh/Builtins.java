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
import dev.ufork.shared.Stat;
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
        "test", "[", "eval", ".", "break", "continue", "exec", "trap", "umask", "pwd", "ulimit", "printf"};
    private static final String[] SIGNALS = {"EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"};

    private Builtins() {}

    /** Its number; below 0 when it is none. */
    static int find(Cap name) {
        for (int n = 0; n < NAMES.length; n++) if (Buffer.same(name, NAMES[n])) return n;
        return -1;
    }

    private static Cap word(Fields.List words, int n) {
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
            case 8 -> Variables.shift(number(words, 1, 1)) ? 0 : 2;
            case 9 -> read(words);
            case 10 -> waitFor(words);
            case 11 -> kill(words);
            case 12 -> jobs();
            case 13 -> echo(words);
            case 14, 15 -> test(words, builtin == 15);
            case 16 -> words.count() > 1 ? Runner.text(Runner.joined(words, 1)) : 0;
            case 17 -> dot(words);
            case 18, 19 -> leaveLoop(words, builtin == 18);
            case 20 -> exec(words);
            case 21 -> trap(words);
            case 22 -> umask(words);
            case 23 -> pwd();
            case 24 -> ulimit(words);
            default -> printf(words);
        };
    }

    private static int cd(Fields.List words) {
        Cap to = words.count() > 1 ? word(words, 1) : Text.utf8("/");
        int error = Io.chdir(to);
        if (error == 0) return 0;
        Err.say("sh: cd", to, error);
        return 2;
    }

    private static int exit(Fields.List words) {
        int status = number(words, 1, Sh.status()) & 0xff;
        Sh.flow(Sh.EXIT);
        return status;
    }

    private static int export(Fields.List words) {
        for (int n = 1; n < words.count(); n++) {
            Cap word = word(words, n);
            long equals = Bytes.find(word, '=', word.length());
            if (equals > 0) Variables.set(word.bounded(equals), word.plus(equals + 1).bounded(word.length() - equals - 1));
            Variables.export(equals > 0 ? word.bounded(equals) : word);
        }
        return 0;
    }

    private static int unset(Fields.List words) {
        for (int n = 1; n < words.count(); n++) Variables.unset(word(words, n));
        return 0;
    }

    private static int set(Fields.List words) {
        int from = Buffer.same(words.count() > 1 ? word(words, 1) : Text.utf8(""), "--") ? 2 : 1;
        Fields.List parameters = Fields.make();
        Fields.add(parameters, Variables.parameter(0));
        for (int n = from; n < words.count(); n++) Fields.add(parameters, Buffer.copy(word(words, n), word(words, n).length()));
        Variables.parameters(parameters.vector(), parameters.count());
        return 0;
    }

    private static int read(Fields.List words) {
        Buffer.Growing line = Buffer.make();
        int n = Input.line(0, line);
        long end = line.used();
        if (end > 0 && line.data().load8(end - 1) == '\n') end--;
        Cap text = line.data().bounded(end);
        long at = 0;
        int first = words.count() > 1 && Buffer.same(word(words, 1), "-r") ? 2 : 1;
        for (int w = first; w < words.count(); w++) {
            while (at < end && isBlank(text.load8(at))) at++;
            long stop = at;
            if (w == words.count() - 1) {
                stop = end;
                while (stop > at && isBlank(text.load8(stop - 1))) stop--;
            } else while (stop < end && !isBlank(text.load8(stop))) stop++;
            Variables.set(word(words, w), text.plus(at).bounded(stop - at));
            at = stop;
        }
        boolean whole = line.used() > end;
        Buffer.free(line);
        return n > 0 && whole ? 0 : 1;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    private static int waitFor(Fields.List words) {
        if (words.count() == 1) return Jobs.waitForAll();
        int status = 0;
        for (int n = 1; n < words.count(); n++) status = Jobs.waitFor(process(word(words, n)));
        return status;
    }

    /** The process of a number, or of %JOB. */
    private static int process(Cap word) {
        if (word.length() > 1 && word.load8(0) == '%') return Jobs.process((int) Format.parse(word.plus(1), word.length() - 1));
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
        if (words.count() > 1 && word(words, 1).length() > 1 && word(words, 1).load8(0) == '-') {
            boolean apart = Buffer.same(word(words, 1), "-s");
            Cap name = apart ? word(words, 2) : word(words, 1).plus(1).bounded(word(words, 1).length() - 1);
            signal = name.isNull() ? -1 : signal(name);
            first = apart ? 3 : 2;
        }
        if (signal < 0 || signal >= Signal.COUNT || first >= words.count()) {
            Err.say("sh: kill", Text.utf8("usage"), "kill [-SIGNAL] PROCESS...");
            return 2;
        }
        int status = 0;
        for (int n = first; n < words.count(); n++) {
            int error = Sys.kill(process(word(words, n)), signal);
            if (error == 0) continue;
            Err.say("sh: kill", word(words, n), error);
            status = 1;
        }
        return status;
    }

    private static int echo(Fields.List words) {
        boolean newline = words.count() < 2 || !Buffer.same(word(words, 1), "-n");
        for (int n = newline ? 1 : 2; n < words.count(); n++) {
            if (n > (newline ? 1 : 2)) Out.text(" ");
            if (escaped(word(words, n))) return 0;
        }
        if (newline) Out.text("\n");
        return 0;
    }

    /** Writes a text with its backslash escapes carried out; true when it says that output ends. */
    private static boolean escaped(Cap text) {
        Cap c = Stack.bytes(16);
        for (long i = 0; i < text.length(); i++) {
            c.store8(0, text.load8(i));
            if (text.load8(i) == '\\' && i + 1 < text.length()) {
                int escape = text.load8(++i);
                switch (escape) {
                    case 'n' -> c.store8(0, '\n');
                    case 't' -> c.store8(0, '\t');
                    case 'r' -> c.store8(0, '\r');
                    case 'a' -> c.store8(0, 7);
                    case 'b' -> c.store8(0, '\b');
                    case '\\' -> c.store8(0, '\\');
                    case 'c' -> { return true; }
                    default -> i--;
                }
            }
            Out.bytes(c, 1);
        }
        return false;
    }

    private static int printf(Fields.List words) {
        Cap format = word(words, 1);
        if (format.isNull()) return 2;
        int at = 2;
        do {
            int before = at;
            for (long i = 0; i < format.length(); i++) {
                int c = format.load8(i);
                int next = i + 1 < format.length() ? format.load8(i + 1) : 0;
                if (c != '%' || next == 0) {
                    long n = c == '\\' && next != 0 ? 2 : 1;
                    escaped(format.plus(i).bounded(n));
                    i += n - 1;
                    continue;
                }
                i++;
                if (next == '%') Out.text("%");
                else {
                    Cap value = word(words, at++);
                    if (next == 'd') Out.number(value.isNull() || value.length() == 0 ? 0 : Format.parse(value, value.length()));
                    else if (!value.isNull()) Out.bytes(value, value.length());
                }
            }
            if (at == before) break;
        } while (at < words.count());
        return 0;
    }

    private static int test(Fields.List words, boolean bracket) {
        int n = words.count() - 1;
        if (bracket && (n < 1 || !Buffer.same(word(words, n--), "]"))) return 2;
        int first = 1;
        boolean not = n > 1 && Buffer.same(word(words, 1), "!");
        if (not) {
            first++;
            n--;
        }
        int result = n == 0 ? 1 : n == 1 ? isTrue(word(words, first).length() > 0) : n == 2 ? unary(word(words, first), word(words, first + 1))
                : n == 3 ? binary(word(words, first), word(words, first + 1), word(words, first + 2)) : 2;
        return result == 2 || !not ? result : 1 - result;
    }

    private static int isTrue(boolean yes) {
        return yes ? 0 : 1;
    }

    private static int unary(Cap operator, Cap operand) {
        if (operator.length() != 2 || operator.load8(0) != '-') return 2;
        int c = operator.load8(1);
        if (c == 'n') return isTrue(operand.length() > 0);
        if (c == 'z') return isTrue(operand.length() == 0);
        if (c == 't') return isTrue(Io.terminal((int) Format.parse(operand, operand.length()), -1) >= 0);
        if (c == 'r') return isTrue(Io.access(operand, 4) == 0);
        if (c == 'w') return isTrue(Io.access(operand, 2) == 0);
        if (c == 'x') return isTrue(Io.access(operand, 1) == 0);
        Stat stat = Stack.of(Stat.class);
        if (Io.stat(operand, stat.cap()) != 0) return 1;
        int kind = stat.mode() & Stat.KIND;
        return switch (c) {
            case 'e' -> 0;
            case 'f' -> isTrue(kind == Stat.FILE);
            case 'd' -> isTrue(kind == Stat.DIRECTORY);
            case 'p' -> isTrue(kind == Stat.FIFO);
            case 's' -> isTrue(stat.size() > 0);
            default -> 2;
        };
    }

    private static int binary(Cap a, Cap operator, Cap b) {
        if (Buffer.same(operator, "=")) return isTrue(Buffer.same(a, b));
        if (Buffer.same(operator, "!=")) return isTrue(!Buffer.same(a, b));
        long x = Format.parse(a, a.length());
        long y = Format.parse(b, b.length());
        if (Buffer.same(operator, "-eq")) return isTrue(x == y);
        if (Buffer.same(operator, "-ne")) return isTrue(x != y);
        if (Buffer.same(operator, "-lt")) return isTrue(x < y);
        if (Buffer.same(operator, "-le")) return isTrue(x <= y);
        if (Buffer.same(operator, "-gt")) return isTrue(x > y);
        return Buffer.same(operator, "-ge") ? isTrue(x >= y) : 2;
    }

    private static int dot(Fields.List words) {
        if (words.count() < 2) return 2;
        int d = Io.open(word(words, 1), Open.READ | Open.CLOSE_ON_EXEC, 0);
        if (d < 0) {
            Err.say("sh: .", word(words, 1), d);
            return 2;
        }
        Cap commands = Input.all(d);
        Io.close(d);
        return Runner.text(commands);
    }

    private static int leaveLoop(Fields.List words, boolean isBreak) {
        Sh.loops(Math.max(number(words, 1, 1), 1));
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
        if (words.count() < 3) return 0;
        Cap commands = word(words, 1);
        boolean isDefault = Buffer.same(commands, "-");
        for (int n = 2; n < words.count(); n++) {
            int signal = signal(word(words, n));
            if (signal < 0 || signal >= Signal.COUNT) {
                Err.say("sh: trap", word(words, n), "bad trap");
                return 1;
            }
            Sh.trap(signal, isDefault ? Cap.NULL : Buffer.copy(commands, commands.length()));
        }
        return 0;
    }

    private static int umask(Fields.List words) {
        if (words.count() > 1) {
            int mask = 0;
            Cap word = word(words, 1);
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
