package dev.ufork.dsl.run;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The features of the language on the public CHERI QEMU of this host; says so when there is none. */
class LanguageIT {
    @ParameterizedTest
    @EnumSource(names = {"QEMU_RISCV", "QEMU_MORELLO"})
    void featuresMeanTheSameOnQemu(Executor on) throws IOException { LanguageTest.check(on); }
}
