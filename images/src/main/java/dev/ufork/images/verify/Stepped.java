package dev.ufork.images.verify;

import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** An embedded machine that is run step by step, and looked at in between. */
final class Stepped {
    /** So many instructions at once, and so many times at most, until a μprocess runs. */
    private static final long STRIDE = 97;
    private static final long STRIDES = 100_000;

    private final KernelImage image;
    private final Machine machine;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> lines;
    private RunResult last;

    /**
     * @param image     an image of the μFork kernel, for either architecture
     * @param arguments the guest's
     * @param lines     is given each line of the console
     */
    Stepped(KernelImage image, String arguments, Consumer<String> lines) {
        this.lines = lines;
        this.image = image;
        machine = image.architecture().machine(MachineConfig.standard().withBootArguments(arguments).withConsole(this::character));
        machine.load(image.program());
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
            if (last != null && snapshot().isQuiet()) return true;
            if (!(run(STRIDE) instanceof Outcome.Limit)) return false;
        }
        return true;
    }

    Memory memory() {
        return machine.memory();
    }

    Snapshot snapshot() {
        return new Snapshot(image, Ram.of(machine.memory()), last.cores());
    }
}
