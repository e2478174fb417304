package dev.ufork.ir.interp;

import dev.ufork.ir.IrException;
import dev.ufork.ir.Opcode;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;

/** What the operations on capabilities yield. None faults; what is not allowed has no tag. */
final class CapArithmetic {
    private CapArithmetic() {}

    /** An operation that makes a capability of one and a number. */
    static Capability make(Opcode op, Capability c, long n) {
        return switch (op) {
            case CAP_ADD -> add(c, n);
            case CAP_SETADDR -> c.at(n);
            case CAP_BOUND -> c.bounded(n);
            case CAP_BOUNDX -> c.boundedExactly(n);
            case CAP_ANDPERM -> c.permitting((int) n);
            case CAP_CLEARTAG -> c.untagged();
            case CAP_SENTRY -> c.asSentry();
            default -> throw new IrException(op.text() + " makes no capability of one");
        };
    }

    /** As hardware adds: with the quick check of representability. */
    private static Capability add(Capability c, long n) {
        boolean ok = !c.isSealed() && c.format().isRepresentableFast(c.pesbt(), c.cursor(), n);
        return new Capability(c.format(), c.pesbt(), c.cursor() + n, c.tag() && ok);
    }

    /** An operation that makes a capability of two. */
    static Capability make(Opcode op, Capability a, Capability b) {
        return switch (op) {
            case CAP_SEAL -> seal(a, b);
            case CAP_UNSEAL -> unseal(a, b);
            case CAP_BUILD -> build(a, b);
            default -> throw new IrException(op.text() + " makes no capability of two");
        };
    }

    private static Capability seal(Capability c, Capability by) {
        CapFormat f = c.format();
        long type = by.cursor();
        boolean ok = c.tag() && !c.isSealed() && by.tag() && !by.isSealed() && by.permits(Permission.SEAL)
            && f.spans(by.pesbt(), type, type, 1) && type >= 0 && f.otype(f.withOtype(0, (int) type)) == type
            && type != f.unsealed() && type != f.sentry();
        return new Capability(f, f.withOtype(c.pesbt(), (int) type), c.cursor(), ok);
    }

    private static Capability unseal(Capability c, Capability by) {
        CapFormat f = c.format();
        boolean ok = c.tag() && c.isSealed() && by.tag() && !by.isSealed() && by.permits(Permission.UNSEAL)
            && f.spans(by.pesbt(), by.cursor(), by.cursor(), 1) && c.otype() == by.cursor();
        Capability open = new Capability(f, f.asUnsealed(c.pesbt()), c.cursor(), ok);
        if (by.permits(Permission.GLOBAL)) return open;
        return new Capability(f, f.withPermissionWord(open.pesbt(), f.permissionWord(open.pesbt()) & ~Permission.GLOBAL.in(f)),
            open.cursor(), ok);
    }

    private static Capability build(Capability authority, Capability pattern) {
        CapFormat f = authority.format();
        // CBuildCap leaves a sentry sealed, BUILD unseals everything.
        boolean kept = f.isSentry(pattern.pesbt()) && !f.hasAddressFlags();
        long open = kept ? pattern.pesbt() : f.asUnsealed(pattern.pesbt());
        Capability made = new Capability(f, open, pattern.cursor(), true);
        boolean ok = authority.tag() && !authority.isSealed() && within(authority, made) && f.reserved(open) == 0;
        return new Capability(f, open, pattern.cursor(), ok);
    }

    static boolean subset(Capability outer, Capability inner) {
        return outer.tag() == inner.tag() && within(outer, inner);
    }

    private static boolean within(Capability outer, Capability inner) {
        CapFormat f = outer.format();
        int more = f.permissionWord(inner.pesbt()) & ~f.permissionWord(outer.pesbt());
        boolean topWithin = !f.topBit64(inner.pesbt(), inner.cursor())
            && Long.compareUnsigned(inner.top(), outer.top()) <= 0
            || f.topBit64(outer.pesbt(), outer.cursor());
        return more == 0 && Long.compareUnsigned(outer.base(), inner.base()) <= 0 && topWithin;
    }

    /** An operation that asks something of a capability. */
    static long ask(Opcode op, Capability c) {
        CapFormat f = c.format();
        return switch (op) {
            case CAP_ADDR -> c.cursor();
            case CAP_BASE -> c.base();
            case CAP_LENGTH -> c.length();
            case CAP_OFFSET -> c.cursor() - c.base();
            case CAP_TAG -> c.tag() ? 1 : 0;
            case CAP_SEALED -> c.isSealed() ? 1 : 0;
            case CAP_PERMS -> f.permissionWord(c.pesbt());
            case CAP_TYPE -> type(c);
            case CAP_HIGH -> f.memoryForm(c.pesbt());
            default -> throw new IrException(op.text() + " asks nothing of a capability");
        };
    }

    /** CHERI-RISC-V counts its reserved types downward from -1; Morello has positive ones only. */
    private static long type(Capability c) {
        CapFormat f = c.format();
        int reserved = (1 << f.otypeWidth()) - 16;
        return f.unsealed() != 0 && c.otype() >= reserved ? c.otype() - (1L << f.otypeWidth()) : c.otype();
    }
}
