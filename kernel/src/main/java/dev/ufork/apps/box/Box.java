package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;

/** The program behind many names. */
@Kernel
final class Box {
    private static final String[] NAMES = {"cat", "cp", "echo", "false", "free", "grep", "head", "kill", "ls", "mkdir", "mv", "ps", "rm", "rmdir", "seq", "sleep",
        "sort", "tail", "time", "touch", "uname", "wc", "chmod"};

    private Box() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        Cap name = arguments.loadCap(0);
        long slash = name.length();
        while (slash > 0 && name.load8(slash - 1) != '/') slash--;
        name = name.plus(slash).bounded(name.length() - slash);
        int n = 0;
        while (n < NAMES.length && !Buffer.same(name, NAMES[n])) n++;
        return switch (n) {
            case 0 -> Texts.cat(count, arguments);
            case 1 -> Trees.copy(count, arguments);
            case 2 -> Texts.echo(count, arguments);
            case 3 -> 1;
            case 4 -> Machine.free();
            case 5 -> Texts.grep(count, arguments);
            case 6 -> Texts.head(count, arguments);
            case 7 -> Machine.kill(count, arguments);
            case 8 -> Trees.list(count, arguments);
            case 9 -> Trees.mkdir(count, arguments);
            case 10 -> Trees.move(count, arguments);
            case 11 -> Machine.processes();
            case 12 -> Trees.remove(count, arguments);
            case 13 -> Trees.rmdir(count, arguments);
            case 14 -> Machine.sequence(count, arguments);
            case 15 -> Machine.sleep(count, arguments);
            case 16 -> Texts.sort(count, arguments);
            case 17 -> Texts.tail(count, arguments);
            case 18 -> Machine.time(count, arguments);
            case 19 -> Trees.touch(count, arguments);
            case 20 -> Machine.name(count, arguments);
            case 21 -> Texts.count(count, arguments);
            case 22 -> Trees.chmod(count, arguments);
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

    /** Do the options before the first operand have the letter? */
    static boolean has(int count, Cap arguments, int letter) {
        for (int n = 1; isOption(count, arguments, n); n++) {
            Cap text = argument(arguments, n);
            for (long i = 1; i < text.length(); i++) if (text.load8(i) == letter) return true;
        }
        return false;
    }

    /** The first operand. */
    static int operands(int count, Cap arguments) {
        int n = 1;
        while (isOption(count, arguments, n)) {
            boolean end = Buffer.same(argument(arguments, n), "--");
            n++;
            if (end) break;
        }
        return n;
    }

    static int usage(String how) {
        Err.say("usage", Text.utf8(""), how);
        return 2;
    }
}
