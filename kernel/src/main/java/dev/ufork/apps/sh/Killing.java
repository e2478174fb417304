package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Format;
import dev.ufork.shared.Signal;
import dev.ufork.user.Buffer;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** The commands about signals and jobs: {@code kill}, {@code trap}, {@code wait}, {@code jobs}, {@code fg}, {@code bg}. */
@Kernel
final class Killing {
    private static final String[] SIGNALS = {"EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"};

    private static final String[] DESCRIPTIONS = {"", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error", "Floating point exception",
        "Killed", "User defined signal 1", "Segmentation fault", "User defined signal 2", "Broken pipe", "Alarm clock", "Terminated", "Stack fault"};

    private static final int WRONG = 2;
    private static final int NONE = Integer.MIN_VALUE;

    private Killing() {}

    /** What happened to a process that was ended by a signal. */
    static String description(int signal) {
        return signal < DESCRIPTIONS.length ? DESCRIPTIONS[signal] : "Ended by a signal";
    }

    static Cap signalName(int signal) {
        return Text.utf8(SIGNALS[signal]);
    }

    static int waitFor(Fields.List words) {
        if (words.count() == 1) return Jobs.waitForAll();
        int status = 0;
        for (int n = 1; n < words.count(); n++) {
            int process = process(words, n);
            if (process == NONE) return WRONG;
            status = Jobs.waitFor(process);
        }
        return status;
    }

    /** The process or group of a number, or of %JOB; {@code NONE} when the word is neither, which has been said. */
    private static int process(Fields.List words, int n) {
        Cap word = Builtins.word(words, n);
        boolean group = word.length() > 1 && word.load8(0) == '-';
        Cap digits = group ? word.plus(1).bounded(word.length() - 1) : word;
        if (word.length() > 0 && word.load8(0) == '%') {
            if (Jobs.number(word) > 0) return Jobs.last(Jobs.number(word));
            Sh.say(Builtins.word(words, 0), word, Text.utf8("No such job"));
            return NONE;
        }
        if (Builtins.isNumber(digits)) return (int) Format.parse(digits, digits.length()) * (group ? -1 : 1);
        Sh.say(Builtins.word(words, 0), word, Text.utf8("Illegal number"));
        return NONE;
    }

    static int jobs() {
        Jobs.list();
        return 0;
    }

    static int goOn(Fields.List words, boolean foreground) {
        int number = Jobs.number(Builtins.word(words, 1));
        if (number == 0 || !Sh.isInteractive()) {
            Sh.say(foreground ? "fg" : "bg", words.count() > 1 ? Builtins.word(words, 1) : Text.utf8("current"), Sh.isInteractive() ? "no such job" : "no job control");
            return 2;
        }
        return Jobs.goOn(number, foreground);
    }

    /** A signal by name or number; below 0 when there is none such. */
    private static int signal(Cap word) {
        if (word.length() > 0 && word.load8(0) >= '0' && word.load8(0) <= '9') return (int) Format.parse(word, word.length());
        if (word.length() > 3 && Bytes.compare(word, Text.utf8("SIG"), 3) == 0) word = word.plus(3).bounded(word.length() - 3);
        for (int n = 0; n < SIGNALS.length; n++) if (Buffer.same(word, SIGNALS[n])) return n;
        return -1;
    }

    static int kill(Fields.List words) {
        int signal = Signal.TERM;
        int first = 1;
        if (words.count() > 1 && Buffer.same(Builtins.word(words, 1), "-l")) return listSignals(words);
        if (words.count() > 1 && Builtins.word(words, 1).length() > 1 && Builtins.word(words, 1).load8(0) == '-') {
            boolean apart = Buffer.same(Builtins.word(words, 1), "-s");
            Cap name = apart ? Builtins.word(words, 2) : Builtins.word(words, 1).plus(1).bounded(Builtins.word(words, 1).length() - 1);
            signal = name.isNull() ? -1 : signal(name);
            first = apart ? 3 : 2;
        }
        if (first < words.count() && Buffer.same(Builtins.word(words, first), "--")) first++;
        if (signal < 0 || signal >= Signal.COUNT || first >= words.count()) {
            Sh.say("kill", Text.utf8("usage"), "kill [-SIGNAL] PROCESS|%JOB... | kill -l [STATUS]");
            return 2;
        }
        int status = 0;
        for (int n = first; n < words.count(); n++) {
            Cap word = Builtins.word(words, n);
            int job = word.length() > 0 && word.load8(0) == '%' ? Jobs.number(word) : 0;
            int target = job > 0 ? Jobs.target(job) : process(words, n);
            if (target == NONE) return WRONG;
            int error = Sys.kill(target, signal);
            if (error == 0) continue;
            Sh.say("kill", word, error);
            status = 1;
        }
        return status;
    }

    private static int listSignals(Fields.List words) {
        if (words.count() > 2) {
            int n = Builtins.number(words, 2, 0) & 0x7f;
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

    static int trap(Fields.List words) {
        if (words.count() == 1) return listTraps();
        int first = Buffer.same(Builtins.word(words, 1), "--") ? 2 : 1;
        Cap commands = Builtins.word(words, first);
        boolean reset = Builtins.isNumber(commands) || words.count() == first + 1;
        boolean isDefault = reset || Buffer.same(commands, "-");
        for (int n = reset ? first : first + 1; n < words.count(); n++) {
            int signal = signal(Builtins.word(words, n));
            if (signal < 0 || signal >= Signal.COUNT) {
                Sh.say("trap", Builtins.word(words, n), "bad trap");
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
            Out.text("trap -- ");
            Variables.quote(commands);
            Out.text(" ");
            Out.text(SIGNALS[n]);
            Out.text("\n");
        }
        return 0;
    }
}
