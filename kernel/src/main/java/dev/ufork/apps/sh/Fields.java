package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.user.Heap;

/** A vector of texts that grows, as {@code execve} wants it: behind the last is the null capability. */
@Kernel
final class Fields {
    /** What there is. */
    @Struct
    interface List extends Ref {
        Cap vector();       void vector(Cap c);
        int count();        void count(int n);
    }

    private Fields() {}

    static List make() {
        List list = Heap.allocZeroed(Layout.size(List.class)).as(List.class);
        list.vector(Heap.allocZeroed(8 * 16));
        return list;
    }

    static void add(List list, Cap text) {
        if ((list.count() + 2) * 16L > list.vector().length()) {
            Cap bigger = Heap.allocZeroed(list.vector().length() * 2);
            for (int n = 0; n < list.count(); n++) bigger.storeCap(n * 16L, list.vector().loadCap(n * 16L));
            Heap.free(list.vector());
            list.vector(bigger);
        }
        list.vector().storeCap(list.count() * 16L, text);
        list.count(list.count() + 1);
    }

    static Cap get(List list, int n) {
        return list.vector().loadCap(n * 16L);
    }

    /** The list without its texts. */
    static void free(List list) {
        Heap.free(list.vector());
        Heap.free(list.cap());
    }

    /** The list and its texts. */
    static void freeAll(List list) {
        for (int n = 0; n < list.count(); n++) Heap.free(get(list, n));
        free(list);
    }
}
