package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import dev.ufork.link.LinkedImage;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reset from each level at which a machine may begin, and a kernel of one's own behind it. */
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

    static LinkedImage image(String last) {
        return OwnKernel.build("own", KernelProgram.read(List.of(SourceFile.of("own/Main.java", KERNEL.formatted(last))), List.of()));
    }

    private static String boot(String last, VirtMachine.Entry entry) {
        StringBuilder console = new StringBuilder();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withInstructionLimit(5_000_000).withConsole(b -> console.append((char) b)), entry);
        machine.load(ElfProgram.read("own", image(last).elf()));
        var result = machine.run();
        if (Boolean.getBoolean("say")) System.out.println(console + "\n" + result.outcome() + "\n" + result);
        assertThat(result.outcome()).isEqualTo(new Outcome.Exit(0));
        return console.toString();
    }

    @ParameterizedTest
    @EnumSource
    void runsAndGivesItsStatus(VirtMachine.Entry entry) {
        assertThat(boot("", entry)).isEqualTo("own kernel: 5 recovered\nufork: exit 3\n");
    }

    @ParameterizedTest
    @EnumSource
    void panicsWithMessageNumberAndPlace(VirtMachine.Entry entry) {
        assertThat(boot("if (CORE.n() == 5) throw Panic.of(\"five\", 5);", entry)).contains("ufork: panic: five: 5 (own/Main.java:15)\nufork: exit 70\n");
    }

    @ParameterizedTest
    @EnumSource
    void aFaultIsReported(VirtMachine.Entry entry) {
        assertThat(boot("MEMORY.store8(64, 1);", entry)).contains("ufork: a fault in the kernel\n  cause  capability fault: bounds")
                .contains("kernel_main").contains("ufork: panic: a fault that nothing recovers\nufork: exit 70\n");
    }
}
