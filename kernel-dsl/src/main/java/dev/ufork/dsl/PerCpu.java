package dev.ufork.dsl;

import dev.ufork.dsl.hosted.Hosted;

/** Memory that every core has for itself: {@code static final Cpu CPU = PerCpu.of(Cpu.class);} */
public final class PerCpu {
    private PerCpu() {}

    /** One zeroed struct per core; legal only as the initial value of a {@code static final} field. */
    @Intrinsic(Op.PER_CPU)
    public static <T extends Ref> T of(Class<T> type) { return Hosted.perCpu(type); }
}
