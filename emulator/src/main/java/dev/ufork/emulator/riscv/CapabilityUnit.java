package dev.ufork.emulator.riscv;

import dev.ufork.isa.cap.CapFormat;

/**
 * Capability instructions that no fast path covers, with ISAv9's semantics: nothing here traps, what is not allowed
 * has no tag. Each is the manual's paragraph; the order of conditions matters only where a comment says so.
 */
final class CapabilityUnit {
    private static final CapFormat FORMAT = Registers.FORMAT;
    private static final int LARGEST_TYPE = (1 << 18) - 1;
    /** Types from here up, seen as 18 bits, mean unsealed, sentry and their like. */
    private static final int FIRST_RESERVED_TYPE = LARGEST_TYPE - 3;

    private final Registers regs;
    private final long[] x;

    CapabilityUnit(Registers regs) {
        this.regs = regs;
        this.x = regs.x;
    }

    /** Whether CSeal, and nothing else, can have made this type. */
    static boolean hasType(long upper) {
        return FORMAT.otype(upper) < FIRST_RESERVED_TYPE;
    }

    private boolean sealed(int r) {
        return FORMAT.isSealed(regs.upper(r));
    }

    private boolean usable(int r) {
        return regs.tag(r) && !sealed(r);
    }

    private boolean permits(int r, int permission) {
        return (FORMAT.permissions(regs.upper(r)) & permission) != 0;
    }

    private long base(int r) {
        return FORMAT.base(regs.upper(r), x[r]);
    }

    private static int zeroIsDdc(int r) {
        return r == 0 ? Registers.DDC : r;
    }

    void execute(long code) {
        int rd = Code.rd(code);
        int cs1 = Code.rs1(code);
        int rs2 = Code.rs2(code);
        switch (Code.operation(code)) {
            case Code.CSEAL -> seal(rd, cs1, rs2, false);
            case Code.CCSEAL -> seal(rd, cs1, rs2, true);
            case Code.CUNSEAL -> unseal(rd, cs1, rs2);
            case Code.CSETFLAGS -> setFlags(rd, cs1, (int) x[rs2] & 1);
            case Code.CSETOFFSET -> incOffset(rd, cs1, base(cs1) + x[rs2]);
            case Code.CTOPTR -> regs.setInteger(rd, regs.tag(cs1) ? x[cs1] - base(zeroIsDdc(rs2)) : 0);
            case Code.CFROMPTR -> fromPointer(rd, zeroIsDdc(cs1), x[rs2]);
            case Code.CSUB -> regs.setInteger(rd, x[cs1] - x[rs2]);
            case Code.CSETHIGH -> regs.set(rd, FORMAT.memoryForm(x[rs2]), x[cs1], false);
            case Code.CBUILDCAP -> build(rd, zeroIsDdc(cs1), rs2);
            case Code.CCOPYTYPE -> copyType(rd, cs1, rs2);
            case Code.CTESTSUBSET -> regs.setInteger(rd, isSubset(zeroIsDdc(cs1), rs2) ? 1 : 0);
            case Code.CSETEQUALEXACT -> regs.setInteger(rd, equalExact(cs1, rs2) ? 1 : 0);
            case Code.CCLEARTAG -> {
                regs.copy(rd, cs1);
                regs.untag(rd);
            }
            case Code.CSEALENTRY -> regs.set(rd, FORMAT.asSentry(regs.upper(cs1)), x[cs1], usable(cs1));
            default -> regs.setInteger(rd, inspect(Code.operation(code), regs.upper(cs1), x[cs1]));
        }
    }

