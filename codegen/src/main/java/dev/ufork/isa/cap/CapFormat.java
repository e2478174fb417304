package dev.ufork.isa.cap;

/**
 * A 128-bit compressed capability format (CHERI Concentrate), as arithmetic on the two halves of a capability.
 *
 * <p>The lower half is the {@code cursor} (the address); the upper half, {@code pesbt}, holds permissions, type and
 * bounds as they are in a register. In memory the upper half is XORed with {@link #nullMask}, so that the null
 * capability is sixteen zero bytes. Bounds are stored as mantissas B and T of {@code mantissa} bits and an exponent E,
 * relative to the cursor; {@code base} is a 64-bit and {@code top} a 65-bit number.
 *
 * <p>No method allocates, and none looks at the tag: whoever keeps tags clears them as the methods say. The components
 * are constants to the JIT when the format is one of the two constants here. Sources: CHERI ISA version 9, section
 * 3.4.4; Arm's Morello supplement (DDI 0606), section 2.5.
 *
 * @param name           short name
 * @param mantissa       width of B and of T in bits, the two implied bits of T included
 * @param maxExponent    largest exponent that bounds need
 * @param ebtWidth       width of the bounds field, which begins at bit 0 of {@code pesbt}
 * @param otypeAt        lowest bit of the object type
 * @param otypeWidth     width of the object type
 * @param permsAt        lowest bit of the hardware permissions
 * @param permsWidth     width of the hardware permissions
 * @param userPermsWidth width of the user permissions, which lie above the hardware permissions
 * @param flagsAt        bit of the one flag, or -1
 * @param unsealed       object type of an unsealed capability
 * @param sentry         object type of a sealed entry
 * @param nullMask       the null capability's upper half
 * @param hasAddressFlags whether address bits 63:56 are flags and bounds use bits 55:0, sign-extended
 */
