package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.xcheri.Cheri.CSpecialRW;

import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Type;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.Csr;
import dev.ufork.isa.riscv.Privileged;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.isa.riscv.xcheri.Scr;
import dev.ufork.mir.MOperand;
import dev.ufork.regalloc.RegKind;
import java.util.List;

/**
 * The operations that only RISC-V has, by the assembler's names.
 *
 * <ul>
 *   <li>{@code csrr.NAME} reads a control register, {@code csrw.NAME} writes it; {@code csrrw.NAME}, {@code csrrs.NAME} and
 *       {@code csrrc.NAME} return what it was;
 *   <li>{@code cspecialr.NAME} and {@code cspecialw.NAME} do the same with a special capability register;
 *       {@code cspecialrw.NAME} returns what it was;
 *   <li>{@code cgetstack} and {@code cgetthread} yield csp and ctp, {@code csetthread} sets ctp;
 *   <li>{@code interrupts.off} clears SIE in sstatus and returns what sstatus was, {@code interrupts.restore} sets SIE if it was set;
 *   <li>{@code wfi}, {@code fence.i}, {@code ebreak}, {@code sfence.vma} (no operand, or an address, or an address and an
 *       address space).
 * </ul>
 */
final class Intrinsics {
    private static final MOperand THREAD = new MOperand.Real(XReg.TP.number());

    private Intrinsics() {}

    static void lower(Insn i, Lower rules) {
        String name = ((Intrinsic) i.attribute()).name();
        int dot = name.indexOf('.');
        String operation = dot < 0 ? name : name.substring(0, dot);
        String register = dot < 0 ? "" : name.substring(dot + 1);
        List<MOperand> args = i.args().stream().map(rules::in).toList();
        MOperand result = i.type() == Type.NONE ? RvRules.ZERO : rules.def(i);
        switch (operation) {
            case "csrr" -> rules.emit(Privileged.CSRRS, result, csr(i, register), RvRules.ZERO);
            case "csrw" -> rules.emit(Privileged.CSRRW, RvRules.ZERO, csr(i, register), args.get(0));
            case "csrrw" -> rules.emit(Privileged.CSRRW, result, csr(i, register), args.get(0));
            case "csrrs", "csrs" -> rules.emit(Privileged.CSRRS, result, csr(i, register), args.get(0));
            case "csrrc", "csrc" -> rules.emit(Privileged.CSRRC, result, csr(i, register), args.get(0));
            // Register 0 as the source means "do not write", so null is put into another.
            case "cspecialr" -> rules.emit(CSpecialRW, result, scr(i, register), RvRules.ZERO);
            case "cspecialw" -> rules.emit(CSpecialRW, RvRules.ZERO, scr(i, register), MOperand.use(rules.use(i.arg(0))));
            case "cspecialrw" -> rules.emit(CSpecialRW, result, scr(i, register), MOperand.use(rules.use(i.arg(0))));
            case "cgetstack" -> rules.emit(dev.ufork.isa.riscv.xcheri.Cheri.CMove, result, RvRules.STACK);
            case "cgetthread" -> rules.emit(dev.ufork.isa.riscv.xcheri.Cheri.CMove, result, THREAD);
            case "csetthread" -> rules.emit(dev.ufork.isa.riscv.xcheri.Cheri.CMove, THREAD, args.get(0));
            case "interrupts" -> interrupts(i, register, rules, result, args);
            case "wfi" -> rules.emit(Privileged.WFI);
            case "ebreak" -> rules.emit(Base.EBREAK);
            case "fence" -> rules.emit(Base.FENCE_I);
            case "sfence" -> rules.emit(Privileged.SFENCE_VMA, args.size() > 0 ? args.get(0) : RvRules.ZERO,
                args.size() > 1 ? args.get(1) : RvRules.ZERO);
            default -> throw unknown(i, name);
        }
    }

    /** The language's interrupts-off regions, for supervisor mode. */
    private static void interrupts(Insn i, String what, Lower rules, MOperand result, List<MOperand> args) {
        MOperand sie = new MOperand.Imm(2);
        switch (what) {
            case "off" -> rules.emit(Privileged.CSRRCI, result, csr(i, "sstatus"), sie);
            case "restore" -> {
                int was = rules.temp(RegKind.INT);
                rules.emit(Base.ANDI, MOperand.def(was), args.get(0), sie);
                rules.emit(Privileged.CSRRS, RvRules.ZERO, csr(i, "sstatus"), MOperand.use(was));
            }
            default -> throw unknown(i, "interrupts." + what);
        }
    }

    private static MOperand csr(Insn i, String register) {
        return new MOperand.Imm(Csr.named(register).orElseThrow(() -> unknown(i, register)).number());
    }

    private static MOperand scr(Insn i, String register) {
        return new MOperand.Imm(Scr.named(register).orElseThrow(() -> unknown(i, register)).number());
    }

    private static IrException unknown(Insn i, String name) {
        return new IrException("%s: RISC-V has no intrinsic or register %s".formatted(i.pos(), name));
    }
}
