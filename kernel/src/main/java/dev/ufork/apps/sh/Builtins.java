package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;
import dev.ufork.user.Buffer;

/** The commands that the shell itself carries out: one row of {@code NAMES} and one case each. */
@Kernel
final class Builtins {
    static final int NONE = -1;
    static final int EXEC = 20;
    private static final String[] NAMES = {":", "true", "false", "cd", "exit", "export", "unset", "set", "shift", "read", "wait", "kill", "jobs", "echo",
        "test", "[", "eval", ".", "break", "continue", "exec", "trap", "umask", "pwd", "ulimit", "printf",
        "return", "local", "readonly", "command", "type", "fg", "bg", "getopts", "alias", "unalias", "times", "hash"};
    /** Those whose failure ends a script, and before which assignments stay. */
    private static final int[] SPECIAL = {0, 4, 5, 6, 7, 8, 16, 17, 18, 19, 20, 21, 26, 27, 28, 36};
    /** Those whose words may be assignments. */
    private static final int[] ASSIGN = {5, 27, 28, 34};

    private Builtins() {}

    /** Its number; {@code NONE} when it is none. */
    static int find(Cap name) {
        for (int n = 0; n < NAMES.length; n++) if (Buffer.same(name, NAMES[n])) return n;
        return NONE;
    }

    static boolean isSpecial(int builtin) {
        for (int n = 0; n < SPECIAL.length; n++) if (SPECIAL[n] == builtin) return true;
        return false;
    }

    static boolean assigns(int builtin) {
        for (int n = 0; n < ASSIGN.length; n++) if (ASSIGN[n] == builtin) return true;
        return false;
    }

    static int count() {
        return NAMES.length;
    }

    static Cap name(int builtin) {
        return Text.utf8(NAMES[builtin]);
    }

    static Cap word(Fields.List words, int n) {
        return n < words.count() ? Fields.get(words, n) : Cap.NULL;
    }

    /** The number that a word is; {@code otherwise} without the word, and below 0 when it is none, which has been said. */
    static int number(Fields.List words, int n, int otherwise) {
        Cap word = word(words, n);
        if (word.isNull()) return otherwise;
        if (isNumber(word)) return (int) Format.parse(word, word.length());
        Sh.say(word(words, 0), word, Text.utf8("Illegal number"));
        return -1;
    }

    static boolean isNumber(Cap word) {
        boolean digits = word.length() > 0;
        for (long i = 0; i < word.length(); i++) digits &= Parameters.isDigit(word.load8(i));
        return digits;
    }

    static int run(int builtin, Fields.List words) {
        return switch (builtin) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> Surroundings.cd(words);
            case 4 -> Leaving.exit(words);
            case 5 -> Settings.export(words);
            case 6 -> Settings.unset(words);
            case 7 -> Settings.set(words);
            case 8 -> Settings.shift(words);
            case 9 -> Reading.read(words);
            case 10 -> Killing.waitFor(words);
            case 11 -> Killing.kill(words);
            case 12 -> Killing.jobs();
            case 13 -> Printing.echo(words);
            case 14, 15 -> Tests.run(words, builtin == 15);
            case 16 -> Leaving.eval(words);
            case 17 -> Leaving.dot(words);
            case 18, 19 -> Leaving.loop(words, builtin == 18);
            case 20 -> Leaving.exec(words);
            case 21 -> Killing.trap(words);
            case 22 -> Surroundings.umask(words);
            case 23 -> Surroundings.pwd();
            case 24 -> Limiting.run(words);
            case 25 -> Printing.printf(words);
            case 26 -> Leaving.function(words);
            case 27 -> Settings.local(words);
            case 28 -> Settings.readonly(words);
            case 29 -> Naming.command(words);
            case 30 -> Naming.type(words, 1, false);
            case 31, 32 -> Killing.goOn(words, builtin == 31);
            case 33 -> Reading.getopts(words);
            case 34 -> Aliases.alias(words);
            case 35 -> Aliases.unalias(words);
            case 36 -> Surroundings.times();
            default -> Naming.hash(words);
        };
    }
}
