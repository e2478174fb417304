package dev.ufork.target.riscv;

import dev.ufork.asm.CodeConsumer;
import dev.ufork.asm.RelocKind;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.link.LinkTarget;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MView;
import dev.ufork.regalloc.Allocation;
import dev.ufork.target.CallConv;
import dev.ufork.target.Target;
import java.util.function.ToLongFunction;

/** Pure-capability CHERI-RISC-V. */
public final class RiscvTarget implements Target {
    @Override
    public String name() {
        return "riscv";
    }

    @Override
    public CallConv callConv() {
        return RvConvention.PURE_CAPABILITY;
    }

    @Override
    public CapFormat capFormat() {
        return CapFormat.CC128;
    }

    @Override
    public LinkTarget linkTarget() {
        return new RiscvElf();
    }

    @Override
    public dev.ufork.ir.pass.Target passes() {
        return dev.ufork.ir.pass.Target.RISCV;
    }

    @Override
    public RelocKind capability() {
        return Reloc.R_RISCV_CHERI_CAPABILITY;
    }

    @Override
    public MFunction lower(Function function, ToLongFunction<Global> perCpuOffset) {
        return new Lower(function, perCpuOffset).select();
    }

    @Override
    public void emit(MFunction function, MView view, Allocation allocation, CodeConsumer out) {
        new Emit(function, view, allocation, new Assembler(out).compressing()).run();
    }
}
