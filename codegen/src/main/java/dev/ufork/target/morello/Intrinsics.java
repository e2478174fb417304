package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.DSB;
import static dev.ufork.isa.morello.A64.HINT;
import static dev.ufork.isa.morello.A64.ISB;
import static dev.ufork.isa.morello.A64.MRS;
import static dev.ufork.isa.morello.A64.MSR_IMM;
import static dev.ufork.isa.morello.A64.MSR_REG;
import static dev.ufork.isa.morello.Cheri.CPY_C_C_C;
import static dev.ufork.isa.morello.Cheri.MRS_C_I_C;
import static dev.ufork.isa.morello.Cheri.MSR_C_I_C;

import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Type;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.isa.morello.SysReg;
import dev.ufork.mir.MOperand;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations that only Morello has, by the assembler's names.
 *
 * <ul>
 *   <li>{@code mrs.NAME} reads a system register, {@code msr.NAME} writes it;
 *   <li>{@code cmrs.NAME} and {@code cmsr.NAME} do the same with a capability register;
 *   <li>{@code cgetstack} and {@code cgetthread} yield csp and the thread pointer, {@code csetthread} sets the latter;
 *   <li>{@code interrupts.off} masks IRQ and returns what DAIF was, {@code interrupts.restore} puts it back;
 *   <li>{@code wfi}, {@code isb} and {@code dsb}.
 * </ul>
 */
final class Intrinsics {
    private static final MOperand ALL = new MOperand.Imm(15);
    private static final int WFI = 3;

    private Intrinsics() {}

    static void lower(Insn i, Lower rules) {
        String name = ((Intrinsic) i.attribute()).name();
        int dot = name.indexOf('.');
        String operation = dot < 0 ? name : name.substring(0, dot);
        String register = dot < 0 ? "" : name.substring(dot + 1);
        MOperand result = i.type() == Type.NONE ? MoRules.ZERO : rules.def(i);
        switch (operation) {
            case "mrs" -> read(rules, MRS, result, named(i, register));
            case "msr" -> write(rules, MSR_REG, named(i, register), rules.in(i.arg(0)));
            case "cmrs" -> read(rules, MRS_C_I_C, result, named(i, register));
            case "cmsr" -> write(rules, MSR_C_I_C, named(i, register), rules.in(i.arg(0)));
            case "cgetstack" -> rules.emit(CPY_C_C_C, result, MoRules.STACK);
            case "cgetthread" -> read(rules, MRS_C_I_C, result, SysReg.TPIDR_EL0);
            case "csetthread" -> write(rules, MSR_C_I_C, SysReg.TPIDR_EL0, rules.in(i.arg(0)));
            case "interrupts" -> interrupts(i, register, rules, result);
            case "wfi" -> rules.emit(HINT, new MOperand.Imm(WFI));
            case "isb" -> rules.emit(ISB, ALL);
            case "dsb" -> rules.emit(DSB, ALL);
            default -> throw unknown(i, name);
        }
    }

    /** The language's interrupts-off regions: PSTATE.I. */
    private static void interrupts(Insn i, String what, Lower rules, MOperand result) {
        switch (what) {
            case "off" -> {
                read(rules, MRS, result, named(i, "daif"));
                rules.emit(MSR_IMM, new MOperand.Imm(3), new MOperand.Imm(6), new MOperand.Imm(2));
            }
            case "restore" -> write(rules, MSR_REG, named(i, "daif"), rules.in(i.arg(0)));
            default -> throw unknown(i, "interrupts." + what);
        }
    }

    private static void read(Lower rules, MorelloOp op, MOperand d, SysReg register) {
        List<MOperand> all = new ArrayList<>(List.of(d));
        all.addAll(numbers(register));
        rules.emit(op, all.toArray(MOperand[]::new));
    }

    private static void write(Lower rules, MorelloOp op, SysReg register, MOperand source) {
        List<MOperand> all = new ArrayList<>(numbers(register));
        all.add(source);
        rules.emit(op, all.toArray(MOperand[]::new));
    }

    private static List<MOperand> numbers(SysReg register) {
        int key = register.key();
        return List.of(new MOperand.Imm(key >>> 14 & 1), new MOperand.Imm(key >>> 11 & 7), new MOperand.Imm(key >>> 7 & 15),
            new MOperand.Imm(key >>> 3 & 15), new MOperand.Imm(key & 7));
    }

    private static SysReg named(Insn i, String register) {
        return SysReg.named(register).orElseThrow(() -> unknown(i, register));
    }

    private static IrException unknown(Insn i, String name) {
        return new IrException("%s: Morello has no intrinsic or register %s".formatted(i.pos(), name));
    }
}