    private long inspect(int operation, long upper, long cursor) {
        return switch (operation) {
            case Code.CGETPERM -> FORMAT.permissionWord(upper);
            case Code.CGETTYPE -> signed(FORMAT.otype(upper));
            case Code.CGETBASE -> FORMAT.base(upper, cursor);
            case Code.CGETLEN -> FORMAT.length(upper, cursor);
            case Code.CGETSEALED -> FORMAT.isSealed(upper) ? 1 : 0;
            case Code.CGETOFFSET -> cursor - FORMAT.base(upper, cursor);
            case Code.CGETFLAGS -> FORMAT.flags(upper);
            case Code.CGETADDR -> cursor;
            case Code.CGETHIGH -> FORMAT.memoryForm(upper);
            default -> throw new IllegalArgumentException("operation " + operation);
        };
    }

    /** Reserved types are shown as negative numbers. */
    private static long signed(int otype) {
        return otype >= FIRST_RESERVED_TYPE ? otype - LARGEST_TYPE - 1L : otype;
    }

    /** CIncOffset and CSetOffset: hardware's quick check decides. */
    void incOffset(int cd, int cs, long address) {
        boolean keeps = usable(cs) && (within(cs, address)
                || FORMAT.isRepresentableFast(regs.upper(cs), x[cs], address - x[cs]));
        move(cd, cs, address, keeps);
    }

    /** CSetAddr, and AUIPCC from PCC. */
    void setAddress(int cd, int cs, long address) {
        move(cd, cs, address, usable(cs) && regs.isRepresentable(cs, address));
    }

    private void move(int cd, int cs, long address, boolean keeps) {
        if (keeps) {
            regs.derive(cd, cs, address, true);
        } else {
            long upper = regs.upper(cs);
            regs.set(cd, upper, address, false);
        }
    }

    private boolean within(int r, long address) {
        return FORMAT.spans(regs.upper(r), x[r], address, 1);
    }

    /** CSetBounds and its variants. */
    void setBounds(int cd, int cs, long length, boolean exact) {
        long upper = regs.upper(cs);
        long fit = FORMAT.fit(upper, x[cs], length);
        boolean isExact = CapFormat.isExact(fit);
        boolean tag = usable(cs) && CapFormat.isWithin(fit) && (isExact || !exact);
        long cursor = x[cs];
        regs.set(cd, FORMAT.withBounds(upper, fit), cursor, tag);
    }

    /** CAndPerm. */
    void andPermissions(int cd, int cs, long word) {
        long upper = regs.upper(cs);
        int kept = FORMAT.permissionWord(upper) & (int) word;
        regs.set(cd, FORMAT.withPermissionWord(upper, kept), x[cs], usable(cs));
    }

    private void setFlags(int cd, int cs, int flags) {
        regs.set(cd, FORMAT.withFlags(regs.upper(cs), flags), x[cs], usable(cs));
    }

    private void seal(int cd, int cs, int ct, boolean conditional) {
        long type = x[ct];
        boolean pass = conditional && (!regs.tag(ct)
                || regs.tag(cs) && (sealed(cs) || !within(ct, type) || type == -1));
        if (pass) {
            regs.copy(cd, cs);
            return;
        }
        boolean tag = usable(ct) && usable(cs) && permits(ct, Registers.PERMIT_SEAL) && within(ct, type)
                && Long.compareUnsigned(type, FIRST_RESERVED_TYPE) < 0;
        regs.set(cd, FORMAT.withOtype(regs.upper(cs), (int) type & LARGEST_TYPE), x[cs], tag);
    }

    private void unseal(int cd, int cs, int ct) {
        long upper = regs.upper(cs);
        boolean tag = regs.tag(cs) && usable(ct) && hasType(upper) && x[ct] == FORMAT.otype(upper)
                && permits(ct, Registers.UNSEAL) && within(ct, x[ct]);
        // Global only if both are.
        int word = FORMAT.permissionWord(upper);
        if (!permits(ct, Registers.GLOBAL)) word &= ~Registers.GLOBAL;
        regs.set(cd, FORMAT.asUnsealed(FORMAT.withPermissionWord(upper, word)), x[cs], tag);
    }

