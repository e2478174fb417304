package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;
import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.emulator.CoreReport;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.morello.SysReg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Entry to and return from exceptions (AArch64.TakeException and AArch64.ExceptionReturn of the manual), and what a core reports of itself. */
final class Exceptions {
    /** System registers in a report: those of translation, and the capabilities that programs beside a kernel at EL1 could read. */
    private static final List<SysReg> REPORTED = List.of(SysReg.TTBR0_EL1, SysReg.TCR_EL1, SysReg.CCTLR_EL1, SysReg.ELR_EL1, SysReg.RTPIDR_EL0, SysReg.TPIDRRO_EL0,
            SysReg.CID_EL0);

    private final MorelloCore core;
    private final Registers regs;
    private final SystemState sys;

    // The exception taken last; its description is made when somebody asks.
    static final int SYSTEM_ERROR = 0x180;

    private boolean any;
    private long at;
    private int cause;
    private long value;
    private long pc;
    private int from;
    private int to;
    private int kind;

    Exceptions(MorelloCore core) {
        this.core = core;
        regs = core.regs;
        sys = core.sys;
    }

    private int pstate() {
        return core.nzcv() << 28 | (core.c64 ? 1 << 26 : 0) | (sys.uao ? 1 << 23 : 0) | (sys.pan ? 1 << 22 : 0) | (sys.illegal ? 1 << 20 : 0)
                | sys.daif << 6 | sys.el << 2 | (sys.spsel ? 1 : 0);
    }

    /** Enters {@code target}; {@code kind} is 0, 0x80, 0x100 or 0x180 for synchronous, IRQ, FIQ and SError. */
    void take(int syndrome, int target, int kind, Fault details) {
        boolean withCapabilities = sys.capabilitiesAt(target);
        boolean hasAddress = details != null && details.hasAddress;
        if (kind == 0 || kind == SYSTEM_ERROR) {
            sys.v[SystemState.ESR[target]] = syndrome & 0xffffffffL;
            if (hasAddress) sys.v[SystemState.FAR[target]] = details.address;
        }
        int offset = kind + (sys.el < target ? 0x400 : sys.spsel && core.executive ? 0x200 : 0);
        regs.x[PCC] = core.pc;
        if (withCapabilities) sys.store(SystemState.ELR[target], regs, PCC);
        else sys.storeInt(SystemState.ELR[target], core.pc);
        sys.v[SystemState.SPSR[target]] = pstate() & 0xffffffffL;
        remember(syndrome, target, kind, hasAddress ? details.address : 0);
        if (core.tracing != null) core.tracing.trap(core, last().orElseThrow());
        core.saveBank();
        boolean levelChanged = sys.regime(sys.el) != target;
        sys.el = target;
        sys.spsel = true;
        sys.daif = 0xf;
        sys.illegal = false;
        sys.uao = false;
        core.c64 = withCapabilities && (sys.cctlr() & SystemState.C64E) != 0;
        long address = (sys.v[SystemState.VBAR[target]] & ~0x7ffL) + offset;
        if (withCapabilities) sys.load(regs, PCC, SystemState.VBAR[target]);
        enter(address, levelChanged);
    }

    private void remember(int syndrome, int target, int what, long address) {
        any = true;
        at = core.retiredNow();
        cause = syndrome;
        value = address;
        pc = core.pc;
        from = sys.el;
        to = target;
        kind = what;
    }

    private Optional<CoreReport.Trap> last() {
        if (!any) return Optional.empty();
        String text = kind == 0 || kind == SYSTEM_ERROR ? "class 0x%x".formatted(cause >>> 26) : kind == 0x80 ? "interrupt" : "fast interrupt";
        return Optional.of(new CoreReport.Trap(at, cause & 0xffffffffL, value, pc, "EL" + from, "EL" + to, text));
    }

    /** PCC is loaded: goes to {@code address} with the state set before. */
    private void enter(long address, boolean levelChanged) {
        if (regs.isSealed(PCC)) regs.clearTag(PCC);
        regs.setValue(PCC, address);
        core.pc = address;
        core.pccChanged();
        core.loadBank();
        if (levelChanged) core.forgetPages();
        core.contextChanged();
    }

    /** ERET. */
    void returnFrom() {
        int level = sys.el;
        int spsr = (int) sys.v[SystemState.SPSR[level]];
        core.atomic().clearMonitor();
        int target = spsr >>> 2 & 3;
        boolean wrong = (spsr & 0x10) != 0 || target > level || (spsr & 2) != 0 || target == 0 && (spsr & 1) != 0
                || target == 2 && !sys.el2Enabled() || target == 1 && (sys.hcr() & SystemState.HCR_TGE) != 0;
        long value = sys.v[SystemState.ELR[level]];
        if (wrong) {
            sys.illegal = true;
            core.nzcv(spsr >>> 28);
            sys.daif = spsr >>> 6 & 15;
            core.jump(core.pc, value);
            return;
        }
        core.saveBank();
        boolean withCapabilities = sys.capabilitiesAt(level);
        if (withCapabilities) {
            boolean allowed = core.systemAccess;
            sys.load(regs, PCC, SystemState.ELR[level]);
            if (!allowed) regs.clearTag(PCC);
        }
        boolean levelChanged = sys.regime(target) != sys.regime(level);
        sys.el = target;
        sys.spsel = (spsr & 1) != 0;
        sys.daif = spsr >>> 6 & 15;
        sys.illegal = (spsr >>> 20 & 1) != 0;
        sys.pan = (spsr >>> 22 & 1) != 0;
        sys.uao = (spsr >>> 23 & 1) != 0;
        core.nzcv(spsr >>> 28);
        core.c64 = (spsr >>> 26 & 1) != 0 && withCapabilities && sys.capabilitiesAt(target);
        enter(core.system.withoutTag(value), levelChanged);
    }

    CoreReport report() {
        regs.x[PCC] = core.pc;
        List<CoreReport.Register> list = new ArrayList<>();
        for (int r = 0; r < 31; r++) list.add(describe("c" + r, r));
        list.add(describe("csp", SP));
        list.add(describe("pcc", PCC));
        list.add(describe("ddc", DDC));
        for (SysReg r : REPORTED) list.add(describe(r));
        list.add(new CoreReport.Register("pstate", pstate() & 0xffffffffL, 0, false, "EL" + sys.el + (core.c64 ? " C64" : " A64")));
        return new CoreReport(core.number, core.retiredNow(), core.pc, list, last());
    }

    private CoreReport.Register describe(SysReg r) {
        int slot = r.ordinal();
        long upper = r.isCapability() && (sys.state[slot] & Registers.CAP) != 0 ? CC128M.memoryForm(sys.upper[slot]) : 0;
        boolean tag = (sys.state[slot] & Registers.TAG) != 0;
        String text = upper == 0 ? "0x%x".formatted(sys.v[slot]) : new Capability(CC128M, sys.upper[slot], sys.v[slot], tag).toString();
        return new CoreReport.Register(r.capabilityName().toLowerCase(Locale.ROOT), sys.v[slot], upper, tag, text);
    }

    private CoreReport.Register describe(String name, int r) {
        return new CoreReport.Register(name, regs.x[r], CC128M.memoryForm(regs.pesbt(r)), regs.tag(r), regs.capability(r).toString());
    }
}
