package dev.ufork.dsl.run;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The features of the language on the public CHERI QEMU of this host; says so when there is none. */
class LanguageIT {
    @Test
    void featuresMeanTheSameOnQemu() throws IOException { LanguageTest.check(Executor.QEMU_RISCV); }
}
