package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;
import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.morello.Cheri;

/** Morello's own instructions, all but the few that the core's loop knows. Names and order of checks are the supplement's. */
final class CapabilityUnit {
    private static final Cheri[] ROWS = Cheri.values();
    private static final int LPB = 2;
    private static final int LB = 3;
    private static final int FIRST_FREE_TYPE = 4;
    private static final int MAX_TYPE = 0x7fff;
    private static final int DATA = 29;
    private static final long FLAGS = 0xffL << 56;

    private final MorelloCore core;
    private final Registers regs;

    CapabilityUnit(MorelloCore core) {
        this.core = core;
        regs = core.regs;
    }

    private static int source(int r) {
        return r == 31 ? ZERO : r;
    }

    private static int sink(int r) {
        return r == 31 ? SINK : r;
    }

    private static int field(int word, int at, int width) {
        return word >>> at & (1 << width) - 1;
    }

    private long m(int word) {
        return regs.x[source(field(word, 16, 5))];
    }

    /** Runs one instruction; true if the core must look at its program counter again. */
    boolean run(int ordinal, int word) {
        Cheri op = ROWS[ordinal];
        int d = word & 31;
        int n = field(word, 5, 5);
        int cm = field(word, 16, 5);
        switch (op) {
            case ADRP_C_IP_C, ADRDP_C_ID_C -> core.system.addressOf(word);
            case ADD_C_CRI_C -> {
                if (field(word, 10, 3) > 4) throw core.undefined();
                regs.add(d, n, IntegerUnit.extend(m(word), field(word, 13, 3), field(word, 10, 3)));
            }
            case SUBS_R_CC_C -> subtract(sink(d), source(n), source(cm));
            case ALIGND_C_CI_C -> valued(d, n, regs.x[n] & -1L << field(word, 15, 6));
            case ALIGNU_C_CI_C -> valued(d, n, regs.x[n] + ~(-1L << field(word, 15, 6)) & -1L << field(word, 15, 6));
            case SCVALUE_C_CR_C -> valued(d, n, m(word));
            case SCOFF_C_CR_C -> valued(d, n, regs.baseOf(n) + m(word));
            case SCBNDS_C_CR_C -> bounds(d, n, m(word), false);
            case SCBNDSE_C_CR_C -> bounds(d, n, m(word), true);
            case SCBNDS_C_CI_C -> bounds(d, n, field(word, 15, 6), true);
            case SCBNDS_C_CI_S -> bounds(d, n, (long) field(word, 15, 6) << 4, true);
            case RRLEN_R_R_C -> regs.setInt(sink(d), CC128M.representableLength(regs.x[source(n)]));
            case RRMASK_R_R_C -> regs.setInt(sink(d), CC128M.alignmentMask(regs.x[source(n)]));
            case CLRPERM_C_CI_C -> clearPermissions(d, n, immediatePermissions(field(word, 13, 3)));
            case CLRPERM_C_CR_C -> clearPermissions(d, n, (int) m(word) & 0x3ffff);
            case BICFLGS_C_CI_C -> flags(d, n, regs.x[n] & ~((long) field(word, 13, 8) << 56));
            case ORRFLGS_C_CI_C -> flags(d, n, regs.x[n] | (long) field(word, 13, 8) << 56);
            case EORFLGS_C_CI_C -> flags(d, n, regs.x[n] ^ (long) field(word, 13, 8) << 56);
            case BICFLGS_C_CR_C -> flags(d, n, regs.x[n] & ~(m(word) & FLAGS));
            case ORRFLGS_C_CR_C -> flags(d, n, regs.x[n] | m(word) & FLAGS);
            case EORFLGS_C_CR_C -> flags(d, n, regs.x[n] ^ m(word) & FLAGS);
            case SCFLGS_C_CR_C -> flags(d, n, regs.x[n] & ~FLAGS | m(word) & FLAGS);
            case CTHI_C_CR_C -> regs.setCap(sink(d), regs.x[source(n)], CC128M.memoryForm(m(word)), false);
            case SCTAG_C_CR_C -> setTag(d, n, m(word));
            case CLRTAG_C_C_C -> {
                regs.move(d, n);
                regs.clearTag(d);
            }
            case CPY_C_C_C -> regs.move(d, n);
            case CSEL_C_CI_C -> regs.move(sink(d), source(core.holds(field(word, 12, 4)) ? n : cm));
            default -> {
                return questions(op, word, d, n, cm);
            }
        }
        return false;
    }

