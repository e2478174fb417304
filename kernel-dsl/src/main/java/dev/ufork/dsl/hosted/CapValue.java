package dev.ufork.dsl.hosted;

import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;

/**
 * The facts of a capability in a hosted run; the meaning of {@code Cap}'s methods.
 *
 * <p>Hosted runs use CHERI-RISC-V's format: kernel code that depends on the rounding of one format asks it with
 * {@code representableLength} and {@code alignmentMask}.
 */
public record CapValue(Capability cap) {
    /** The format of hosted runs. */
    public static final CapFormat FORMAT = CapFormat.CC128;

    /** All zeroes in memory. */
    public static final CapValue NULL = new CapValue(Capability.integer(FORMAT, 0));

    /** All authority there is, as the machine has it at reset. */
    public static final CapValue ROOT = new CapValue(Capability.root(FORMAT));

    /** From the halves that memory holds. */
    static CapValue fromMemory(long upper, long address, boolean tag) {
        return new CapValue(new Capability(FORMAT, FORMAT.memoryForm(upper), address, tag));
    }

    public static long representableLength(long length) { return FORMAT.representableLength(length); }

    public static long alignmentMask(long length) { return FORMAT.alignmentMask(length); }

    public boolean tag() { return cap.tag(); }

    public long address() { return cap.cursor(); }

    public long base() { return cap.base(); }

    public long length() { return cap.length(); }

    public long perms() { return FORMAT.permissionWord(cap.pesbt()); }

    /** The object type as CGetType gives it: the reserved types are small negative numbers. */
    public long type() {
        int otype = cap.otype();
        int reserved = (1 << FORMAT.otypeWidth()) - 16;
        return otype >= reserved ? otype - (1L << FORMAT.otypeWidth()) : otype;
    }

    public long upper() { return FORMAT.memoryForm(cap.pesbt()); }

    public boolean isSealed() { return cap.isSealed(); }

    public boolean same(CapValue other) { return cap.equals(other.cap); }

    boolean permits(Permission permission) { return cap.permits(permission); }

    /** Bounds and permissions within the outer one's, tags equal. */
    public boolean isSubsetOf(CapValue outer) { return tag() == outer.tag() && isWithin(outer); }

    private boolean isWithin(CapValue outer) {
        boolean below = Long.compareUnsigned(base(), outer.base()) < 0;
        boolean topHigh = FORMAT.topBit64(cap.pesbt(), address()), outerHigh = FORMAT.topBit64(outer.cap.pesbt(), outer.address());
        boolean above = topHigh != outerHigh ? topHigh
            : Long.compareUnsigned(FORMAT.top(cap.pesbt(), address()), FORMAT.top(outer.cap.pesbt(), outer.address())) > 0;
        return !below && !above && (perms() & ~outer.perms()) == 0;
    }

    /** Whether {@code size} bytes at {@code address} are within bounds. */
    boolean spans(long address, int size) { return FORMAT.spans(cap.pesbt(), cap.cursor(), address, size); }

    /** Moved by {@code delta}; no tag when the quick check of the hardware refuses, or when sealed. */
    public CapValue plus(long delta) {
        boolean ok = !isSealed() && FORMAT.isRepresentableFast(cap.pesbt(), address(), delta);
        return new CapValue(new Capability(FORMAT, cap.pesbt(), address() + delta, tag() && ok));
    }

    public CapValue at(long address) { return new CapValue(cap.at(address)); }

    public CapValue bounded(long length, boolean exactly) { return new CapValue(exactly ? cap.boundedExactly(length) : cap.bounded(length)); }

    public CapValue restrict(long mask) { return new CapValue(cap.permitting((int) mask)); }

    public CapValue sealEntry() { return new CapValue(cap.asSentry()); }

    /** Sealed with the type that the authority's address names; no tag when it does not allow that. */
    public CapValue sealedBy(CapValue authority) {
        long type = authority.address();
        boolean ok = tag() && !isSealed() && authority.isTypeAuthority(Permission.SEAL, type) && type >= 0 && type < (1L << FORMAT.otypeWidth()) - 16;
        return new CapValue(new Capability(FORMAT, FORMAT.withOtype(cap.pesbt(), (int) type), address(), ok));
    }

    /** Unsealed by the authority for the type; no tag when it does not allow that. */
    public CapValue unsealedBy(CapValue authority) {
        boolean ok = tag() && isSealed() && type() >= 0 && authority.address() == type() && authority.isTypeAuthority(Permission.UNSEAL, type());
        return new CapValue(new Capability(FORMAT, FORMAT.asUnsealed(cap.pesbt()), address(), ok));
    }

    private boolean isTypeAuthority(Permission permission, long type) { return tag() && !isSealed() && permits(permission) && spans(type, 1); }

    public CapValue withTag(boolean tag) { return new CapValue(new Capability(FORMAT, cap.pesbt(), address(), tag)); }

    /** The pattern made valid by this authority: its seal goes, unless it is an entry's; no tag where it exceeds the authority. */
    public CapValue build(CapValue pattern) {
        long bits = pattern.cap.pesbt();
        Capability built = new Capability(FORMAT, FORMAT.isSentry(bits) ? bits : FORMAT.asUnsealed(bits), pattern.address(), true);
        boolean ok = tag() && !isSealed() && pattern.isWithin(this) && FORMAT.reserved(bits) == 0;
        return new CapValue(ok ? built : built.untagged());
    }

    @Override
    public String toString() { return cap.toString(); }
}
