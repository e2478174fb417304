package dev.ufork.isa.cap;

/**
 * A capability as a value, for tests, debuggers and tools; machines use {@link CapFormat} on flat arrays instead.
 *
 * @param format how {@code pesbt} is read
 * @param pesbt  permissions, type and bounds, as held in a register
 * @param cursor the address
 * @param tag    whether it is valid
 */
public record Capability(CapFormat format, long pesbt, long cursor, boolean tag) {

    /** The capability of everything, at address 0. */
    public static Capability root(CapFormat format) {
        return new Capability(format, format.root(), 0, true);
    }

    /** The untagged capability whose cursor is {@code value}. */
    public static Capability integer(CapFormat format, long value) {
        return new Capability(format, format.nullMask(), value, false);
    }

    public long base() {
        return format.base(pesbt, cursor);
    }

    /** The length, or 2^64 - 1 if it is more. */
    public long length() {
        return format.length(pesbt, cursor);
    }

    /** The address after the last one, or 2^64 - 1 if it is more. */
    public long top() {
        return format.topSaturated(pesbt, cursor);
    }

    public boolean permits(Permission permission) {
        return format.permits(pesbt, permission);
    }

    public int otype() {
        return format.otype(pesbt);
    }

    public boolean isSealed() {
        return format.isSealed(pesbt);
    }

    /** The same at {@code address}; untagged if sealed or not representable there. */
    public Capability at(long address) {
        boolean ok = !isSealed() && format.isRepresentable(pesbt, cursor, address);
        return new Capability(format, pesbt, address, tag && ok);
    }

    /** Moved by {@code delta} bytes. */
    public Capability plus(long delta) {
        return at(cursor + delta);
    }

    /** Narrowed to {@code length} bytes from its address, rounded outward; untagged if sealed or not contained. */
    public Capability bounded(long length) {
        long fit = format.fit(pesbt, cursor, length);
        return new Capability(format, format.withBounds(pesbt, fit), cursor, tag && !isSealed() && CapFormat.isWithin(fit));
    }

    /** As {@link #bounded}, and untagged if the bounds are not exactly the requested ones. */
    public Capability boundedExactly(long length) {
        boolean exact = CapFormat.isExact(format.fit(pesbt, cursor, length));
        Capability c = bounded(length);
        return exact ? c : c.untagged();
    }

    /** With only those permissions it has and {@code word} (as CGetPerm and GCPERM give it) names. */
    public Capability permitting(int word) {
        long perms = format.withPermissionWord(pesbt, format.permissionWord(pesbt) & word);
        return new Capability(format, perms, cursor, tag && !isSealed());
    }

    /** Sealed as an entry. */
    public Capability asSentry() {
        return new Capability(format, format.asSentry(pesbt), cursor, tag && !isSealed());
    }

    public Capability untagged() {
        return new Capability(format, pesbt, cursor, false);
    }

    /** {@code cap{0x9000..0x9040 @0x9000 rwRW tag}}: bounds, address, permissions, seal, tag. */
    @Override
    public String toString() {
        String top = (format.topBit64(pesbt, cursor) ? "1%016x" : "%x").formatted(format.top(pesbt, cursor));
        return "cap{0x%x..0x%s @0x%x %s%s%s}".formatted(base(), top, cursor, letters(), seal(), tag ? " tag" : "");
    }

    private String letters() {
        String s = (permits(Permission.LOAD) ? "r" : "") + (permits(Permission.STORE) ? "w" : "")
                + (permits(Permission.EXECUTE) ? "x" : "") + (permits(Permission.LOAD_CAP) ? "R" : "")
                + (permits(Permission.STORE_CAP) ? "W" : "");
        return s.isEmpty() ? "-" : s;
    }

    private String seal() {
        if (!isSealed()) return "";
        return format.isSentry(pesbt) ? " sentry" : " sealed=0x%x".formatted(otype());
    }
}