    private void valued(int d, int n, long value) {
        regs.move(d, n);
        regs.setValue(d, value);
    }

    /** Only sealing forbids a change of flags. */
    private void flags(int d, int n, long value) {
        boolean sealed = regs.tag(n) && regs.isSealed(n);
        regs.move(d, n);
        if (sealed) regs.clearTag(d);
        regs.x[d] = value;
    }

    private void bounds(int d, int n, long length, boolean exactly) {
        long p = regs.pesbt(n);
        long fit = CC128M.fit(p, regs.x[n], length);
        boolean tag = regs.tag(n) && !CC128M.isSealed(p) && CapFormat.isWithin(fit) && (!exactly || CapFormat.isExact(fit));
        regs.setCap(d, regs.x[n], CC128M.withBounds(p, fit), tag);
    }

    private static int immediatePermissions(int perm) {
        return ((perm & 1) != 0 ? PERM_EXECUTE : 0) | ((perm & 2) != 0 ? PERM_STORE : 0) | ((perm & 4) != 0 ? PERM_LOAD : 0);
    }

    private void clearPermissions(int d, int n, int mask) {
        long p = regs.pesbt(n);
        regs.setCap(d, regs.x[n], CC128M.withPermissionWord(p, CC128M.permissions(p) & ~mask), regs.tag(n) && !CC128M.isSealed(p));
    }

    private void setTag(int d, int n, long tag) {
        if (core.sys.el == 0) throw core.undefined();
        boolean may = core.systemAccess && !core.sys.tagSettingDisabled();
        regs.setCap(d, regs.x[n], regs.pesbt(n), may && (tag & 1) != 0);
    }

    private void subtract(int d, int n, int m) {
        boolean tn = regs.tag(n);
        boolean tm = regs.tag(m);
        if (tn == tm) {
            regs.setInt(d, core.subs64(regs.x[n], regs.x[m]));
        } else {
            long r = core.subs64(tn ? 1L << 62 : 0, tm ? 1L << 62 : 0);
            regs.setInt(d, r >>> 62);
        }
    }

    // ----------------------------------------------------------------------------------------------- questions

    private boolean questions(Cheri op, int word, int d, int n, int cm) {
        int rd = sink(d);
        switch (op) {
            case GCBASE_R_C_C -> regs.setInt(rd, regs.baseOf(n));
            case GCLEN_R_C_C -> regs.setInt(rd, CC128M.length(regs.pesbt(n), regs.x[n]));
            case GCVALUE_R_C_C -> regs.setInt(rd, regs.x[n]);
            case GCOFF_R_C_C -> regs.setInt(rd, regs.x[n] - regs.baseOf(n));
            case GCTAG_R_C_C -> regs.setInt(rd, regs.tag(n) ? 1 : 0);
            case GCSEAL_R_C_C -> regs.setInt(rd, regs.isSealed(n) ? 1 : 0);
            case GCPERM_R_C_C -> regs.setInt(rd, regs.permissions(n));
            case GCTYPE_R_C_C -> regs.setInt(rd, regs.otype(n));
            case GCLIM_R_C_C -> regs.setInt(rd, CC128M.topSaturated(regs.pesbt(n), regs.x[n]));
            case GCFLGS_R_C_C -> regs.setInt(rd, regs.x[n] & FLAGS);
            case CFHI_R_C_C -> regs.setInt(rd, CC128M.memoryForm(regs.pesbt(n)));
            case CHKSLD_C_C -> core.nzcv(regs.isSealed(n) ? 1 : 0);
            case CHKTGD_C_C -> core.nzcv(regs.tag(n) ? 2 : 0);
            case CHKSS_CC_C -> core.nzcv(isSubset(n, cm) && regs.tag(n) == regs.tag(cm) ? 8 : 0);
            case CHKEQ_CC_C -> core.nzcv(isEqual(n, source(cm)) ? 4 : 0);
            case CHKSSU_C_CC_C -> {
                boolean ok = isSubset(n, cm) && regs.tag(n) == regs.tag(cm);
                core.nzcv(ok ? 8 : 0);
                boolean unseal = ok && regs.tag(cm) && !regs.isSealed(cm);
                long p = regs.pesbt(n);
                regs.setCap(sink(d), regs.x[n], unseal ? CC128M.asUnsealed(p) : p, regs.tag(n));
            }
            default -> {
                return sealing(op, word, d, n, cm);
            }
        }
        return false;
    }

