package dev.ufork.boot;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A small shell script by chance, the same for the same seed: it ends, says nothing about time, process numbers or order of output, and uses what POSIX
 * leaves to the shell as little as a grammar can.
 *
 * <p>Some are made wrong on purpose, by a word that is missing or there twice.
 */
public final class RandomScript {
    private static final List<String> VARIABLES = List.of("x", "y", "z", "v");
    private static final List<String> TEXTS = List.of("a", "b c", "", "  lead", "a:b::c", "*", "a*", "[ab]1", "~", "-n", "5", "10", "-3", "a\\b", "x=y", "foo.tar.gz", "/usr/lib/x", "#", "it''s", "!", "a?b", " ", "0x1f",
            "010", "abcabc", "\\", "q\"q", "end ");
    private static final List<String> PLAIN = List.of("a", "b1", "foo", "*", "a*", "?1", "[ab]*", "x=1", "-n", "5", "0", "--", "a\\ b", "\\*", "~", "\\$x", "a#b", "{", "}", "1", "=", "!", "[!a]1", "nothere*", "a:b", "\\\\");
    private static final List<String> PATTERNS = List.of("*", "a*", "?", "[a-c]*", "*b", "a|b", "5", "[!a]*", "'*'", "\\*", "$x", "\"$y\"", "*.gz", "*/", "\"\"", "[[:digit:]]*", "a\\*", "*:*", "??", "[]a]*", "${z%b}*");
    private static final List<String> UNARY = List.of("-n", "-z", "-e", "-f", "-d", "-s", "-r");
    private static final List<String> BINARY = List.of("=", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge");
    private static final List<String> OPERATORS = List.of("+", "-", "*", "/", "%", "<<", ">>", "<", "<=", ">", ">=", "==", "!=", "&", "|", "^", "&&", "||");

    private final Random random;
    private int depth;
    private int counters;
    private boolean function;
    private boolean loops = true;

    private RandomScript(long seed) {
        random = new Random(seed);
    }

    /** The script of a seed; it expects to begin in an empty folder. */
    public static String of(long seed) {
        RandomScript r = new RandomScript(seed * 0x9e37_79b9_7f4a_7c15L + 1);
        boolean wrong = r.random.nextInt(12) == 0;
        r.loops = !wrong;
        StringBuilder text = new StringBuilder();
        if (r.chance(4)) text.append(": > a1; : > a2; echo text > b1\n");
        if (r.chance(10)) text.append("set -").append(r.pick(List.of("e", "u", "f", "x", "eu", "a", "C"))).append('\n');
        for (int n = 1 + r.random.nextInt(5); n > 0; n--) text.append(r.command()).append(r.chance(3) ? "; " : "\n");
        text.append("echo \"$? $# [$x][$y][$z]\"");
        return wrong ? r.broken(text.toString()) : text.toString();
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @SafeVarargs
    private String one(Supplier<String>... choices) {
        return choices[random.nextInt(choices.length)].get();
    }

    /** A word of the script missing, or there twice. */
    private String broken(String text) {
        String[] words = text.split("(?<= )|(?= )");
        int at = random.nextInt(words.length);
        words[at] = chance(2) ? "" : words[at] + " " + words[at];
        return String.join("", words);
    }

    private String command() {
        if (depth > 3) return simple();
        depth++;
        String command = switch (random.nextInt(22)) {
            case 0 -> command() + " | " + pick(List.of("cat", "sort", "head -n 2", "wc -l", "while read x y; do echo \"<$y|$x>\"; done", "{ read x; echo \"$x\"; cat; }"));
            case 1 -> command() + pick(List.of(" && ", " || ")) + command();
            case 2 -> "! " + simple();
            case 3 -> "if " + command() + "; then " + command() + (chance(3) ? "; elif " + simple() + "; then " + command() : "") + (chance(2) ? "; else " + command() : "") + "; fi";
            case 4 -> loop();
            case 5 -> "for " + pick(VARIABLES) + (chance(6) ? "" : " in " + words()) + "; do " + command() + (chance(4) ? "; " + pick(List.of("break", "continue")) : "") + "; done";
            case 6 -> choice();
            case 7 -> "(" + command() + "; " + command() + ")";
            case 8 -> "{ " + command() + "; " + command() + "; }";
            case 9 -> functions();
            case 10 -> simple() + redirection();
            case 11 -> "{ " + command() + "; }" + redirection();
            case 12 -> "cat <<" + document();
            case 13 -> command() + " & wait" + (chance(2) ? " $!; echo $?" : "");
            case 14 -> "(trap " + quoted() + " EXIT; " + command() + ")";
            case 15 -> "eval " + (chance(2) ? "\"" + command().replaceAll("[\"$`\\\\]", "\\\\$0") + "\"" : "'" + command().replace("'", "'\\''") + "'");
            case 16 -> "sh -c 'trap \"echo caught\" USR1; kill -USR1 $$; " + pick(List.of("", "trap - USR1; ", "trap \"exit 4\" USR1; kill -USR1 $$; ")) + "echo after'; echo $?";
            default -> simple();
        };
        depth--;
        return command;
    }

    private String loop() {
        if (!loops) return simple();
        String n = "n" + counters++;
        boolean until = chance(3);
        return n + "=0; " + (until ? "until [ $" + n + " -ge 3 ]" : "while [ $" + n + " -lt 3 ]") + "; do " + n + "=$((" + n + " + 1)); "
                + command() + (chance(4) ? "; [ $" + n + " -eq 2 ] && " + pick(List.of("break", "continue", "break 2", "continue 1")) : "") + "; done";
    }

    private String choice() {
        StringBuilder s = new StringBuilder("case ").append(word()).append(" in ");
        for (int n = 1 + random.nextInt(3); n > 0; n--) s.append(chance(4) ? "(" : "").append(pick(PATTERNS)).append(") ").append(chance(6) ? "" : command()).append(";; ");
        return s + "esac";
    }

    private String functions() {
        if (function) return simple();
        function = true;
        String name = pick(List.of("f", "g"));
        String body = (chance(3) ? "local x=" + word() + "; " : "") + command() + (chance(3) ? "; return " + random.nextInt(4) : "");
        function = false;
        return name + "() { " + body + "; }; " + name + " " + words() + (chance(2) ? "; echo $? $#" : "");
    }

    private String redirection() {
        return one(() -> " > out; cat out", () -> " >> out; cat out", () -> " 2>&1 >/dev/null", () -> " < a1", () -> " 3>&1 >&3", () -> " < nothere", () -> " > nodir/x", () -> " >out 2>&1; wc -l < out");
    }

    private String document() {
        String end = pick(List.of("E", "'E'", "\\E"));
        StringBuilder s = new StringBuilder(end).append('\n');
        for (int n = random.nextInt(3); n > 0; n--) s.append(pick(List.of("plain \"text\" 'here'", "$x ${y:-d} $((1 + 2))", "`echo back` \\$x \\\\ \\a", "${x#a} $(echo sub)", "${z-'q'} \"${v+\"set\"}\""))).append('\n');
        return s + "E\n:";
    }

    private String quoted() {
        return "'" + simple().replace("'", "'\\''") + "'";
    }

    private String simple() {
        if (depth > 5) return "echo " + pick(PLAIN);
        depth++;
        String simple = some();
        depth--;
        return simple;
    }

    private String some() {
        return one(() -> "echo " + words(), () -> "echo " + words(), () -> "for w in " + words() + "; do echo \"<$w>\"; done", () -> pick(VARIABLES) + "=" + word(), () -> pick(VARIABLES) + "=" + word(),
                () -> pick(VARIABLES) + "=" + text(), () -> "echo $((" + arithmetic() + "))", () -> "printf '%s|' " + words() + "; echo",
                () -> "printf '" + pick(List.of("%d", "%5d|", "%-5s|", "%x", "%c", "%b", "%05d", "%.2s", "%o", "%%", "%s\\n")) + "\\n' " + word(), this::test, this::test,
                () -> "set -- " + words() + "; echo $# \"$1\"", () -> "set -- " + words() + "; for w in \"$@\"; do echo \"[$w]\"; done", () -> "shift", () -> pick(List.of("true", "false", ":", "(exit 3)", "echo $?")),
                () -> "unset " + pick(VARIABLES), () -> "export " + pick(VARIABLES) + "=" + word(), () -> pick(VARIABLES) + "=" + word() + " sh -c 'echo \"$x$y\"'",
                () -> "echo " + words() + " | { " + (chance(3) ? "IFS=: " : "") + "read " + (chance(3) ? "-r " : "") + "x y; echo \"$?[$x][$y]\"; }", () -> "IFS=" + pick(List.of(":", "' '", "''", "'a '", "' :'")) + "; echo $x \"$*\"; unset IFS",
                () -> "set -- " + pick(List.of("-a -b x y", "-ab x", "-c", "-bval z", "-- -a", "x -a", "-a -")) + "; while getopts ab: o; do echo \"$o $OPTARG $OPTIND\"; done; OPTIND=1",
                () -> "(set -" + pick(List.of("e", "u", "f")) + "; " + pick(List.of("false", "echo $nosuch", "echo *", "false || true", "! true", "if false; then :; fi", "(exit 4)", "false | true", "x=$(false)")) + "; echo on)",
                () -> "(" + pick(List.of("exit", "exit 5", "return 2", "readonly x=1; x=2; echo no", "echo ${x?}; echo on", "echo ${nosuch:?gone}; echo on", "shift 9; echo on", "cd nodir; echo $?", ". nosuch; echo on", "nosuch; echo $?", "exec nosuch; echo on", "export 1x; echo on",
                        "unset IFS; x=' a b '; echo $x", "x=1 :; echo $x", "command shift 9; echo on", "x=5; x=6 true; echo $x", "x=7 eval 'echo $x'; echo $x")) + ")",
                () -> "echo $( " + command() + ")", () -> "type " + pick(List.of("cd", "if", "nosuch", "eval", "f")) + " >/dev/null; echo $?", () -> "wait; echo $?", () -> "ls", () -> "echo " + word() + " > b1; cat b1", () -> "cat a1 b1 nothere | wc -c");
    }

    private String test() {
        String t = chance(3) ? pick(UNARY) + " " + word() : chance(2) ? "\"" + value() + "\" " + pick(BINARY.subList(0, 2)) + " " + word() : random.nextInt(9) + " " + pick(BINARY) + " " + random.nextInt(9);
        return "[ " + (chance(5) ? "! " : "") + t + " ]; echo $?";
    }

    private String words() {
        StringBuilder s = new StringBuilder(word());
        for (int n = random.nextInt(3); n > 0; n--) s.append(' ').append(word());
        return s.toString();
    }

    private String word() {
        StringBuilder s = new StringBuilder();
        for (int n = 1 + (chance(3) ? 1 : 0); n > 0; n--) {
            s.append(one(() -> pick(PLAIN), this::text, this::value, this::value, () -> "\"" + value() + "\"", () -> "\"" + value() + " " + pick(TEXTS).replaceAll("[\"\\\\]", "") + "\""));
        }
        return s.toString();
    }

    private String text() {
        return "'" + pick(TEXTS).replace("''", "'\\''") + "'";
    }

    private String value() {
        String v = pick(VARIABLES);
        return one(() -> "$" + v, () -> "${" + v + "}", () -> "${" + v + pick(List.of("-", ":-", "+", ":+", "=", ":=")) + operand() + "}", () -> "${" + v + pick(List.of("#", "##", "%", "%%")) + pick(PATTERNS) + "}",
                () -> "${#" + v + "}", () -> pick(List.of("$*", "$@", "$#", "$?", "$1", "${2-none}", "${10}", "$-z", "${#}", "${@}", "${*-none}", "${1+set}")), () -> "$((" + arithmetic() + "))",
                () -> "$(echo " + pick(PLAIN) + ")", () -> "`echo " + pick(List.of("a", "b  c", "\"q  q\"", "\\$x", "'*'")) + "`");
    }

    private String operand() {
        return pick(List.of("a", "b c", "'q r'", "\"d e\"", "$y", "\"$y z\"", "", "*", "${z-deep}", "a'b'", "\\}", "$(echo s  s)", "~", "\"\"", "a:b", "\\a"));
    }

    private String arithmetic() {
        if (chance(2)) return one(() -> "" + random.nextInt(20), () -> "x", () -> "$#", () -> "v", () -> "0x1F", () -> "-7", () -> "017");
        if (depth > 6) return "1";
        depth++;
        String s = one(() -> arithmetic() + " " + pick(OPERATORS) + " " + arithmetic(), () -> "(" + arithmetic() + ")", () -> pick(List.of("-", "!", "~", "+")) + " " + arithmetic(),
                () -> arithmetic() + " ? " + arithmetic() + " : " + arithmetic(), () -> "v " + pick(List.of("=", "+=", "-=", "*=", "|=", "<<=")) + " " + arithmetic());
        depth--;
        return s;
    }
}