public record CapFormat(String name, int mantissa, int maxExponent, int ebtWidth, int otypeAt, int otypeWidth,
        int permsAt, int permsWidth, int userPermsWidth, int flagsAt, int unsealed, int sentry, long nullMask,
        boolean hasAddressFlags) {

    /** CHERI-RISC-V's format. */
    public static final CapFormat CC128 =
            new CapFormat("cc128", 14, 52, 27, 27, 18, 48, 12, 4, 45, 0x3ffff, 0x3fffe, 0x00001ffffc018004L, false);

    /** Morello's format. */
    public static final CapFormat CC128M =
            new CapFormat("cc128m", 16, 50, 31, 31, 15, 46, 18, 0, -1, 0, 1, 0x0000000040070007L, true);

    /** Bytes of a capability in memory, and its alignment. */
    public static final int BYTES = 16;

    /** In CGetPerm's word the user permissions of CHERI-RISC-V begin here. */
    private static final int USER_PERMS_SHOWN_AT = 15;

    /** Each of B and T lends this many low bits to the exponent when it is stored with the bounds. */
    private static final int LENT = 3;

    private static final long EXACT = 1L << 32;
    private static final long WITHIN = 1L << 33;
    private static final int SHIFT_AT = 40;

    // ---------------------------------------------------------------------------------------------- plain fields

    private static int bits(long word, int at, int width) {
        return (int) (word >>> at) & ((1 << width) - 1);
    }

    private static long put(long word, int at, int width, int value) {
        long mask = ((1L << width) - 1) << at;
        return word & ~mask | (long) value << at & mask;
    }

    /** The hardware permissions; {@link Permission} names the bits. */
    public int permissions(long pesbt) {
        return bits(pesbt, permsAt, permsWidth);
    }

    /** The user permissions; 0 in the format that has them among its hardware permissions. */
    public int userPermissions(long pesbt) {
        return bits(pesbt, permsAt + permsWidth, userPermsWidth);
    }

    /** The permission word that CGetPerm and GCPERM return. */
    public int permissionWord(long pesbt) {
        return permissions(pesbt) | userPermissions(pesbt) << USER_PERMS_SHOWN_AT;
    }

    /** {@code pesbt} with the permissions of a {@linkplain #permissionWord permission word}. */
    public long withPermissionWord(long pesbt, int word) {
        long perms = put(pesbt, permsAt, permsWidth, word);
        return put(perms, permsAt + permsWidth, userPermsWidth, word >>> USER_PERMS_SHOWN_AT);
    }

    public boolean permits(long pesbt, Permission permission) {
        int bit = permission.in(this);
        return (permissions(pesbt) & bit) != 0;
    }

    /** The object type, not sign-extended. */
    public int otype(long pesbt) {
        return bits(pesbt, otypeAt, otypeWidth);
    }

    public long withOtype(long pesbt, int otype) {
        return put(pesbt, otypeAt, otypeWidth, otype);
    }

    public boolean isSealed(long pesbt) {
        return otype(pesbt) != unsealed;
    }

    public boolean isSentry(long pesbt) {
        return otype(pesbt) == sentry;
    }

    public long asSentry(long pesbt) {
        return withOtype(pesbt, sentry);
    }

    public long asUnsealed(long pesbt) {
        return withOtype(pesbt, unsealed);
    }

    /** The format's own flag (capability mode); 0 where flags are address bits. */
    public int flags(long pesbt) {
        return flagsAt < 0 ? 0 : bits(pesbt, flagsAt, 1);
    }

    public long withFlags(long pesbt, int flags) {
        return flagsAt < 0 ? pesbt : put(pesbt, flagsAt, 1, flags);
    }

    /** Bits between type and permissions that a tagged capability must not have set. */
    public int reserved(long pesbt) {
        int at = Math.max(otypeAt + otypeWidth, flagsAt + 1);
        return bits(pesbt, at, permsAt - at);
    }

    /** The upper half in memory, from the one in a register; and the other way round. */
    public long memoryForm(long pesbt) {
        return pesbt ^ nullMask;
    }

    /** The upper half with all permissions, unsealed, and bounds of the whole address space. */
    public long root() {
        long perms = (1L << (permsWidth + userPermsWidth)) - 1 << permsAt;
        return withOtype(perms, unsealed) | stored(maxExponent, 0, 0);
    }

    // ------------------------------------------------------------------------------------------------- the bounds

    /** The exponent; the whole-space exponents above {@link #maxExponent} are not reduced. */
    public int exponent(long pesbt) {
        if (!hasInternalExponent(pesbt)) return 0;
        return bits(pesbt, 0, LENT) | bits(pesbt, mantissa, LENT) << LENT;
    }

    private boolean hasInternalExponent(long pesbt) {
        return (pesbt >>> (ebtWidth - 1) & 1) != 0;
    }

    /** B and T as they are stored, without the exponent's bits. */
    private int storedBounds(long pesbt) {
        if (hasInternalExponent(pesbt)) return (int) pesbt & ~(7 | 7 << mantissa);
        // The format with address flags inverts only where an exponent would be, which is not the case here.
        return (int) (hasAddressFlags ? pesbt ^ nullMask : pesbt);
    }

    private int baseMantissa(long pesbt) {
        return storedBounds(pesbt) & (1 << mantissa) - 1;
    }

    /** T with its two upper bits, which follow from B, the carry, and the length's leading one if E is stored. */
    private int topMantissa(long pesbt) {
        int below = (1 << (mantissa - 2)) - 1;
        int b = baseMantissa(pesbt);
        int t = storedBounds(pesbt) >>> mantissa & below;
        int carry = t < (b & below) ? 1 : 0;
        int leading = hasInternalExponent(pesbt) ? 1 : 0;
        return t | ((b >>> (mantissa - 2)) + carry + leading & 3) << (mantissa - 2);
    }

    /** False for the exponents that no operation makes; such a capability has no bounds and loses its tag if moved. */
    public boolean hasValidBounds(long pesbt) {
        if (!hasAddressFlags) return true;
        int e = exponent(pesbt);
        return e <= maxExponent || e == 63;
    }

    /** Whether decoding ignores mantissas and cursor: bounds are the whole space. */
    private boolean ignoresMantissas(int exponent) {
        return hasAddressFlags && exponent > maxExponent;
    }

    /** The address that bounds are compared with: without flags, sign-extended, where the format has them. */
    public long boundsAddress(long address) {
        return hasAddressFlags ? address << 8 >> 8 : address;
    }

    /** Whether bounds depend on the cursor at all. */
    public boolean usesCursor(long pesbt) {
        return exponent(pesbt) < 64 - mantissa;
    }

    /** Lowest address. */
    public long base(long pesbt, long cursor) {
        int e = exponent(pesbt);
        if (ignoresMantissas(e)) return 0;
        e = Math.min(e, maxExponent);
        int b = baseMantissa(pesbt);
        return (region(pesbt, cursor, e, b) << mantissa | b) << e;
    }

    /** The address after the last one, without its 65th bit. */
    public long top(long pesbt, long cursor) {
        int e = exponent(pesbt);
        if (ignoresMantissas(e)) return 0;
        e = Math.min(e, maxExponent);
        int t = topMantissa(pesbt);
        return (region(pesbt, cursor, e, t) << mantissa | t) << e;
    }

    /** The 65th bit of the address after the last one. */
    public boolean topBit64(long pesbt, long cursor) {
        int e = exponent(pesbt);
        if (ignoresMantissas(e)) return true;
        e = Math.min(e, maxExponent);
        int t = topMantissa(pesbt);
        long region = region(pesbt, cursor, e, t);
        int above = 64 - mantissa - e;
        long bit = (above >= 0 ? region >>> above : t >>> (64 - e)) & 1;
        if (e >= maxExponent - 1) return bit != 0;
        // A representable space that wraps: base and top more than one address space apart.
        long top2 = bit << 1 | (region << mantissa | t) << e >>> 63;
        long apart = top2 - (base(pesbt, cursor) >>> 63);
        return bit != 0 ^ (apart != 0 && apart != 1);
    }

    /** The upper address bits that go with a mantissa: the cursor's, corrected for the region of 2^(E + MW) it is in. */
    private long region(long pesbt, long cursor, int e, int mantissaBits) {
        long address = boundsAddress(cursor);
        int a3 = (int) (address >>> (e + mantissa - 3)) & 7;
        int r3 = (baseMantissa(pesbt) >>> (mantissa - 3)) - 1 & 7;
        int cursorAbove = a3 < r3 ? 1 : 0;
        int cornerAbove = mantissaBits >>> (mantissa - 3) < r3 ? 1 : 0;
        long upper = e + mantissa >= 64 ? 0 : address >>> (e + mantissa);
        return upper + cornerAbove - cursorAbove;
    }

    /** The length's low 64 bits. */
    private long lengthLow(long pesbt, long cursor) {
        return top(pesbt, cursor) - base(pesbt, cursor);
    }

    /** Whether the length is 2^64 or more, which no long can say. */
    public boolean isLongerThan64Bits(long pesbt, long cursor) {
        boolean borrow = Long.compareUnsigned(top(pesbt, cursor), base(pesbt, cursor)) < 0;
        return topBit64(pesbt, cursor) ^ borrow;
    }

    /** The length, or 2^64 - 1 if it is more. */
    public long length(long pesbt, long cursor) {
        return isLongerThan64Bits(pesbt, cursor) ? -1 : lengthLow(pesbt, cursor);
    }

    /**
     * The length of a valid (that is, ever tagged) capability, which depends on the bounds field alone; -1 if it might
     * be 2^62 or more.
     */
    public long shortLength(long pesbt) {
        int e = exponent(pesbt);
        if (e > maxExponent - 4) return -1;
        return (long) (topMantissa(pesbt) - baseMantissa(pesbt) & (1 << mantissa) - 1) << e;
    }

    /** The address after the last one, or 2^64 - 1 if it is more. */
    public long topSaturated(long pesbt, long cursor) {
        return topBit64(pesbt, cursor) ? -1 : top(pesbt, cursor);
    }

    /** Whether {@code size} bytes at {@code address} are within the bounds. */
    public boolean spans(long pesbt, long cursor, long address, long size) {
        if (!hasValidBounds(pesbt)) return false;
        if (Long.compareUnsigned(address, base(pesbt, cursor)) < 0) return false;
        long end = address + size;
        boolean wraps = Long.compareUnsigned(end, address) < 0;
        long top = top(pesbt, cursor);
        if (topBit64(pesbt, cursor)) return !wraps || Long.compareUnsigned(end, top) <= 0;
        return !wraps && Long.compareUnsigned(end, top) <= 0;
    }

    private boolean contains(long pesbt, long cursor, long address) {
        return Long.compareUnsigned(address, base(pesbt, cursor)) >= 0
                && (topBit64(pesbt, cursor) || Long.compareUnsigned(address, top(pesbt, cursor)) < 0);
    }

    // -------------------------------------------------------------------------------------- moving the cursor

    /** Whether a move changes the sign of the address that bounds are made of. */
    private boolean changesSign(long pesbt, long cursor, long newCursor) {
        return hasAddressFlags && ((cursor ^ newCursor) >>> 55 & 1) != 0 && usesCursor(pesbt);
    }

    /**
     * Whether the bounds stay the same when the cursor becomes {@code newCursor} (CSetAddr, SCVALUE); if not, the
     * result has no tag.
     */
    public boolean isRepresentable(long pesbt, long cursor, long newCursor) {
        if (changesSign(pesbt, cursor, newCursor) || !hasValidBounds(pesbt)) return false;
        if (contains(pesbt, cursor, boundsAddress(newCursor))) return true;
        return base(pesbt, cursor) == base(pesbt, newCursor) && top(pesbt, cursor) == top(pesbt, newCursor)
                && topBit64(pesbt, cursor) == topBit64(pesbt, newCursor);
    }

    /**
     * Whether hardware's quick check accepts adding {@code increment} to the cursor (CIncOffset, CSetOffset; Morello's
     * ADD and SUB); it refuses some moves that {@link #isRepresentable} accepts.
     */
    public boolean isRepresentableFast(long pesbt, long cursor, long increment) {
        if (changesSign(pesbt, cursor, cursor + increment) || !hasValidBounds(pesbt)) return false;
        int e = exponent(pesbt);
        if (e >= maxExponent - 2) return true;
        long by = boundsAddress(increment);
        long mask = (1L << mantissa) - 1;
        long r = ((baseMantissa(pesbt) >>> (mantissa - 3)) - 1L & 7) << (mantissa - 3);
        long at = boundsAddress(cursor) >>> e & mask;
        long room = r - at & mask;
        long step = by >>> e & mask;
        long far = by >> Math.min(63, e + mantissa);
        if (far == 0) return step < (room - 1 & mask);
        return far == -1 && step >= room && r != at;
    }

    // -------------------------------------------------------------------------------------- setting the bounds

    /**
     * The bounds that hold {@code length} bytes at the cursor, rounded outward as far as the format must.
     *
     * @return for {@link #withBounds}, {@link #isExact} and {@link #isWithin}
     */
    public long fit(long pesbt, long cursor, long length) {
        boolean wasLarge = !usesCursor(pesbt);
        long base = wasLarge ? cursor : boundsAddress(cursor);
        long top = base + length;
        boolean topHigh = Long.compareUnsigned(top, base) < 0;
        long fit = fit(base, length, top, topHigh);
        return isRequestWithin(pesbt, cursor, base, top, topHigh) && !(wasLarge && losesFlags(fit, cursor))
                ? fit | WITHIN : fit;
    }

    /** As {@link #fit(long, long, long)}, for whoever knows that the request lies within; {@link #isWithin} is not set. */
    public long fit(long cursor, long length) {
        long base = boundsAddress(cursor);
        return fit(base, length, base + length, Long.compareUnsigned(base + length, base) < 0);
    }

    private boolean isRequestWithin(long pesbt, long cursor, long base, long top, boolean topHigh) {
        if (!hasValidBounds(pesbt) || Long.compareUnsigned(base, base(pesbt, cursor)) < 0) return false;
        boolean limitHigh = topBit64(pesbt, cursor);
        if (topHigh != limitHigh) return limitHigh;
        return Long.compareUnsigned(top, top(pesbt, cursor)) <= 0;
    }

    /** Whether small bounds, which ignore the address flags, would replace large ones, which did not. */
    private boolean losesFlags(long fit, long cursor) {
        return usesCursor(fit) && boundsAddress(cursor) != cursor;
    }

    private long fit(long base, long length, long top, boolean topHigh) {
        int e = Math.max(0, 63 - Long.numberOfLeadingZeros(length) - (mantissa - 2));
        if (length >>> (mantissa - 2) == 0) {
            int ebt = (int) (base & (1L << mantissa) - 1 | (top & (1L << (mantissa - 2)) - 1) << mantissa);
            return Integer.toUnsignedLong(hasAddressFlags ? ebt ^ (7 | 7 << mantissa) : ebt) | EXACT;
        }
        int width = mantissa - LENT;
        int shift = e + LENT;
        long b = base >>> shift & (1L << width) - 1;
        long t = roundedUp(top, topHigh, shift, width);
        // The length was to have its leading one second from the top; rounding may have carried it further.
        if ((t - b >>> (width - 1) & 1) != 0) {
            e++;
            shift++;
            b = base >>> shift & (1L << width) - 1;
            t = roundedUp(top, topHigh, shift, width);
        }
        boolean exact = ((base | top) & (1L << shift) - 1) == 0;
        return stored(e, b << LENT, t) | (exact ? EXACT : 0) | (long) shift << SHIFT_AT;
    }

    private static long roundedUp(long top, boolean topHigh, int shift, int width) {
        long t = top >>> shift | (topHigh ? 1L << (64 - shift) : 0);
        boolean lost = (top & (1L << shift) - 1) != 0;
        return t + (lost ? 1 : 0) & (1L << width) - 1;
    }

    /** The bounds field with a stored exponent; {@code t} without its low bits, which the exponent takes. */
    private long stored(int e, long b, long t) {
        long tStored = (t & (1L << (mantissa - 2 - LENT)) - 1) << LENT | e >>> LENT;
        return 1L << (ebtWidth - 1) | tStored << mantissa | b | e & 7;
    }

    /** {@code pesbt} with the bounds of {@link #fit}. */
    public long withBounds(long pesbt, long fit) {
        long field = (1L << ebtWidth) - 1;
        return pesbt & ~field | fit & field;
    }

    /** Whether the bounds that {@link #fit} found are the requested ones. */
    public static boolean isExact(long fit) {
        return (fit & EXACT) != 0;
    }

    /** Whether the request given to {@link #fit} lay within the capability's bounds; if not, the result has no tag. */
    public static boolean isWithin(long fit) {
        return (fit & WITHIN) != 0;
    }

    /** The mask that aligns a base so that {@code length}, rounded up, is exact there (CRAM, RRMASK). */
    public long alignmentMask(long length) {
        int shift = (int) (fit(0, length, length, false) >>> SHIFT_AT);
        return -1L << shift;
    }

    /** {@code length} rounded up to one that is exact at an aligned base (CRRL, RRLEN); 2^64 is returned as 0. */
    public long representableLength(long length) {
        long mask = alignmentMask(length);
        return length + ~mask & mask;
    }

    @Override
    public String toString() {
        return name;
    }
}
