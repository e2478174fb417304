package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.Verdict;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boots {@code hello-riscv} on the public CHERI QEMU of this host. */
class HelloRiscvIT {
    @TempDir
    static Path folder;

    private static Outcome outcome;

    @BeforeAll
    static void boot() throws Exception {
        Path file = Files.write(folder.resolve("hello-riscv.elf"), HelloRiscv.build().elf());
        Boot boot = Boot.of(ElfFile.read(file)).withCounting(true);
        outcome = Monitor.run(QemuMachine.of(System.getenv()), boot, Limits.total(Duration.ofSeconds(60)), OutputStream.nullOutputStream());
        if (outcome.verdict() instanceof Verdict.Missing missing)
            abort("hello-riscv was not booted on QEMU: " + missing.sentence());
    }

    @Test
    void powersOffWithStatusZero() {
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(0));
        assertThat(outcome.consoleText()).startsWith("hello from a pure-capability kernel")
                .endsWith("ufork: all faults were reported; powering off\n");
    }

    /** {@code work}: two instructions, nine in each of 1000 rounds, a return; with the call and one reading. */
    @Test
    void instructionsBetweenTheMarksAreThoseOfTheCode() {
        assertThat(outcome.consoleText()).contains("ufork: mark boot-loop instructions=9006\n");
    }

    @Test
    void stackHasExactBounds() {
        assertThat(outcome.consoleText()).containsPattern("stack  cap\\{0x(\\p{XDigit}+)00..0x(\\p{XDigit}+)00 @0x\\2\\S* rwRW tag}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tag                     | capability fault: tag, by ca0                            | rwRW}
            bounds                  | capability fault: bounds, by ca0                         | rwRW tag}
            seal                    | capability fault: seal, by ca0                           | rwRW sentry tag}
            type                    | capability fault: type, by ca1                           | rxR sealed=0x100 tag}
            permit_execute          | capability fault: permit execute, by ca0                 | rwRW tag}
            permit_load             | capability fault: permit load, by ca0                    | wRW tag}
            permit_store            | capability fault: permit store, by ca0                   | rRW tag}
            permit_load_capability  | capability fault: permit load capability, by ca0         | rwW tag}
            permit_store_capability | capability fault: permit store capability, by ca0        | rwR tag}
            permit_store_local      | capability fault: permit store local capability, by ca0  | rwRW tag}
            permit_cinvoke          | capability fault: permit cinvoke, by ca1                 | rxR sealed=0x100 tag}
            system_registers        | capability fault: access system registers, by pcc        | rxR tag}
            special_register        | capability fault: access system registers, by pcc        | rxR tag}
            capability_load_page    | capability load page fault at 0x                         | 000
            capability_store_page   | capability store page fault at 0x                        | 010
            load_page               | load page fault at 0x                                    | 000
            store_page              | store page fault at 0x                                   | 008
            load_misaligned         | load address misaligned at 0x                            | 8
            store_misaligned        | store address misaligned at 0x                           | 8
            illegal_instruction     | illegal instruction                                      |
            breakpoint              | breakpoint                                               |
            environment_call        | environment call from S-mode                             |
            """)
    void faultIsReported(String name, String cause, String detail) {
        String console = outcome.consoleText();
        int from = console.indexOf("fault  " + name + "\n");
        assertThat(from).as(console).isNotNegative();
        int end = console.indexOf("fault  ", from + 1);
        String report = console.substring(from, end < 0 ? console.length() : end);
        assertThat(report).contains("  cause  " + cause).contains(" fault_" + name + "+0x");
        if (detail != null) assertThat(report).contains(detail + "\n");
    }
}
