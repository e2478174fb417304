package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import dev.ufork.link.LinkedImage;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnKernelTest {
    private static final String KERNEL = """
        package own;
        import dev.ufork.boot.Serial;
        import dev.ufork.dsl.*;
        @Kernel final class Main {
            static final Cap MEMORY = Global.bytes(64, 16);
            static final PerCore CORE = PerCpu.of(PerCore.class);
            @Struct interface PerCore extends Ref { int n(); void n(int v); }
            @MayFault(returns = -14) static int read(Cap c, long at) { return c.load8(at); }
            @Export("kernel_main") static int main() {
                CORE.n(CORE.n() + 5);
                Serial.print("own kernel: ");
                Serial.decimal(CORE.n() + read(MEMORY, 3));
                Serial.print(read(MEMORY, 64) == -14 ? " recovered\\n" : " lost\\n");
                try (var _ = Interrupts.off()) { MEMORY.store8(0, 1); }
                %s
                return 3;
            }
        }
        """;

    private static Outcome boot(Path folder, String last) throws Exception {
        KernelProgram program = KernelProgram.read(List.of(SourceFile.of("own/Main.java", KERNEL.formatted(last))), List.of());
        LinkedImage image = OwnKernel.build("own", program);
        Path file = Files.write(folder.resolve("own.elf"), image.elf());
        return Monitor.run(new EmbeddedMachine(), Boot.of(ElfFile.read(file)), Limits.total(Duration.ofSeconds(60)), new PrintStream(OutputStream.nullOutputStream()));
    }

    @Test
    void runsAndGivesItsStatus(@TempDir Path folder) throws Exception {
        Outcome outcome = boot(folder, "");
        assertThat(outcome.consoleText()).contains("own kernel: 5 recovered");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(3));
    }

    @Test
    void panicsWithMessageNumberAndPlace(@TempDir Path folder) throws Exception { assertThat(boot(folder, "if (CORE.n() == 5) throw Panic.of(\"five\", 5);").consoleText()).contains("ufork: panic: five: 5 (own/Main.java:15)"); }

    @Test
    void aFaultIsReported(@TempDir Path folder) throws Exception { assertThat(boot(folder, "MEMORY.store8(64, 1);").consoleText()).contains("ufork: a fault in the kernel\n  cause  capability fault: bounds").contains("kernel_main").contains("ufork: panic: a fault that nothing recovers"); }
}