    private void fromPointer(int cd, int cb, long offset) {
        if (offset == 0) {
            regs.setInteger(cd, 0);
            return;
        }
        long address = base(cb) + offset;
        move(cd, cb, address, usable(cb) && regs.isRepresentable(cb, address));
    }

    private void copyType(int cd, int cb, int ct) {
        int type = FORMAT.otype(regs.upper(ct));
        boolean allowed = usable(cb) && hasType(regs.upper(ct)) && within(cb, type);
        long address = signed(type);
        move(cd, cb, address, allowed && regs.isRepresentable(cb, address));
    }

    /** Whether bounds and permissions of {@code inner} are within those of {@code outer}. */
    private boolean contains(int outer, int inner) {
        long outerUpper = regs.upper(outer);
        long innerUpper = regs.upper(inner);
        long base = FORMAT.base(innerUpper, x[inner]);
        if (Long.compareUnsigned(base, FORMAT.base(outerUpper, x[outer])) < 0) return false;
        if (compareTops(innerUpper, x[inner], outerUpper, x[outer]) > 0) return false;
        int word = FORMAT.permissionWord(innerUpper);
        return (word & FORMAT.permissionWord(outerUpper)) == word;
    }

    private static int compareTops(long upperA, long cursorA, long upperB, long cursorB) {
        int high = Boolean.compare(FORMAT.topBit64(upperA, cursorA), FORMAT.topBit64(upperB, cursorB));
        return high != 0 ? high : Long.compareUnsigned(FORMAT.top(upperA, cursorA), FORMAT.top(upperB, cursorB));
    }

    private boolean isSubset(int cb, int ct) {
        return regs.tag(cb) == regs.tag(ct) && contains(cb, ct);
    }

    private boolean equalExact(int a, int b) {
        return regs.tag(a) == regs.tag(b) && x[a] == x[b] && regs.upper(a) == regs.upper(b);
    }

    /**
     * CBuildCap: {@code ct}'s bits become a capability if {@code cb} could have been narrowed to exactly those bits.
     * That is decided by narrowing.
     */
    private void build(int cd, int cb, int ct) {
        long wanted = regs.upper(ct);
        boolean sentry = FORMAT.isSentry(wanted);
        long result = sentry ? wanted : FORMAT.asUnsealed(wanted);
        boolean tag = usable(cb) && contains(cb, ct) && !isInverted(wanted, x[ct]) && FORMAT.reserved(wanted) == 0
                && isDerivable(result, x[ct], regs.upper(cb), x[cb]);
        regs.set(cd, result, x[ct], tag);
    }

    private static boolean isInverted(long upper, long cursor) {
        return !FORMAT.topBit64(upper, cursor)
                && Long.compareUnsigned(FORMAT.base(upper, cursor), FORMAT.top(upper, cursor)) > 0;
    }

    private static boolean isDerivable(long wanted, long cursor, long from, long fromCursor) {
        long base = FORMAT.base(wanted, cursor);
        if (!FORMAT.isRepresentable(from, fromCursor, base)) return false;
        long bounded;
        if (FORMAT.isLongerThan64Bits(wanted, cursor)) {
            // Only the whole space is that long, and only the whole space contains it.
            bounded = FORMAT.withBounds(from, FORMAT.root());
        } else {
            long fit = FORMAT.fit(from, base, FORMAT.length(wanted, cursor));
            if (!CapFormat.isWithin(fit)) return false;
            bounded = FORMAT.withBounds(from, fit);
        }
        if (!FORMAT.isRepresentable(bounded, base, cursor)) return false;
        int word = FORMAT.permissionWord(from) & FORMAT.permissionWord(wanted);
        long derived = FORMAT.withFlags(FORMAT.withPermissionWord(bounded, word), FORMAT.flags(wanted));
        if (FORMAT.isSentry(wanted)) derived = FORMAT.asSentry(derived);
        return derived == wanted;
    }
}