    private boolean isEqual(int a, int b) {
        return regs.tag(a) == regs.tag(b) && regs.x[a] == regs.x[b] && regs.pesbt(a) == regs.pesbt(b);
    }

    /** Whether bounds and permissions of {@code a} are within those of {@code b}. */
    private boolean isSubset(int a, int b) {
        long pa = regs.pesbt(a);
        long pb = regs.pesbt(b);
        if (!CC128M.hasValidBounds(pa) || !CC128M.hasValidBounds(pb)) return false;
        if (Long.compareUnsigned(CC128M.base(pa, regs.x[a]), CC128M.base(pb, regs.x[b])) < 0) return false;
        boolean highA = CC128M.topBit64(pa, regs.x[a]);
        boolean highB = CC128M.topBit64(pb, regs.x[b]);
        boolean top = highA != highB ? highB : Long.compareUnsigned(CC128M.top(pa, regs.x[a]), CC128M.top(pb, regs.x[b])) <= 0;
        return top && (CC128M.permissions(pa) & ~CC128M.permissions(pb)) == 0;
    }

    // ------------------------------------------------------------------------------------- sealing and building

    private boolean sealing(Cheri op, int word, int d, int n, int cm) {
        switch (op) {
            case SEAL_C_CC_C -> seal(sink(d), source(n), source(cm));
            case UNSEAL_C_CC_C -> unseal(sink(d), source(n), source(cm));
            case SEAL_C_CI_C -> {
                long p = regs.pesbt(source(n));
                regs.setCap(sink(d), regs.x[source(n)], CC128M.withOtype(p, field(word, 13, 2)), regs.tag(source(n)) && !CC128M.isSealed(p));
            }
            case BUILD_C_C_C -> build(d, n, cm);
            case CPYTYPE_C_C_C -> {
                int type = regs.otype(source(cm));
                valued(sink(d), source(n), type == 0 ? -1 : type);
            }
            case CSEAL_C_C_C -> conditionalSeal(d, n, cm);
            case CPYVALUE_C_C_C -> valued(sink(d), source(n), regs.x[source(cm)]);
            default -> {
                return conversions(op, word, d, n, cm);
            }
        }
        return false;
    }

    private boolean maySeal(int n, int m) {
        long type = regs.x[m];
        return regs.tag(n) && !regs.isSealed(n) && regs.tag(m) && !regs.isSealed(m) && regs.permits(m, PERM_SEAL)
                && regs.spans(m, type, 1) && Long.compareUnsigned(type, MAX_TYPE) <= 0;
    }

    private void seal(int d, int n, int m) {
        boolean ok = maySeal(n, m);
        regs.setCap(d, regs.x[n], CC128M.withOtype(regs.pesbt(n), (int) regs.x[m] & MAX_TYPE), ok);
    }

    private void conditionalSeal(int d, int n, int m) {
        boolean none = regs.x[m] == -1;
        boolean seal = maySeal(n, m) && !none;
        long type = regs.x[m];
        core.nzcv(seal || none ? 1 : 0);
        regs.move(d, n);
        if (seal) regs.setUpper(d, CC128M.withOtype(regs.pesbt(n), (int) type), true);
    }

    private void unseal(int d, int n, int m) {
        long p = regs.pesbt(n);
        int type = CC128M.otype(p);
        boolean ok = regs.tag(n) && type != 0 && regs.tag(m) && !regs.isSealed(m) && regs.permits(m, PERM_UNSEAL) && regs.x[m] == type
                && regs.spans(m, regs.x[m], 1);
        long result = CC128M.asUnsealed(p);
        if (!regs.permits(m, PERM_GLOBAL)) result = CC128M.withPermissionWord(result, CC128M.permissions(result) & ~PERM_GLOBAL);
        regs.setCap(d, regs.x[n], result, ok);
    }

    private void build(int d, int n, int m) {
        boolean kept = regs.tag(n) && !regs.isSealed(n);
        long p = CC128M.asUnsealed(regs.pesbt(n));
        boolean ordered = CC128M.topBit64(p, regs.x[n]) || Long.compareUnsigned(CC128M.base(p, regs.x[n]), CC128M.top(p, regs.x[n])) < 0
                || CC128M.base(p, regs.x[n]) == CC128M.top(p, regs.x[n]);
        boolean derived = regs.tag(m) && !regs.isSealed(m) && isSubset(n, m) && ordered;
        regs.setCap(d, regs.x[n], p, kept || derived);
    }

