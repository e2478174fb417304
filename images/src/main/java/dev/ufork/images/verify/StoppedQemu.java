package dev.ufork.images.verify;

import dev.ufork.emulator.CoreReport;
import dev.ufork.harness.Boot;
import dev.ufork.harness.DebuggedQemu;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Lines;
import dev.ufork.harness.Machine;
import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.UnusableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The public CHERI QEMU, run from one moment in the kernel to another and looked at in between: {@link Stepped}'s twin.
 *
 * <p>Moments are told by what the kernel does, not by time: its traps, and the ends of its calls. Time goes by instructions, so the same image and arguments come to the same moments in every run,
 * unless they wait for time to pass.
 */
public final class StoppedQemu implements AutoCloseable {
    /** Where the machine stops: the handling of a program's trap begins, a call is about to return, a program's registers are about to be loaded. */
    private static final List<String> STOPS = List.of("trap_user", "leave", "leave_light", "resume");
    /** Those at the ends of calls. */
    private static final List<String> CALLS = List.of("leave", "leave_light");
    /** More instructions than there are between one of the last three and a program. */
    private static final int WAY_OUT = 80;
    /** Stops until a program runs, at most. */
    private static final int STOPS_BETWEEN = 1000;
    private static final long RAM_BYTES = Boot.DEFAULT_MEMORY;

    private final KernelImage image;
    private final DebuggedQemu machine;
    private final Listener console;
    private final long ramBase;
    private Optional<QemuRam> ram = Optional.empty();
    private Optional<CoreReport> core = Optional.empty();
    /** What registers were told to hold last. Those that only the kernel may read do not change once it runs programs. */
    private final Map<String, byte[]> known = new HashMap<>();

    private StoppedQemu(KernelImage image, DebuggedQemu machine, Listener console, long ramBase) {
        this.image = image;
        this.machine = machine;
        this.console = console;
        this.ramBase = ramBase;
    }

    /**
     * Starts a machine, which stands still before its first instruction.
     *
     * @param qemu      how it is started
     * @param elf       an image of the μFork kernel, for either architecture
     * @param arguments the guest's
     * @param limit     of its life
     * @param lines     is given each line of the console, from another thread
     * @throws MachineRefused if there is no such QEMU here
     * @throws UnusableFile   if the file is no image
     */
    public static StoppedQemu boot(QemuMachine qemu, Path elf, List<String> arguments, Duration limit, Consumer<String> lines)
            throws MachineRefused, UnusableFile, IOException, InterruptedException {
        ElfFile file = ElfFile.read(elf);
        KernelImage image = KernelImage.of(java.nio.file.Files.readAllBytes(elf));
        Boot boot = Boot.of(file).withArguments(arguments);
        Listener console = new Listener(lines);
        DebuggedQemu machine = DebuggedQemu.start(qemu, boot, limit, console);
        try {
            breakpoints(image, machine);
        } catch (IOException e) {
            machine.close();
            throw e;
        }
        return new StoppedQemu(image, machine, console, file.board().ramBase());
    }

    private static void breakpoints(KernelImage image, DebuggedQemu machine) throws IOException {
        for (String stop : STOPS) machine.breakAt(image.function(stop));
    }

    /** Runs for so long, by the host's clock, and on to the next moment. False if the machine has come to its end. */
    public boolean runFor(Duration time) throws IOException, InterruptedException {
        changed();
        for (String stop : STOPS) machine.pass(image.function(stop));
        if (!machine.runFor(time)) return false;
        breakpoints(image, machine);
        return run(0);
    }

    /** Runs past so many moments to the next, which is in the kernel. False if the machine has come to its end. */
    public boolean run(int moments) throws IOException {
        changed();
        for (int n = 0; n <= moments; n++) if (!machine.resume()) return false;
        core = Optional.of(report());
        return true;
    }

    /** Runs past the ends of so many calls to the next, which timers do not move as they do other moments. False if the machine has come to its end. */
    public boolean runCalls(int calls) throws IOException {
        for (String stop : STOPS) if (!CALLS.contains(stop)) machine.pass(image.function(stop));
        if (!run(calls)) return false;
        for (String stop : STOPS) if (!CALLS.contains(stop)) machine.breakAt(image.function(stop));
        return true;
    }

    /** Runs so many instructions more. */
    public boolean step(int instructions) throws IOException {
        changed();
        for (int n = 0; n < instructions; n++) if (!machine.step()) return false;
        return true;
    }

    /** Runs on until a μprocess is about to execute: then the kernel is not at work. False if the machine has come to its end. */
    public boolean runIntoUser() throws IOException {
        changed();
        for (int stops = 0; stops < STOPS_BETWEEN; stops++) {
            for (int n = 0; n < WAY_OUT; n++) {
                if (pc() >= Snapshot.ARENA) return true;
                if (!machine.step()) return false;
            }
            if (!machine.resume()) return false;
        }
        throw new IOException("the kernel has stopped %d times and not come to a program".formatted(STOPS_BETWEEN));
    }

    private long pc() throws IOException {
        return word(machine.registers(List.of("pc")).get("pc"), 0);
    }

    private void changed() {
        ram = Optional.empty();
        core = Optional.empty();
    }

    /** The machine as it stands. Valid until it runs on. */
    public Snapshot snapshot() throws IOException {
        if (ram.isEmpty()) ram = Optional.of(new QemuRam(machine, ramBase, RAM_BYTES));
        if (core.isEmpty()) core = Optional.of(report());
        return new Snapshot(image, ram.get(), List.of(core.get()));
    }

    private CoreReport report() throws IOException {
        Map<String, String> names = image.architecture().gdbRegisters();
        List<CoreReport.Register> registers = new ArrayList<>();
        known.putAll(machine.registers(List.copyOf(names.keySet())));
        names.forEach((gdb, name) -> {
            byte[] value = known.get(gdb);
            boolean capability = value.length > Long.BYTES;
            int at = capability ? 1 : 0;
            registers.add(new CoreReport.Register(name, word(value, at), capability ? word(value, at + Long.BYTES) : 0, capability && value[0] != 0, ""));
        });
        return new CoreReport(0, 0, pc(), registers, Optional.empty());
    }

    private static long word(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    /** Writes sixteen bytes. With {@code keepTag} their tag stays as it is, which nothing in the machine could do; otherwise it is cleared. */
    void write(long physical, long low, long high, boolean keepTag) throws IOException {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(low).putLong(high).array();
        if (keepTag) machine.overwrite(physical, bytes);
        else machine.write(physical, bytes);
        ram.ifPresent(r -> r.forget(physical));
    }

    /** Waits until all that an ended machine has written was given to whoever reads its lines. */
    void awaitEnd() throws InterruptedException {
        console.ended.await();
    }

    /** Has the machine ended, or does it within so much time of the host's clock? */
    public boolean endsWithin(Duration time) throws InterruptedException {
        return console.ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override public void close() {
        machine.close();
    }

    /** The console, line by line; its last line need not have come to its end. */
    private static final class Listener implements Machine.Events {
        private final Consumer<String> to;
        private final Lines lines;
        private final CountDownLatch ended = new CountDownLatch(1);

        Listener(Consumer<String> to) {
            this.to = to;
            lines = new Lines(to);
        }

        @Override public void console(byte[] bytes, int length) {
            lines.write(bytes, 0, length);
        }

        @Override public void ended(Machine.End end) {
            if (!lines.rest().isEmpty()) to.accept(lines.rest());
            ended.countDown();
        }
    }
}
