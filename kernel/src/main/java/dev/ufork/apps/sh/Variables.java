package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Buffer;
import dev.ufork.user.Environment;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;

/** Variables and positional parameters. */
@Kernel
final class Variables {
    private static final State STATE = Global.of(State.class);

    /** All there are. */
    @Struct
    interface State extends Ref {
        Variable first();       void first(Variable v);
        Cap zero();             void zero(Cap c);
        /** From 1 on. */
        Cap parameters();       void parameters(Cap vector);
        int count();            void count(int n);
        /** What functions that run have made local, the last first. */
        Local locals();         void locals(Local l);
    }

    /** What a variable was before it became local to a function. */
    @Struct
    interface Local extends Ref {
        Local next();           void next(Local l);
        Variable variable();    void variable(Variable v);
        Cap value();            void value(Cap c);
        boolean set();          void set(boolean yes);
        boolean exported();     void exported(boolean yes);
    }

    /** One; what was exported is in the environment of commands. */
    @Struct
    interface Variable extends Ref {
        Variable next();        void next(Variable v);
        Cap name();             void name(Cap c);
        Cap value();            void value(Cap c);
        boolean exported();     void exported(boolean yes);
        boolean set();          void set(boolean yes);
        boolean constant();     void constant(boolean yes);
    }

    private Variables() {}

    /** Takes over the environment. */
    static void start() {
        Cap all = Environment.all();
        for (long at = 0; at + 16 <= all.length(); at += 16) {
            Cap text = all.loadCap(at);
            if (text.isNull()) break;
            long equals = Bytes.find(text, '=', text.length());
            if (equals < 0) continue;
            set(text.bounded(equals), text.plus(equals + 1).bounded(text.length() - equals - 1));
            export(text.bounded(equals));
        }
    }

    private static Variable find(Cap name) {
        Variable v = STATE.first();
        while (!v.isNull() && !Buffer.same(v.name(), name)) v = v.next();
        return v;
    }

    private static Variable make(Cap name) {
        Variable v = find(name);
        if (!v.isNull()) return v;
        v = Heap.allocZeroed(Layout.size(Variable.class)).as(Variable.class);
        v.name(Buffer.copy(name, name.length()));
        v.next(STATE.first());
        STATE.first(v);
        return v;
    }

    static void set(Cap name, Cap value) {
        Variable v = make(name);
        if (Options.has(Options.EXPORT)) v.exported(true);
        if (v.constant()) {
            Sh.fail(name, "is read only");
            return;
        }
        Cap before = v.value();
        v.value(Buffer.copy(value, value.length()));
        v.set(true);
        Heap.free(before);
    }

    static void export(Cap name) {
        make(name).exported(true);
    }

    /** False when it must not be changed. */
    static boolean unset(Cap name) {
        Variable v = find(name);
        if (v.isNull()) return true;
        if (v.constant()) return false;
        v.set(false);
        v.exported(false);
        return true;
    }

    /** Nobody changes it any more. */
    static void fix(Cap name) {
        make(name).constant(true);
    }

    /** What a variable is now comes back with {@link #restore}. */
    static void keep(Cap name) {
        Variable v = make(name);
        Local l = Heap.allocZeroed(Layout.size(Local.class)).as(Local.class);
        l.next(STATE.locals());
        l.variable(v);
        l.set(v.set());
        l.exported(v.exported());
        if (v.set()) l.value(Buffer.copy(v.value(), v.value().length()));
        STATE.locals(l);
    }

    /** What is kept. */
    static Local kept() {
        return STATE.locals();
    }

    /** Puts back what was kept after {@code to}. */
    static void restore(Local to) {
        while (!STATE.locals().same(to)) {
            Local l = STATE.locals();
            Variable v = l.variable();
            Heap.free(v.value());
            v.value(l.value());
            v.set(l.set());
            v.exported(l.exported());
            STATE.locals(l.next());
            Heap.free(l.cap());
        }
    }

    /** Lists variables in order, as commands that set them; all, or only exported or constant ones, with a word before each. */
    static void list(String word, boolean exported, boolean constant) {
        Cap before = Cap.NULL;
        while (true) {
            Variable next = Cap.NULL.as(Variable.class);
            for (Variable v = STATE.first(); !v.isNull(); v = v.next()) {
                boolean wanted = exported ? v.exported() : constant ? v.constant() : v.set();
                if (!wanted || !before.isNull() && Patterns.compare(v.name(), before) <= 0) continue;
                if (next.isNull() || Patterns.compare(v.name(), next.name()) < 0) next = v;
            }
            if (next.isNull()) return;
            before = next.name();
            Out.text(word);
            Out.bytes(before, before.length());
            if (next.set()) {
                Out.text("=");
                quote(next.value());
            }
            Out.text("\n");
        }
    }

    /** Writes a text as a word that stands for it. */
    static void quote(Cap text) {
        Out.text("'");
        for (long i = 0; i < text.length(); i++) {
            if (text.load8(i) == '\'') Out.text("'\"'\"'");
            else Out.bytes(text.plus(i), 1);
        }
        Out.text("'");
    }

    /** What splits fields. */
    static Cap separators() {
        Cap separators = get(Text.utf8("IFS"));
        return separators.isNull() ? Text.utf8(" \t\n") : separators;
    }

    /** The positional parameters, behind one for 0. */
    static Cap vector() {
        return STATE.parameters();
    }

    /** The value; null when it is not set. */
    static Cap get(Cap name) {
        Variable v = find(name);
        return v.isNull() || !v.set() ? Cap.NULL : v.value();
    }

    /** What commands get as their environment. */
    static Cap environment() {
        int n = 1;
        for (Variable v = STATE.first(); !v.isNull(); v = v.next()) if (v.exported() && v.set()) n++;
        Cap vector = Heap.allocZeroed(n * 16L);
        n = 0;
        for (Variable v = STATE.first(); !v.isNull(); v = v.next()) {
            if (!v.exported() || !v.set()) continue;
            Buffer.Growing b = Buffer.make();
            Buffer.add(b, v.name(), v.name().length());
            Buffer.add(b, '=');
            Buffer.add(b, v.value(), v.value().length());
            vector.storeCap(n++ * 16L, Buffer.take(b));
        }
        return vector;
    }

    /** Makes the texts of a vector the positional parameters, those behind the first. */
    static void parameters(Cap vector, int count) {
        STATE.parameters(vector);
        STATE.count(count);
    }

    static void zero(Cap name) {
        STATE.zero(name);
    }

    static int count() {
        return STATE.count();
    }

    /** Parameter {@code n}; null when there is none. */
    static Cap parameter(int n) {
        if (n == 0) return STATE.zero();
        return n < STATE.count() ? STATE.parameters().loadCap(n * 16L) : Cap.NULL;
    }

    static boolean shift(int by) {
        if (by >= STATE.count()) return false;
        STATE.parameters(STATE.parameters().plus(by * 16L));
        STATE.count(STATE.count() - by);
        return true;
    }
}
