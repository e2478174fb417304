package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;

/** Functions. Source: POSIX.1-2017, Shell and Utilities 2.9.5. */
@Kernel
final class Functions {
    private static final State STATE = Global.of(State.class);

    /** All there are. */
    @Struct
    interface State extends Ref {
        Function first();       void first(Function f);
        /** The last that was called and has not ended. */
        Call calls();           void calls(Call c);
    }

    /** One; its body is null when there is none any more. */
    @Struct
    interface Function extends Ref {
        Function next();        void next(Function f);
        Cap name();             void name(Cap c);
        Node body();            void body(Node n);
        Script.Reading script();        void script(Script.Reading s);
    }

    /** What comes back when a function has ended. */
    @Struct
    interface Call extends Ref {
        Call next();            void next(Call c);
        Cap parameters();       void parameters(Cap vector);
        Cap mine();             void mine(Cap vector);
        Variables.Local kept(); void kept(Variables.Local l);
        Script.Reading script();        void script(Script.Reading s);
        int count();            void count(int n);
        int loops();            void loops(int n);
    }

    private Functions() {}

    /** The function with the name; null when there is none. */
    static Function find(Cap name) {
        for (Function f = STATE.first(); !f.isNull(); f = f.next()) if (!f.body().isNull() && Buffer.same(f.name(), name)) return f;
        return Cap.NULL.as(Function.class);
    }

    /** Makes or changes one. A body that still runs stays what it was. */
    static void define(Node n) {
        Function f = find(n.text());
        if (f.isNull()) {
            f = Heap.allocZeroed(Layout.size(Function.class)).as(Function.class);
            f.name(Buffer.copy(n.text(), n.text().length()));
            f.next(STATE.first());
            STATE.first(f);
        } else {
            Script.leave(f.script());
        }
        f.body(n.first());
        f.script(Sh.script());
        Script.use(f.script());
        Sh.status(0);
    }

    static void forget(Cap name) {
        Function f = find(name);
        if (f.isNull()) return;
        f.body(Cap.NULL.as(Node.class));
        Script.leave(f.script());
    }

    /** Calls it with the words behind its name as parameters. */
    static void call(Function f, Fields.List words) {
        Node body = f.body();
        enter(f, words);
        Runner.run(body, false);
        leave();
    }

    private static void enter(Function f, Fields.List words) {
        Call c = Heap.allocZeroed(Layout.size(Call.class)).as(Call.class);
        c.next(STATE.calls());
        c.parameters(Variables.vector());
        c.count(Variables.count());
        c.kept(Variables.kept());
        c.loops(Sh.loopsAround());
        c.script(Sh.script());
        STATE.calls(c);
        Script.use(f.script());
        Sh.script(f.script());
        Cap mine = Heap.allocZeroed((words.count() + 1L) * 16);
        c.mine(mine);
        for (int n = 1; n < words.count(); n++) mine.storeCap(n * 16L, Fields.get(words, n));
        Variables.parameters(mine, words.count());
        Sh.loopsAround(0);
    }

    private static void leave() {
        Call c = STATE.calls();
        STATE.calls(c.next());
        if (Sh.flow() == Sh.RETURN) Sh.flow(Sh.NO_FLOW);
        Script.leave(Sh.script());
        Sh.script(c.script());
        Sh.loopsAround(c.loops());
        Variables.restore(c.kept());
        Variables.parameters(c.parameters(), c.count());
        Heap.free(c.mine());
        Heap.free(c.cap());
    }

    static boolean isIn() {
        return !STATE.calls().isNull();
    }
}
