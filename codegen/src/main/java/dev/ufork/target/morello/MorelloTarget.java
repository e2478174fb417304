package dev.ufork.target.morello;

import dev.ufork.asm.CodeConsumer;
import dev.ufork.asm.RelocKind;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.morello.Mode;
import dev.ufork.link.LinkTarget;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MView;
import dev.ufork.regalloc.Allocation;
import dev.ufork.target.CallConv;
import dev.ufork.target.Target;
import java.util.function.ToLongFunction;

/** Pure-capability Morello: C64 code. */
public final class MorelloTarget implements Target {
    @Override
    public String name() {
        return "morello";
    }

    @Override
    public CallConv callConv() {
        return MoConvention.PURE_CAPABILITY;
    }

    @Override
    public CapFormat capFormat() {
        return CapFormat.CC128M;
    }

    @Override
    public LinkTarget linkTarget() {
        return new MorelloElf();
    }

    @Override
    public dev.ufork.ir.pass.Target passes() {
        return dev.ufork.ir.pass.Target.MORELLO;
    }

    @Override
    public RelocKind capability() {
        return Reloc.R_MORELLO_CAPINIT;
    }

    @Override
    public MFunction lower(Function function, ToLongFunction<Global> perCpuOffset) {
        return new Lower(function, perCpuOffset).select();
    }

    @Override
    public void emit(MFunction function, MView view, Allocation allocation, CodeConsumer out) {
        new Emit(function, view, allocation, new Assembler(out, Mode.C64)).run();
    }
}
