package dev.ufork.ir.interp;

import dev.ufork.ir.Pos;

/** A fault on its way to the function that recovers from it, or out. */
final class FaultSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient Fault fault;
    transient Pos pos = Pos.NONE;
    /** It has left the function whose instruction raised it: no recovery answers for it any more. */
    boolean escaped;

    FaultSignal(Fault fault) {
        super(fault.toString(), null, false, false);
        this.fault = fault;
    }
}
