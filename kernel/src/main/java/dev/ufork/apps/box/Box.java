package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;

/** The program behind many names. */
@Kernel
final class Box {
    private static final String[] NAMES = {"cat", "cp", "echo", "false", "free", "grep", "head", "kill", "ls", "mkdir", "mv", "ps", "rm", "rmdir", "seq", "sleep",
        "sort", "tail", "time", "touch", "uname", "wc", "chmod", "ln"};

    /** Option letters of each, in the same order; a colon says that a value follows, and * that the command looks for itself. */
    private static final String[] LETTERS = {"u", "Rrfp", "*", "*", "", "EFHLce:hilnqsvwx", "n:c:", "*", "1aAcdFglnoprRStu", "m:p", "f", "aefA", "Rrf", "", "*", "",
        "bcfk:no:rst:u", "c:n:", "*", "acd:fhmr:t:", "amnprsv", "clmw", "*", "f"};
    private static final String[] USAGES = {"cat [-u] [FILE...]", "cp [-Rrfp] FILE... TO", "echo [-n] [WORD...]", "false", "free",
        "grep [-EFHLchilnqsvwx] PATTERN|-e PATTERN... [FILE...]", "head [-n LINES | -c BYTES] [FILE...]", "kill [-NUMBER] PROCESS...", "ls [-1aAcdFglnoprRStu] [PATH...]",
        "mkdir [-p] [-m MODE] DIRECTORY...", "mv [-f] FILE... TO", "ps", "rm [-rf] FILE...", "rmdir DIRECTORY...", "seq [FIRST [STEP]] LAST", "sleep SECONDS",
        "sort [-bcfnrsu] [-k KEY]... [-t CHARACTER] [-o FILE] [FILE...]", "tail [-n [+]LINES | -c [+]BYTES] [FILE...]", "time COMMAND [WORD...]", "touch [-acm] [-d DATE | -r FILE | -t [[CC]YY]MMDDhhmm[.ss]] FILE...",
        "uname [-amnprsv]", "wc [-clmw] [FILE...]", "chmod OCTAL|[ugoa][+-=][rwxugo],... FILE...", "ln [-f] FILE... TO"};
    private static final int GREP = 5;
    private static final int LS = 8;
    private static final int SORT = 16;
    private static final State STATE = Global.of(State.class);

    /** Which command it is. */
    @Struct
    interface State extends Ref {
        int command();      void command(int n);
    }

