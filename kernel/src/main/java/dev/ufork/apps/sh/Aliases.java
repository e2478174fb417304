package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;

/** Aliases. Source: POSIX.1-2017, Shell and Utilities 2.3.1, {@code alias}, {@code unalias}. */
@Kernel
final class Aliases {
    private static final State STATE = Global.of(State.class);

    /** All there are. */
    @Struct
    interface State extends Ref {
        Alias first();      void first(Alias a);
    }

    /** One; its value is null when there is none any more. */
    @Struct
    interface Alias extends Ref {
        Alias next();       void next(Alias a);
        Cap name();         void name(Cap c);
        Cap value();        void value(Cap c);
    }

    /** An alias whose value is being read: it is not replaced in itself. */
    @Struct
    interface Use extends Ref {
        Use next();         void next(Use u);
        Alias alias();      void alias(Alias a);
        /** How much text is behind its value. */
        long behind();      void behind(long bytes);
        boolean blank();    void blank(boolean yes);
    }

    private Aliases() {}

    private static Alias find(Cap name) {
        Alias a = STATE.first();
        while (!a.isNull() && (a.value().isNull() || !Buffer.same(a.name(), name))) a = a.next();
        return a;
    }

    /** The value of an alias; null when there is none. */
    static Cap value(Cap name) {
        Alias a = find(name);
        return a.isNull() ? Cap.NULL : a.value();
    }

    /** Puts the value in place of the word that comes next, if it is an alias, and again for the word that comes then. */
    static void replace(Script.Reading s) {
        while (!STATE.first().isNull() && s.symbol() == Symbol.WORD && !s.looked() && !s.failed()) {
            Alias a = find(s.word());
            if (a.isNull() || isUsed(s, a)) return;
            long behind = s.text().length() - s.at();
            Use use = Script.memory(s, Layout.size(Use.class)).as(Use.class);
            use.alias(a);
            use.behind(behind);
            use.blank(a.value().length() > 0 && a.value().load8(a.value().length() - 1) <= ' ');
            use.next(s.uses());
            s.uses(use);
            Cap text = Script.memory(s, s.start() + a.value().length() + behind + 1);
            Bytes.copy(text, s.text(), s.start());
            Bytes.copy(text.plus(s.start()), a.value(), a.value().length());
            Bytes.copy(text.plus(s.start() + a.value().length()), s.text().plus(s.at()), behind);
            s.text(text.bounded(s.start() + a.value().length() + behind));
            s.at(s.start());
            Tokens.next(s);
        }
    }

    /** Forgets aliases whose value has been read. */
    static void leave(Script.Reading s) {
        s.goesOn(false);
        while (!s.uses().isNull() && s.text().length() - s.start() <= s.uses().behind()) {
            s.goesOn(s.uses().blank());
            s.uses(s.uses().next());
        }
    }

    private static boolean isUsed(Script.Reading s, Alias a) {
        for (Use u = s.uses(); !u.isNull(); u = u.next()) if (u.alias().same(a)) return true;
        return false;
    }

    private static void set(Cap name, Cap value) {
        Alias a = find(name);
        if (a.isNull()) {
            a = Heap.allocZeroed(Layout.size(Alias.class)).as(Alias.class);
            a.name(Buffer.copy(name, name.length()));
            a.next(STATE.first());
            STATE.first(a);
        }
        a.value(Buffer.copy(value, value.length()));
    }

    /** {@code alias [NAME[=VALUE]...]}. */
    static int alias(Fields.List words) {
        if (words.count() == 1) list();
        int status = 0;
        for (int n = 1; n < words.count(); n++) {
            Cap word = Builtins.word(words, n);
            long equals = Bytes.find(word, '=', word.length());
            if (equals > 0) {
                set(word.bounded(equals), word.plus(equals + 1).bounded(word.length() - equals - 1));
            } else if (find(word).isNull()) {
                Sh.say("alias", word, "not found");
                status = 1;
            } else {
                row(find(word));
            }
        }
        return status;
    }

    /** {@code unalias -a | NAME...}. */
    static int unalias(Fields.List words) {
        boolean all = words.count() > 1 && Buffer.same(Builtins.word(words, 1), "-a");
        if (all) for (Alias a = STATE.first(); !a.isNull(); a = a.next()) a.value(Cap.NULL);
        int status = 0;
        for (int n = all ? 2 : 1; n < words.count(); n++) {
            Alias a = find(Builtins.word(words, n));
            if (!a.isNull()) {
                a.value(Cap.NULL);
                continue;
            }
            Sh.say("unalias", Builtins.word(words, n), "not found");
            status = 1;
        }
        return status;
    }

    private static void list() {
        Cap before = Cap.NULL;
        while (true) {
            Alias next = Cap.NULL.as(Alias.class);
            for (Alias a = STATE.first(); !a.isNull(); a = a.next()) {
                if (a.value().isNull() || !before.isNull() && Patterns.compare(a.name(), before) <= 0) continue;
                if (next.isNull() || Patterns.compare(a.name(), next.name()) < 0) next = a;
            }
            if (next.isNull()) return;
            row(next);
            before = next.name();
        }
    }

    private static void row(Alias a) {
        Out.bytes(a.name(), a.name().length());
        Out.text("=");
        Variables.quote(a.value());
        Out.text("\n");
    }
}
