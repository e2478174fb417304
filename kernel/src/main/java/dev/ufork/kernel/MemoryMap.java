package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;

/**
 * The list of a region's mappings: found, added, cut, removed.
 *
 * <p>Invariant: mappings are whole pages behind {@link Space#demandEnd}, in the order of their addresses, and do not overlap; each with a file holds
 * that file. They lie at the same offset in every copy of the region.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class MemoryMap {
    private MemoryMap() {}

    private static Mapping none() {
        return Cap.NULL.as(Mapping.class);
    }

    static Mapping first(Space space) {
        return space.mappings().isNull() ? none() : space.mappings().first();
    }

    /** The mapping at an offset of the region; null when there is none. */
    static Mapping at(Space space, long offset) {
        Mapping m = endingBehind(first(space), offset);
        return m.isNull() || m.from() > offset ? none() : m;
    }

    /** From one mapping of a list on: the first that ends behind an offset; null when there is none. */
    static Mapping endingBehind(Mapping m, long offset) {
        while (!m.isNull() && m.from() + m.bytes() <= offset) m = m.next();
        return m;
    }

    /** The lowest place for so many bytes, at a multiple that {@code mask} says; 0 when there is none. */
    static long place(Space space, long bytes, long mask) {
        long from = space.demandEnd() + ~mask & mask;
        for (Mapping m = first(space); !m.isNull() && m.from() - from < bytes; m = m.next())
            if (m.from() + m.bytes() > from) from = m.from() + m.bytes() + ~mask & mask;
        return from + bytes <= space.move().size() ? from : 0;
    }

    /** Bytes of all mappings, or of those that are private. */
    static long bytes(Space space, boolean all) {
        long bytes = 0;
        for (Mapping m = first(space); !m.isNull(); m = m.next()) if (all || !m.shared()) bytes += m.bytes();
        return bytes;
    }

    /** Is every page of the range mapped? */
    static boolean covers(Space space, long from, long to) {
        Mapping m = at(space, from);
        for (; !m.isNull() && m.from() <= from; m = m.next()) {
            from = m.from() + m.bytes();
            if (from >= to) return true;
        }
        return false;
    }

    /** Makes the list the space's alone; false when memory is out. */
    static boolean own(Space space) {
        Mappings list = space.mappings();
        if (!list.isNull() && list.sharers() == 1) return true;
        Mappings mine = Objects.claim(ObjectKind.MAPPINGS).as(Mappings.class);
        if (mine.isNull()) return false;
        mine.sharers(1);
        Mapping last = none();
        for (Mapping m = first(space); !m.isNull(); m = m.next()) {
            Mapping copy = copy(m);
            if (copy.isNull()) {
                drop(mine);
                return false;
            }
            if (last.isNull()) mine.first(copy);
            else last.next(copy);
            last = copy;
        }
        if (!list.isNull()) list.sharers(list.sharers() - 1);
        space.mappings(mine);
        return true;
    }

    /** Undoes {@link #own}: the list is {@code before} again, which others still have. */
    static void disown(Space space, Mappings before) {
        Mappings mine = space.mappings();
        if (mine.same(before)) return;
        space.mappings(before);
        if (!before.isNull()) before.sharers(before.sharers() + 1);
        drop(mine);
    }

    /** The same mapping once more, in no list; null when memory is out. */
    private static Mapping copy(Mapping m) {
        Mapping copy = make(m.node(), m.from(), m.bytes());
        if (copy.isNull()) return copy;
        copy.offset(m.offset());
        copy.protection(m.protection());
        copy.shared(m.shared());
        copy.writable(m.writable());
        return copy;
    }

    /** A mapping that holds its file, if it has one; null when memory is out. */
    static Mapping make(Node node, long from, long bytes) {
        Mapping m = Objects.claim(ObjectKind.MAPPING).as(Mapping.class);
        if (m.isNull()) return m;
        m.node(node);
        m.from(from);
        m.bytes(bytes);
        if (!node.isNull()) Nodes.hold(node);
        return m;
    }

    static void release(Mapping m) {
        Node node = m.node();
        Objects.release(m.cap());
        if (!node.isNull()) Nodes.drop(node);
    }

    /** Puts a mapping where none is; the list is the space's alone. */
    static void add(Space space, Mapping added) {
        Mapping before = none();
        Mapping after = first(space);
        for (; !after.isNull() && after.from() < added.from(); after = after.next()) before = after;
        added.next(after);
        if (before.isNull()) space.mappings().first(added);
        else before.next(added);
    }

    /** Sees to it that no mapping of the list, which is the space's alone, reaches across either offset; false, and nothing is cut, when memory is out. */
    static boolean cut(Space space, long from, long to) {
        Mapping m = at(space, from);
        boolean inside = !m.isNull() && m.from() != from;
        if (!cut(space, from)) return false;
        if (cut(space, to)) return true;
        if (inside) join(m);
        return false;
    }

    /** Undoes a cut behind the mapping. */
    private static void join(Mapping m) {
        Mapping upper = m.next();
        m.bytes(m.bytes() + upper.bytes());
        m.next(upper.next());
        release(upper);
    }

    private static boolean cut(Space space, long offset) {
        Mapping m = at(space, offset);
        if (m.isNull() || m.from() == offset) return true;
        Mapping upper = copy(m);
        if (upper.isNull()) return false;
        long lower = offset - m.from();
        upper.from(offset);
        upper.bytes(m.bytes() - lower);
        upper.offset(m.offset() + lower);
        upper.next(m.next());
        m.next(upper);
        m.bytes(lower);                        // last: every page is always some mapping's
        return true;
    }

    /** Forgets the mappings of a range, at whose ends the list is cut. */
    static void remove(Space space, long from, long to) {
        Mapping before = none();
        for (Mapping m = first(space); !m.isNull() && m.from() < to; ) {
            Mapping next = m.next();
            if (m.from() < from) {
                before = m;
            } else {
                if (before.isNull()) space.mappings().first(next);
                else before.next(next);
                release(m);
            }
            m = next;
        }
    }

    /** One space less has the list. */
    static void drop(Mappings list) {
        int left = list.sharers() - 1;
        list.sharers(left);
        if (left != 0) return;
        for (Mapping m = list.first(); !m.isNull(); ) {
            Mapping next = m.next();
            release(m);
            m = next;
        }
        Objects.release(list.cap());
    }

    /** Does anything at an offset of the region lie in a shared mapping? Its frame is the same for all who see it. */
    static boolean isShared(Space space, long offset) {
        if (U.lt(offset, space.demandEnd())) return false;
        Mapping m = at(space, offset);
        return !m.isNull() && m.shared();
    }
}
