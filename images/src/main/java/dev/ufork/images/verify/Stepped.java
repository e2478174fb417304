package dev.ufork.images.verify;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.riscv.VirtMachine;
import dev.ufork.isa.cap.CapFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** An embedded machine that is run step by step, and looked at in between. */
final class Stepped {
    /** So many instructions at once, and so many times at most, until a μprocess runs. */
    private static final long STRIDE = 97;
    private static final long STRIDES = 100_000;

    private final VirtMachine machine;
    private final Map<String, Long> symbols;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> lines;
    private RunResult last;

    /**
     * @param image     the ELF file of a CHERI-RISC-V image of the μFork kernel
     * @param arguments the guest's
     * @param lines     is given each line of the console
     */
    Stepped(byte[] image, String arguments, Consumer<String> lines) {
        this.lines = lines;
        symbols = Snapshot.symbols(image);
        machine = new VirtMachine(MachineConfig.standard().withBootArguments(arguments).withConsole(this::character));
        machine.load(ElfProgram.read("image", image));
    }

    private void character(byte b) {
        if (b != '\n') {
            line.write(b);
            return;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text);
    }

    long instructions() {
        return last == null ? 0 : last.instructions();
    }

    /** Runs so many instructions more, or to the end. */
    Outcome run(long more) {
        last = machine.runTo(instructions() + more);
        return last.outcome();
    }

    /** Runs on until a μprocess is about to execute: then no core is in the kernel. False if the machine has come to its end. */
    boolean runIntoUser() {
        for (long n = 0; n < STRIDES; n++) {
            if (last != null && last.cores().stream().allMatch(Verifier::isUser)) return true;
            if (!(run(STRIDE) instanceof Outcome.Limit)) return false;
        }
        return true;
    }

    Snapshot snapshot() {
        return new Snapshot(machine.memory(), last.cores(), CapFormat.CC128, symbols);
    }
}