    private Box() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        Cap name = arguments.loadCap(0);
        long slash = name.length();
        while (slash > 0 && name.load8(slash - 1) != '/') slash--;
        name = name.plus(slash).bounded(name.length() - slash);
        int n = 0;
        while (n < NAMES.length && !Buffer.same(name, NAMES[n])) n++;
        STATE.command(n);
        if (n < NAMES.length && !understood(count, arguments)) return usage();
        return switch (n) {
            case 0 -> Texts.cat(count, arguments);
            case 1 -> Trees.copy(count, arguments);
            case 2 -> Texts.echo(count, arguments);
            case 3 -> 1;
            case 4 -> Machine.free();
            case 5 -> Grep.run(count, arguments);
            case 6 -> Texts.head(count, arguments, false);
            case 7 -> Machine.kill(count, arguments);
            case 8 -> Ls.run(count, arguments);
            case 9 -> Trees.mkdir(count, arguments);
            case 10 -> Trees.move(count, arguments);
            case 11 -> Machine.processes();
            case 12 -> Trees.remove(count, arguments);
            case 13 -> Trees.rmdir(count, arguments);
            case 14 -> Machine.sequence(count, arguments);
            case 15 -> Machine.sleep(count, arguments);
            case 16 -> Sorting.run(count, arguments);
            case 17 -> Texts.head(count, arguments, true);
            case 18 -> Machine.time(count, arguments);
            case 19 -> Touch.run(count, arguments);
            case 20 -> Machine.name(count, arguments);
            case 21 -> Texts.count(count, arguments);
            case 22 -> Trees.chmod(count, arguments);
            case 23 -> Trees.link(count, arguments);
            default -> unknown(name);
        };
    }

    private static int unknown(Cap name) {
        Err.say("box", name, "no such command");
        return 1;
    }

    /** Argument {@code n} of the command. */
    static Cap argument(Cap arguments, int n) {
        return arguments.loadCap(n * 16L);
    }

    /** Is argument {@code n} a set of options, a dash and letters? */
    static boolean isOption(int count, Cap arguments, int n) {
        if (n >= count) return false;
        Cap text = argument(arguments, n);
        return text.length() > 1 && text.load8(0) == '-';
    }

    private static Cap letters() {
        return Text.utf8(LETTERS[STATE.command()]);
    }

    /** Does the option with the letter want a value? Below 0 when there is no such option. */
    private static int wants(int letter) {
        Cap letters = letters();
        long at = letter == ':' ? -1 : Bytes.find(letters, letter, letters.length());
        return at < 0 ? -1 : at + 1 < letters.length() && letters.load8(at + 1) == ':' ? 1 : 0;
    }

    private static boolean understood(int count, Cap arguments) {
        if (letters().length() == 1 && letters().load8(0) == '*') return true;
        for (int n = 1; isOption(count, arguments, n); n++) {
            Cap text = argument(arguments, n);
            if (Buffer.same(text, "--")) return true;
            if (isNumber(text)) continue;
            for (long i = 1; i < text.length(); i++) {
                int wants = wants(text.load8(i));
                if (wants < 0) {
                    Err.say(NAMES[STATE.command()], text.plus(i).bounded(1), "invalid option");
                    return false;
                }
                if (wants == 0) continue;
                if (i + 1 == text.length() && ++n >= count) {
                    Err.say(NAMES[STATE.command()], text.plus(i).bounded(1), "option requires an argument");
                    return false;
                }
                break;
            }
        }
        return true;
    }

    /** Is an option a number, as in head -5? */
    private static boolean isNumber(Cap option) {
        return wants('n') == 1 && option.load8(1) >= '0' && option.load8(1) <= '9';
    }

    /** Do the options before the first operand have the letter? */
    static boolean has(int count, Cap arguments, int letter) {
        return look(count, arguments, letter, STATE.cap(), 0) > 0;
    }

    /** Which of the letters is the last among the options before the first operand, none of which has a value; 0 when none is. */
    static int last(int count, Cap arguments, String letters) {
        Cap set = Text.utf8(letters);
        int end = operands(count, arguments);
        int last = 0;
        for (int n = 1; n < end; n++) {
            Cap text = argument(arguments, n);
            for (long i = 1; i < text.length(); i++) if (Bytes.find(set, text.load8(i), set.length()) >= 0) last = text.load8(i);
        }
        return last;
    }

    /** The value of the last option with the letter, or of one that is a number for n; null when there is none. */
    static Cap value(int count, Cap arguments, int letter) {
        return value(count, arguments, letter, Integer.MAX_VALUE);
    }

    /** The value of option {@code nth}, from 1, with the letter, or of the last of fewer. */
    static Cap value(int count, Cap arguments, int letter, int nth) {
        Cap found = Stack.bytes(16);
        look(count, arguments, letter, found, nth);
        return found.loadCap(0);
    }

    /** The first operand. */
    static int operands(int count, Cap arguments) {
        return -look(count, arguments, 0, STATE.cap(), 0);
    }

    /** Goes through the options; returns 1 when a letter without a value is among them, otherwise minus the first operand. */
    private static int look(int count, Cap arguments, int letter, Cap value, int values) {
        int n = 1;
        for (; isOption(count, arguments, n); n++) {
            Cap text = argument(arguments, n);
            if (Buffer.same(text, "--")) return -(n + 1);
            if (isNumber(text)) {
                if (letter == 'n' && values-- > 0) value.storeCap(0, text.plus(1).bounded(text.length() - 1));
                continue;
            }
            for (long i = 1; i < text.length(); i++) {
                int c = text.load8(i);
                boolean wants = wants(c) == 1;
                if (c == letter && !wants) return 1;
                if (!wants) continue;
                Cap its = i + 1 < text.length() ? text.plus(i + 1).bounded(text.length() - i - 1) : argument(arguments, ++n);
                if (c == letter && values-- > 0) value.storeCap(0, its);
                break;
            }
        }
        return -n;
    }

    /** Says how the command is called; returns the status for that. */
    static int usage() {
        int n = STATE.command();
        Err.say("usage", Text.utf8(""), USAGES[n]);
        return n == GREP || n == LS || n == SORT ? 2 : 1;
    }
}
