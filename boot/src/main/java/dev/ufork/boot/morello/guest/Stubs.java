package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Machine;

/** What only the assembler can say: single instructions, power calls. */
@Kernel
final class Stubs {
    private Stubs() {}

    /** Is our stub at EL2? */
    @External("stub_is_there")
    static native boolean isStubThere();

    /** Powers off: by HVC to the stub, or to the firmware; {@link #powerBySmc} by SMC to the firmware. They return when nobody listens. */
    @External("power_by_hvc")
    static native void powerByHvc();

    @External("power_by_smc")
    static native void powerBySmc();

    /** Tells the stub at EL2 that the virtual interrupt was taken, and with it that of a device. */
    @External("interrupt_was_taken")
    static native void interruptWasTaken(int device);

    /** ICC_IAR1: acknowledges an interrupt. */
    @Machine("mrs.icc_iar1_el1")
    static native long acknowledge();

    /** ICC_EOIR1: ends it. */
    @Machine("msr.icc_eoir1_el1")
    static native void endOf(long interrupt);

    /** CNTV_CTL. */
    @Machine("msr.cntv_ctl_el0")
    static native void timerControl(long bits);

    /** Nothing can be said, and nothing done. */
    @External("halt")
    static native void halt();

    /** Makes changes of page tables hold: forgets all translations. */
    @External("synchronize")
    static native void synchronize();

    /** MPIDR. */
    @Machine("mrs.mpidr_el1")
    static native long affinity();

    /** Sleeps until an interrupt. */
    @Machine("wfi")
    static native void sleep();
}
