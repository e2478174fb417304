package dev.ufork.target;

import dev.ufork.asm.CodeConsumer;
import dev.ufork.asm.RelocKind;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.link.LinkTarget;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MView;
import dev.ufork.regalloc.Allocation;
import java.util.function.ToLongFunction;

/** Everything the neutral back end may ask of an architecture. Add here only what all sides answer. */
public interface Target {
    String name();

    CallConv callConv();

    CapFormat capFormat();

    LinkTarget linkTarget();

    /** What the passes over the IR are told about it. */
    dev.ufork.ir.pass.Target passes();

    /** The relocation of a word that is to hold a capability. */
    RelocKind capability();

    /**
     * Chooses instructions.
     *
     * @param perCpuOffset where a per-CPU global is within its CPU's block
     */
    MFunction lower(Function function, ToLongFunction<Global> perCpuOffset);

    /** Writes a function whose registers have been chosen. */
    void emit(MFunction function, MView view, Allocation allocation, CodeConsumer out);
}
