package dev.ufork.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * A named object in memory. Its address is a capability with exactly its bounds, so {@code size} must be representable:
 * whoever makes a large global pads size and raises alignment as the capability format asks.
 *
 * @param size  in bytes
 * @param align a power of two
 * @param data  the first bytes of the initial content, the rest is zero; the array is not copied
 * @param caps  capabilities within the initial content, by ascending offset; their bytes in {@code data} are ignored. The
 *              list may be added to, because two globals may point at each other
 */
public record Global(String name, Linkage linkage, Kind kind, long size, int align, byte[] data, List<CapInit> caps)
        implements Attribute.Symbol {

    /** Where a global lives, and what its capability permits. */
    public enum Kind {
        /** Never written, not even by the loader unless it holds capabilities; read-only capability. */
        CONST("const"),
        /** Written; load and store of data and capabilities. */
        DATA("data"),
        /** One copy per CPU, each initialised alike; reached by {@link Opcode#PER_CPU} only. */
        PER_CPU("percpu");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** A capability in initial content: the whole of {@code target} (a sentry for a function), address moved by {@code addend}. */
    public record CapInit(long offset, Attribute.Symbol target, long addend) {}

    public Global {
        caps = new ArrayList<>(caps);
        if (size < 0 || data.length > size) {
            throw new IrException("global @%s: %d bytes of content for a size of %d".formatted(name, data.length, size));
        }
        if (Integer.bitCount(align) != 1) {
            throw new IrException("global @%s: alignment %d is no power of two".formatted(name, align));
        }
    }

    /** A global of zeroes. */
    public static Global zeroed(String name, Kind kind, long size, int align) {
        return new Global(name, Linkage.INTERNAL, kind, size, align, new byte[0], List.of());
    }

    /** Two globals are the same only if they are one object. */
    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "@" + name;
    }
}
