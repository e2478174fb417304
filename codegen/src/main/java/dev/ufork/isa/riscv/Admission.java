package dev.ufork.isa.riscv;

import dev.ufork.isa.Forbidden;
import java.util.List;
import java.util.Optional;

/**
 * What a kernel looks for in text before that text may run beside it at the same privilege level.
 *
 * <p>CSRs and special capability registers are guarded by the permission ACCESS_SYSTEM_REGISTERS and need no look; the
 * instructions here are not. Instructions begin at every even address.
 */
public final class Admission {
    private Admission() {}

    /** Bytes between the places where an instruction can begin. */
    public static final int STEP = 2;

    public static final List<Forbidden> FORBIDDEN = List.of(
            Forbidden.of(Base.ECALL, "calls the next higher privilege level"),
            Forbidden.of(Privileged.SRET, "returns from a trap that was not taken"),
            Forbidden.of(Privileged.MRET, "returns from a trap that was not taken"),
            Forbidden.of(Privileged.WFI, "stops the hart"),
            Forbidden.of(Privileged.SFENCE_VMA, "drops address translations"),
            // With ebreak and srai zero, zero, 7 behind it, this hint calls the emulator's semihosting.
            new Forbidden("slli zero, zero, 31", -1, 0x01f01013, "begins a semihosting call"));

    /** The forbidden instruction that {@code word} is, its lower half first in memory. */
    public static Optional<Forbidden> refusal(int word) {
        for (Forbidden f : FORBIDDEN) if (f.matches(word)) return Optional.of(f);
        return Optional.empty();
    }
}
