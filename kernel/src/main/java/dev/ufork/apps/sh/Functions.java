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
    }

    /** One; its body is null when there is none any more. */
    @Struct
    interface Function extends Ref {
        Function next();        void next(Function f);
        Cap name();             void name(Cap c);
        Script body();          void body(Script s);
    }

    private Functions() {}

    /** The function with the name; null when there is none. */
    static Function find(Cap name) {
        for (Function f = STATE.first(); !f.isNull(); f = f.next()) if (!f.body().isNull() && Buffer.same(f.name(), name)) return f;
        return Cap.NULL.as(Function.class);
    }

    /** Makes or changes one; its body is a compound command with its redirections. A body that still runs stays what it was. */
    static void define(Cap name, Cap body) {
        Function f = find(name);
        if (f.isNull()) {
            f = Heap.allocZeroed(Layout.size(Function.class)).as(Function.class);
            f.name(Buffer.copy(name, name.length()));
            f.next(STATE.first());
            STATE.first(f);
        }
        f.body(Tokens.cut(Buffer.copy(body, body.length())));
    }

    static void forget(Cap name) {
        Function f = find(name);
        if (!f.isNull()) f.body(Cap.NULL.as(Script.class));
    }

    /** Calls it with the words behind its name as parameters. */
    static void call(Function f, Fields.List words) {
        Cap parameters = Variables.vector();
        int count = Variables.count();
        Cap mine = Heap.allocZeroed((words.count() + 1L) * 16);
        mine.storeCap(0, Variables.parameter(0));
        for (int n = 1; n < words.count(); n++) mine.storeCap(n * 16L, Fields.get(words, n));
        Variables.parameters(mine, words.count());
        Variables.Local kept = Variables.kept();
        int loops = Sh.loopsAround();
        Sh.loopsAround(0);
        Sh.enterFunction(1);
        Script s = Tokens.again(f.body());
        Runner.command(s, true);
        Heap.free(s.cap());
        Sh.enterFunction(-1);
        Sh.loopsAround(loops);
        if (Sh.flow() == Sh.RETURN) Sh.flow(Sh.NO_FLOW);
        Variables.restore(kept);
        Variables.parameters(parameters, count);
        Heap.free(mine);
    }
}
