package dev.ufork.isa.morello;

import dev.ufork.isa.Forbidden;
import java.util.List;
import java.util.Optional;

/**
 * What a kernel looks for in text before that text may run beside it at EL1, in Restricted state.
 *
 * <p>Most system registers are guarded by the permission SYSTEM and need no look; what is here is not, as tried on QEMU. All
 * instructions are words at multiples of four, in A64 and in C64 alike.
 */
public final class Admission {
    private Admission() {}

    /** Bytes between the places where an instruction can begin. */
    public static final int STEP = 4;

    private static final int REGISTER = 0x1f;
    private static final int OP1 = 7 << 16;

    public static final List<Forbidden> FORBIDDEN = List.of(
            Forbidden.of(A64.HVC, "calls the hypervisor"),
            Forbidden.of(A64.SMC, "calls the secure monitor"),
            Forbidden.of(A64.HLT, "calls the debugger or the emulator's semihosting"),
            Forbidden.of(A64.DCPS1, "changes the exception level while debugged"),
            Forbidden.of(A64.DCPS2, "changes the exception level while debugged"),
            Forbidden.of(A64.DCPS3, "changes the exception level while debugged"),
            Forbidden.of(A64.ERET, "returns from an exception that was not taken"),
            Forbidden.of(A64.DRPS, "leaves a debug state that was not entered"),
            Forbidden.of(A64.MSR_IMM, "masks interrupts, or changes the stack pointer or how memory is looked at"),
            new Forbidden("wfi", -1, A64.HINT.insn(3).encode(), "stops the core"),
            moved("msr daif", A64.MSR_REG, SysReg.DAIF, "masks interrupts"),
            moved("msr spsr_el1", A64.MSR_REG, SysReg.SPSR_EL1, "changes the state to which an exception returns"),
            moved("mrs spsr_el1", A64.MRS, SysReg.SPSR_EL1, "reads a state that an exception left"),
            moved("msr elr_el1", A64.MSR_REG, SysReg.ELR_EL1, "changes where an exception returns"),
            moved("mrs elr_el1", A64.MRS, SysReg.ELR_EL1, "reads where an exception came from"),
            moved("msr celr_el1", Cheri.MSR_C_I_C, SysReg.ELR_EL1, "changes where an exception returns"),
            moved("mrs celr_el1", Cheri.MRS_C_I_C, SysReg.ELR_EL1, "reads a capability that an exception left"),
            moved("msr tpidrro_el0", A64.MSR_REG, SysReg.TPIDRRO_EL0, "changes a register that is the kernel's"),
            moved("mrs tpidrro_el0", A64.MRS, SysReg.TPIDRRO_EL0, "reads a register that is the kernel's"),
            moved("msr ctpidrro_el0", Cheri.MSR_C_I_C, SysReg.TPIDRRO_EL0, "changes a register that is the kernel's"),
            moved("mrs ctpidrro_el0", Cheri.MRS_C_I_C, SysReg.TPIDRRO_EL0, "reads a register that is the kernel's"),
            moved("msr cid_el0", Cheri.MSR_C_I_C, SysReg.CID_EL0, "leaves a capability for whoever runs next"),
            moved("mrs cid_el0", Cheri.MRS_C_I_C, SysReg.CID_EL0, "reads a capability that somebody left"),
            moved("msr uao", A64.MSR_REG, SysReg.UAO, "changes how memory is looked at, for whoever runs next"),
            new Forbidden("sys #0", A64.SYS.pattern().mask() | OP1, A64.SYS.pattern().match(), "invalidates caches or translations, as DC IVAC does"));

    /** A move to or from a system register, whatever the other register is. */
    private static Forbidden moved(String name, MorelloOp op, SysReg register, String reason) {
        int key = register.key();
        long[] numbers = {key >>> 14 & 1, key >>> 11 & 7, key >>> 7 & 15, key >>> 3 & 15, key & 7};
        int word = op.pattern().match();
        String[] holes = {"o0", "op1", "CRn", "CRm", "op2"};
        for (int i = 0; i < holes.length; i++) word = op.pattern().field(holes[i]).insert(word, numbers[i]);
        return new Forbidden(name, ~REGISTER, word, reason);
    }

    /** The forbidden instruction that {@code word} is. */
    public static Optional<Forbidden> refusal(int word) {
        for (Forbidden f : FORBIDDEN) if (f.matches(word)) return Optional.of(f);
        return Optional.empty();
    }
}
