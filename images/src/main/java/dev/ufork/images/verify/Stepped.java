package dev.ufork.images.verify;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.harness.Lines;
import java.util.function.Consumer;

/** An embedded machine that is run step by step, and looked at in between. */
public final class Stepped {
    /** So many instructions at once, and so many times at most, until a μprocess runs. */
    private static final long STRIDE = 97;
    private static final long STRIDES = 1_800;
    /** Strides of a length; then each is longer by as much again, for to look at a core costs more than that it runs. */
    private static final long ALIKE = 16;
    /** Where cores of Morello boards begin. */
    private static final int LEVEL = 2;

    private final KernelImage image;
    private final Machine machine;
    private RunResult last;

    /**
     * A machine that is loaded, with an image as it is.
     *
     * @param image     of the μFork kernel, for either architecture
     * @param arguments the guest's
     * @param lines     is given each line of the console
     */
    Stepped(KernelImage image, String arguments, Consumer<String> lines) {
        this(image, image.elf(), MachineConfig.standard().withBootArguments(arguments).withConsole(new Lines(lines)::write), LEVEL);
    }

    /**
     * A machine that is loaded: nothing has run.
     *
     * @param image of the μFork kernel, for either architecture: where its objects are
     * @param elf   the file that is loaded; the same, but for what the objects hold
     * @param level of a Morello board: the exception level at which its core begins
     */
    public Stepped(KernelImage image, byte[] elf, MachineConfig config, int level) {
        this.image = image;
        machine = image.architecture().machine(config, level);
        machine.load(ElfProgram.read("image", elf));
        last = machine.runTo(0);
    }

    /** How the machine stands. */
    public RunResult result() {
        return last;
    }

    public long instructions() {
        return last.instructions();
    }

    /** Runs so many instructions more, or to the end. */
    public Outcome run(long more) {
        last = machine.runTo(instructions() + more);
        return last.outcome();
    }

    /** Runs on until a μprocess is about to execute, for a while: then no core is in the kernel. False if the machine has come to its end. */
    boolean runIntoUser() {
        return runIntoUser(STRIDES);
    }

    /** As {@link #runIntoUser()}, so many times at most. */
    public boolean runIntoUser(long strides) {
        for (long n = 0; n < strides; n++) {
            if (snapshot().isQuiet()) return true;
            if (!(run(STRIDE * (1 + n / ALIKE)) instanceof Outcome.Limit)) return false;
        }
        return true;
    }

    public Memory memory() {
        return machine.memory();
    }

    /** The machine as it stands. Valid until it runs on. */
    public Snapshot snapshot() {
        return new Snapshot(image, Ram.of(machine.memory()), last.cores());
    }
}