    // ------------------------------------------------------------------------------------------- conversions

    private boolean conversions(Cheri op, int word, int d, int n, int cm) {
        switch (op) {
            case CVT_C_CR_C -> toCapability(sink(d), n, m(word), false, SystemState.DDCBO);
            case CVTZ_C_CR_C -> toCapability(sink(d), n, m(word), true, SystemState.DDCBO);
            case CVTD_C_R_C -> toCapability(sink(d), DDC, regs.x[source(n)], false, SystemState.DDCBO);
            case CVTDZ_C_R_C -> toCapability(sink(d), DDC, regs.x[source(n)], true, SystemState.DDCBO);
            case CVTP_C_R_C -> toCapability(sink(d), pcc(), regs.x[source(n)], false, SystemState.PCCBO);
            case CVTPZ_C_R_C -> toCapability(sink(d), pcc(), regs.x[source(n)], true, SystemState.PCCBO);
            case CVT_R_CC_C -> toPointer(sink(d), n, source(cm), SystemState.DDCBO);
            case CVTD_R_C_C -> toPointer(sink(d), n, DDC, SystemState.DDCBO);
            case CVTP_R_C_C -> toPointer(sink(d), n, pcc(), SystemState.PCCBO);
            default -> {
                return branches(op, word, d, n, cm);
            }
        }
        return false;
    }

    /** PCC with the address of this instruction. */
    private int pcc() {
        regs.x[PCC] = core.pc;
        return PCC;
    }

    private void toCapability(int d, int from, long pointer, boolean zeroIsNull, int baseOffset) {
        if (zeroIsNull && pointer == 0) {
            regs.setInt(d, 0);
            return;
        }
        long value = (core.sys.cctlr() & baseOffset) != 0 ? pointer + regs.baseOf(from) : pointer;
        valued(d, from, value);
    }

    private void toPointer(int d, int n, int relative, int baseOffset) {
        boolean tag = regs.tag(n);
        long value = (core.sys.cctlr() & baseOffset) != 0 ? regs.x[n] - regs.baseOf(relative) : regs.x[n];
        long result = tag ? value : 0;
        core.nzcv((tag && result == 0 ? 4 : 0) | (tag ? 2 : 0));
        regs.setInt(d, result);
    }

    // ---------------------------------------------------------------------------------------------- branches

    /** What is undefined is so before it traps for want of capabilities. */
    void refuseBeforeTrap(int ordinal, int word) {
        switch (ROWS[ordinal]) {
            case BRR_C_C, BLRR_C_C, RETR_C_C -> {
                if (!core.executive) throw core.undefined();
            }
            case SCTAG_C_CR_C, STCT_R_R -> {
                if (core.sys.el == 0) throw core.undefined();
            }
            case ADD_C_CRI_C -> {
                if (field(word, 10, 3) > 4) throw core.undefined();
            }
            default -> {}
        }
    }

    private boolean branches(Cheri op, int word, int d, int n, int cm) {
        switch (op) {
            case BX_C -> {
                core.c64 = !core.c64;
                core.contextChanged();
                return core.next();
            }
            case BRR_C_C, BLRR_C_C, RETR_C_C -> {
                if (!core.executive) throw core.undefined();
                branch(source(n), (op == Cheri.BLRR_C_C ? 1 : 0) | 4);
            }
            case BRS_C_C_C, BLRS_C_C_C, RETS_C_C_C -> sealedPair(source(n), source(cm), op == Cheri.BLRS_C_C_C);
            case BR_CI_C, BLR_CI_C -> loadBranch(word, n);
            case LDPBR_C_C_C, LDPBLR_C_C_C -> loadPairBranch(d, n, op == Cheri.LDPBLR_C_C_C);
            default -> {
                return memory(op, word, d, n);
            }
        }
        return true;
    }

    /**
     * Branches to the capability in {@code n}: bit 0 of {@code how} links, 2 is a branch that demands a sealed entry under
     * CCTLR.SBL, 4 the same and may enter Restricted.
     */
    void branch(int n, int how) {
        regs.move(TEMP, n);
        boolean sealedOnly = (how & 6) != 0 && (core.sys.cctlr() & SystemState.SBL) != 0;
        go(sealedOnly, (how & 4) != 0, (how & 1) != 0);
    }

