package dev.ufork.boot.riscv.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.isa.riscv.XReg;
import dev.ufork.isa.riscv.xcheri.Scr;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RegistersTest {
    /** The assembler's tables name the same registers. */
    @Test
    void namesAreTheAssemblers() {
        String[] names = new String[64];
        Arrays.fill(names, "unknown");
        for (XReg r : XReg.values()) names[r.number()] = r.c();
        for (Scr s : Scr.values()) names[32 + s.number()] = s.text();
        assertThat(Registers.NAMES).containsExactly(names);
    }
}
