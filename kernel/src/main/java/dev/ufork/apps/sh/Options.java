package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.user.Buffer;
import dev.ufork.user.Out;

/** Options of the shell, by letter or name. Source: POSIX.1-2017, Shell and Utilities, {@code set}. */
@Kernel
final class Options {
    static final int ON_ERROR = 0;
    static final int NO_FILES = 1;
    static final int INTERACTIVE = 2;
    static final int MONITOR = 3;
    static final int NOT_RUN = 4;
    static final int INPUT = 5;
    static final int TRACE = 6;
    static final int VERBOSE = 7;
    static final int NO_CLOBBER = 8;
    static final int EXPORT = 9;
    static final int NOTIFY = 10;
    static final int NO_UNSET = 11;
    private static final String LETTERS = "efimnsxvCabu";
    private static final String[] NAMES = {"errexit", "noglob", "interactive", "monitor", "noexec", "stdin", "xtrace", "verbose", "noclobber", "allexport", "notify", "nounset"};
    private static final int WIDTH = 16;
    private static final State STATE = Global.of(State.class);

    /** Which are set. */
    @Struct
    interface State extends Ref {
        @Length(12) boolean on(int option);     void on(int option, boolean yes);
    }

    private Options() {}

    static boolean has(int option) {
        return STATE.on(option);
    }

    static void set(int option) {
        STATE.on(option, true);
    }

    /** Changes the option of a letter; false when there is none such. */
    static boolean set(int letter, boolean on) {
        Cap letters = Text.utf8(LETTERS);
        for (int n = 0; n < letters.length(); n++) {
            if (letters.load8(n) != letter) continue;
            if (n != INTERACTIVE && n != INPUT) STATE.on(n, on);
            return true;
        }
        return letter == 'h';
    }

    /** The same by name. */
    static boolean set(Cap name, boolean on) {
        for (int n = 0; n < NAMES.length; n++) if (Buffer.same(name, NAMES[n])) return set(Text.utf8(LETTERS).load8(n), on);
        return false;
    }

    /** All: to be read, or as commands that set them again. */
    static void list(boolean readable) {
        if (readable) Out.text("Current option settings\n");
        for (int n = 0; n < NAMES.length; n++) {
            Cap name = Text.utf8(NAMES[n]);
            if (!readable) Out.text(STATE.on(n) ? "set -o " : "set +o ");
            Out.bytes(name, name.length());
            for (long i = name.length(); readable && i < WIDTH; i++) Out.text(" ");
            if (readable) Out.text(STATE.on(n) ? "on" : "off");
            Out.text("\n");
        }
    }

    static void letters(Buffer.Growing to) {
        for (int n = 0; n < NAMES.length; n++) if (STATE.on(n)) Buffer.add(to, Text.utf8(LETTERS).load8(n));
    }
}
