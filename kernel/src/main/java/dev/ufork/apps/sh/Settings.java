package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.user.Buffer;

/** The commands that change variables, parameters and options. */
@Kernel
final class Settings {
    private static final int WRONG = 2;

    private Settings() {}

    private static boolean is(Fields.List words, int n, String option) {
        return n < words.count() && Buffer.same(Builtins.word(words, n), option);
    }

    /** The name that a word begins with, in front of nothing or of a =; null when it is none, which has been said and ends the script. */
    private static Cap name(Cap word) {
        long length = Parameters.name(word);
        if (length > 0 && (length == word.length() || word.load8(length) == '=')) return word.bounded(length);
        Sh.fail(word, "bad variable name");
        return Cap.NULL;
    }

    /** Carries out the assignment that a word may be. */
    private static boolean assign(Cap word, Cap name) {
        long n = name.length();
        if (n < word.length()) Variables.set(name, word.plus(n + 1).bounded(word.length() - n - 1));
        return Sh.flow() == Sh.NO_FLOW;
    }

    static int export(Fields.List words) {
        if (words.count() == 1 || is(words, 1, "-p")) {
            Variables.list("export ", true, false);
            return 0;
        }
        for (int n = is(words, 1, "--") ? 2 : 1; n < words.count(); n++) {
            Cap name = name(Builtins.word(words, n));
            if (name.isNull() || !assign(Builtins.word(words, n), name)) return WRONG;
            Variables.export(name);
        }
        return 0;
    }

    static int readonly(Fields.List words) {
        if (words.count() == 1 || is(words, 1, "-p")) {
            Variables.list("readonly ", false, true);
            return 0;
        }
        for (int n = is(words, 1, "--") ? 2 : 1; n < words.count(); n++) {
            Cap name = name(Builtins.word(words, n));
            if (name.isNull() || !assign(Builtins.word(words, n), name)) return WRONG;
            Variables.fix(name);
        }
        return 0;
    }

    static int local(Fields.List words) {
        if (!Functions.isIn()) {
            Sh.fail("local: not in a function");
            return WRONG;
        }
        for (int n = 1; n < words.count(); n++) {
            Cap name = name(Builtins.word(words, n));
            if (name.isNull()) return WRONG;
            Variables.keep(name);
            if (!assign(Builtins.word(words, n), name)) return WRONG;
        }
        return 0;
    }

    static int unset(Fields.List words) {
        boolean functions = is(words, 1, "-f");
        boolean variables = is(words, 1, "-v");
        for (int n = functions || variables || is(words, 1, "--") ? 2 : 1; n < words.count(); n++) {
            Cap word = Builtins.word(words, n);
            if (functions) {
                Functions.forget(word);
                continue;
            }
            if (Parameters.name(word) != word.length() || word.length() == 0) {
                Sh.fail(word, "bad variable name");
                return WRONG;
            }
            if (Variables.unset(word)) continue;
            Sh.fail(word, "is read only");
            return WRONG;
        }
        return 0;
    }

    static int shift(Fields.List words) {
        int by = Builtins.number(words, 1, 1);
        if (by >= 0 && Variables.shift(by)) return 0;
        if (by >= 0) Sh.fail("shift: can't shift that many");
        else Sh.stop();
        return WRONG;
    }

    /** {@code set [-aCefnux] [+aCefnux] [-o NAME] [--] [WORDS...]}. */
    static int set(Fields.List words) {
        if (words.count() == 1) Variables.list("", false, false);
        int n = 1;
        for (; n < words.count() && Builtins.word(words, n).length() > 1; n++) {
            Cap word = Builtins.word(words, n);
            if (word.load8(0) != '-' && word.load8(0) != '+' || Buffer.same(word, "--")) break;
            boolean on = word.load8(0) == '-';
            if (word.load8(1) == 'o') {
                Cap name = Builtins.word(words, ++n);
                if (name.isNull()) Options.list(on);
                else if (!Options.set(name, on)) return refuse(name);
                continue;
            }
            for (long i = 1; i < word.length(); i++) if (!Options.set(word.load8(i), on)) return refuse(word);
        }
        boolean ends = is(words, n, "--");
        if (ends) n++;
        else if (n == words.count()) return 0;
        if (is(words, n, "-") && !ends) n++;
        Fields.List parameters = Fields.make();
        Fields.add(parameters, Cap.NULL);
        for (; n < words.count(); n++) Fields.add(parameters, Buffer.copy(Builtins.word(words, n), Builtins.word(words, n).length()));
        Variables.parameters(parameters.vector(), parameters.count());
        return 0;
    }

    private static int refuse(Cap option) {
        Sh.fail(option, "Illegal option");
        return WRONG;
    }
}