    /** Branches to {@code TEMP}. */
    private void go(boolean sealedOnly, boolean mayRestrict, boolean link) {
        if (!mayRestrict && core.executive && !regs.permits(TEMP, PERM_EXECUTIVE)) regs.clearTag(TEMP);
        long p = regs.pesbt(TEMP);
        if (regs.tag(TEMP) && CC128M.isSentry(p)) regs.setUpper(TEMP, CC128M.asUnsealed(p), true);
        else if (sealedOnly) regs.clearTag(TEMP);
        if (link) core.linkCap(core.pc + 4);
        core.branchTo(TEMP);
    }

    private void sealedPair(int n, int m, boolean link) {
        boolean ok = regs.tag(n) && regs.tag(m) && regs.otype(n) >= FIRST_FREE_TYPE && regs.otype(n) == regs.otype(m)
                && regs.permits(n, PERM_BRANCH_SEALED_PAIR | PERM_EXECUTE) && regs.permits(m, PERM_BRANCH_SEALED_PAIR)
                && !regs.permits(m, PERM_EXECUTE);
        regs.move(TEMP, n);
        regs.move(TEMP + 1, m);
        if (ok) {
            regs.setUpper(TEMP, CC128M.asUnsealed(regs.pesbt(TEMP)), true);
            regs.setUpper(TEMP + 1, CC128M.asUnsealed(regs.pesbt(TEMP + 1)), true);
        } else {
            regs.clearTag(TEMP);
        }
        regs.move(DATA, TEMP + 1);
        go(false, false, link);
    }

    private void loadBranch(int word, int n) {
        regs.move(TEMP + 1, n);
        if (regs.tag(n) && n == DATA && regs.otype(n) == LB) regs.setUpper(TEMP + 1, CC128M.asUnsealed(regs.pesbt(n)), true);
        long a = regs.x[n] + ((long) (word << 12) >> 25 << 4);
        core.check(TEMP + 1, a, 16, PERM_LOAD, false);
        core.loadChecked(regs.pesbt(TEMP + 1), a, TEMP, core.sys.el == 0);
        regs.move(n, TEMP + 1);
        go(false, false, (word & 1) != 0);
    }

    private void loadPairBranch(int t, int n, boolean link) {
        regs.move(TEMP + 1, n);
        if (regs.tag(n) && t == DATA && regs.otype(n) == LPB) regs.setUpper(TEMP + 1, CC128M.asUnsealed(regs.pesbt(n)), true);
        long a = regs.x[n];
        if (n == SP && (core.context & Decoding.SP_ALIGNED) != 0) core.checkStack();
        core.check(TEMP + 1, a, 32, PERM_LOAD, false);
        boolean user = core.sys.el == 0;
        long authority = regs.pesbt(TEMP + 1);
        core.loadChecked(authority, a + 16, TEMP, user);
        core.loadChecked(authority, a, TEMP + 2, user);
        regs.move(sink(t), TEMP + 2);
        go(false, false, link);
    }

    // ------------------------------------------------------------------------------------------------ the rest

    private boolean memory(Cheri op, int word, int d, int n) {
        switch (op) {
            case MSR_C_I_C, MRS_C_I_C -> {
                return core.system.registers.capabilityRegister(word);
            }
            case LDR_C_I_C -> {
                long a = core.pc + ((long) (word << 10) >> 15 << 4) & -16L;
                core.loadCap(pcc(), a, sink(d));
            }
            case LDCT_R_R, STCT_R_R -> tags(op == Cheri.LDCT_R_R, d, n);
            default -> core.atomic().run(op, word);
        }
        return false;
    }

    private void tags(boolean load, int t, int n) {
        if (!load && core.sys.el == 0) throw core.undefined();
        if (n == 31 && (core.context & Decoding.SP_ALIGNED) != 0) core.checkStack();
        int rc = core.c64 ? n : DDC;
        long a = regs.x[n] + (rc == DDC ? core.ddcOffset() : 0);
        if (load) regs.setInt(sink(t), core.loadTags(rc, a));
        else core.storeTags(rc, a, core.systemAccess && !core.sys.tagSettingDisabled() ? (int) regs.x[source(t)] & 15 : 0);
    }
}
