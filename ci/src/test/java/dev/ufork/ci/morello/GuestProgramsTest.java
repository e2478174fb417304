package dev.ufork.ci.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Trace;
import dev.ufork.emulator.morello.VirtMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our machine prints what the public QEMU printed with {@code -icount shift=0,sleep=off}, recorded in {@value GuestTranscripts#RESOURCE}. */
class GuestProgramsTest {
    @ParameterizedTest
    @EnumSource
    void ourMachinePrintsWhatQemuPrinted(GuestProgram program) throws IOException {
        assertThat(run(program)).isEqualTo(GuestTranscripts.recorded(program));
    }

    @ParameterizedTest
    @EnumSource
    void everyRunIsTheSame(GuestProgram program) {
        assertThat(run(program)).isEqualTo(run(program));
    }

    /** Counters and timers included, which read the same; and the trace has what happened. */
    @ParameterizedTest
    @EnumSource
    void aTraceChangesNothing(GuestProgram program) {
        List<String> lines = new ArrayList<>();
        Trace trace = new Trace() {
            @Override
            public void instruction(int core, long pc, int word, String text) {
                lines.add(text);
            }

            @Override
            public void register(int core, String name, String text) {
                lines.add("  %s = %s".formatted(name, text));
            }

            @Override
            public void trap(int core, CoreReport.Trap trap) {
                lines.add("  trap " + trap.text());
            }
        };
        assertThat(run(program, MachineConfig.standard().withTrace(trace))).isEqualTo(run(program));
        assertThat(lines).startsWith("movz x0, #0x3c, lsl #16", "  c0 = 0x3c0000", "msr cpacr_el1, x0");
        if (program == GuestProgram.COUNTS) assertThat(lines).contains("svc #0x1", "  trap class 0x15");
    }

    static String run(GuestProgram program) {
        return run(program, MachineConfig.standard());
    }

    private static String run(GuestProgram program, MachineConfig with) {
        StringBuilder console = new StringBuilder();
        MachineConfig config = with.withCores(program.cores).withInstructionLimit(10_000_000).withConsole(b -> console.append((char) b));
        VirtMachine machine = new VirtMachine(config, program.entry);
        machine.load(ElfProgram.read(program.name(), program.elf()));
        var result = machine.run();
        if (!result.outcome().equals(new Outcome.Exit(0))) console.append("our machine: ").append(result);
        return console.toString();
    }
}
