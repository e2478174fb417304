package dev.ufork.harness;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A QEMU with one processor that runs from breakpoint to breakpoint, and between them is read and written from outside, tags included.
 *
 * <p>The public CHERI QEMU's gdb stub tells capability registers, and capabilities in memory by {@code qXfer:capa:read}, with their tags. Writes through it
 * clear tags, as all writes of data do. A step takes no interrupt.
 */
public final class DebuggedQemu implements AutoCloseable {
    /** Bytes of memory in one packet. */
    private static final int PART = 1 << 10;
    private static final int CAPABILITY = 16;
    private static final int CONNECTS = 200;
    /** Time goes by instructions, as exact counting has it; but not with "sleep=off", where the clock of a machine that was stopped never stops to ring. */
    private static final List<String> COUNTING = List.of("-icount", "shift=0");
    private static final long CONNECT_MILLIS = 50;
    private static final Pattern HOST_ADDRESS = Pattern.compile(" is 0x([0-9a-f]+)");
    private static final HexFormat HEX = HexFormat.of();

    private final Process process;
    private final Machine.Running running;
    private final Path folder;
    private final GdbConnection gdb;
    private final GdbRegisters registers;
    private boolean atBreakpoint;
    private boolean ended;

    private DebuggedQemu(Process process, Machine.Running running, Path folder, GdbConnection gdb, GdbRegisters registers) {
        this.process = process;
        this.running = running;
        this.folder = folder;
        this.gdb = gdb;
        this.registers = registers;
    }

    /**
     * Starts a machine that stands still before its first instruction.
     *
     * @param boot   whether counters are exact is not asked: they are, but for the time in which nobody has anything to do
     * @param limit  of its life, after which it ends
     * @param events told of the console and the end
     * @throws MachineRefused if there is no QEMU, or it cannot be started or talked to
     */
    public static DebuggedQemu start(QemuMachine qemu, Boot boot, Duration limit, Machine.Events events) throws MachineRefused, InterruptedException {
        Path program = qemu.program(boot.file().board());
        Machine.Running running = null;
        Path folder = null;
        try {
            folder = Files.createTempDirectory("ufork-gdb-");
            Path socket = folder.resolve("gdb");
            List<String> command = new ArrayList<>(QemuMachine.command(program, boot.withCounting(false)));
            command.addAll(COUNTING);
            command.addAll(List.of("-S", "-gdb", "unix:%s,server=on,wait=off".formatted(socket)));
            Process process = Processes.start(new ProcessBuilder(command));
            running = new QemuProcess(program, process, Keyboard.NOBODY, events);
            Thread.ofPlatform().daemon().name("qemu-limit").start(() -> end(process, limit));
            GdbConnection gdb = connect(process, socket);
            return new DebuggedQemu(process, running, folder, gdb, begin(gdb));
        } catch (IOException e) {
            if (running != null) running.close();
            if (folder != null) remove(folder);
            throw new MachineRefused(new Verdict.Failed("%s cannot be debugged: %s".formatted(program, e.getMessage())));
        }
    }

    private static void end(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) Processes.kill(process);
        } catch (InterruptedException e) {
            Processes.kill(process);
        }
    }

    private static GdbConnection connect(Process process, Path socket) throws IOException, InterruptedException {
        for (int n = 0; n < CONNECTS && process.isAlive(); n++) {
            try {
                return GdbConnection.open(socket);
            } catch (IOException e) {
                Thread.sleep(CONNECT_MILLIS);           // it does not listen yet
            }
        }
        throw new IOException("it opens no gdb stub");
    }

    private static GdbRegisters begin(GdbConnection gdb) throws IOException {
        if (!gdb.ask("qSupported").contains("qXfer:capa:read+")) throw new IOException("its gdb stub tells no tags");
        GdbRegisters registers = GdbRegisters.of(gdb);
        expect(gdb.ask("Qqemu.PhyMemMode:1"), "OK");
        return registers;
    }

    private static void expect(String answer, String wanted) throws IOException {
        if (!answer.startsWith(wanted)) throw new IOException("the gdb stub answers %s and not %s".formatted(answer.isEmpty() ? "nothing" : answer, wanted));
    }

    /** Stops from now on before the instruction at the virtual address. */
    public void breakAt(long address) throws IOException {
        expect(gdb.ask("Z1,%x,4".formatted(address)), "OK");
    }

    /** Stops there no more. */
    public void pass(long address) throws IOException {
        expect(gdb.ask("z1,%x,4".formatted(address)), "OK");
    }

    /** Runs for so long, by the host's clock; false if the machine has come to its end. There is no breakpoint. */
    public boolean runFor(Duration time) throws IOException, InterruptedException {
        if (ended) return false;
        atBreakpoint = false;
        try {
            gdb.tell("c");
            process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
            gdb.interrupt();
            ended = !gdb.await().startsWith("T");
        } catch (IOException e) {
            ended = true;               // nobody is there to be stopped
        }
        return !ended;
    }

    /** Runs to the next breakpoint; false if the machine has come to its end instead. */
    public boolean resume() throws IOException {
        if (atBreakpoint && !step()) return false;
        atBreakpoint = go("c");
        return atBreakpoint;
    }

    /** Executes one instruction; false if the machine has come to its end. */
    public boolean step() throws IOException {
        atBreakpoint = false;
        return go("s");
    }

    private boolean go(String how) throws IOException {
        if (ended) return false;
        try {
            ended = !gdb.ask(how).startsWith("T05");
        } catch (EOFException e) {
            ended = true;
        }
        return !ended;
    }

    /**
     * Registers by the names of the stub's description: their bytes, lowest first. A capability is its tag, its address, and its upper half as in memory: 1,
     * 8 and 8 bytes. Those are missing that the program which runs has no right to read: the stub reads them in its place.
     */
    public Map<String, byte[]> registers(List<String> names) throws IOException {
        List<String> answers = gdb.ask(registers.packets(names));
        Map<String, byte[]> values = new HashMap<>();
        for (int n = 0; n < names.size(); n++) if (!answers.get(n).startsWith("E")) values.put(names.get(n), HEX.parseHex(answers.get(n)));
        return values;
    }

    /** So many bytes of physical memory, a multiple of a kibibyte. */
    public byte[] read(long physical, int bytes) throws IOException {
        List<String> packets = new ArrayList<>();
        for (int at = 0; at < bytes; at += PART) packets.add("m%x,%x".formatted(physical + at, PART));
        return HEX.parseHex(String.join("", gdb.ask(packets)));
    }

    /** The tags of the capabilities at these virtual addresses, in order; what is mapped is what the program that runs sees. */
    public List<Boolean> tags(List<Long> addresses) throws IOException {
        List<Boolean> tags = new ArrayList<>();
        for (String answer : gdb.ask(addresses.stream().map(a -> "qXfer:capa:read:%x:0,%x".formatted(a, CAPABILITY + 1)).toList())) {
            expect(answer, "l");
            tags.add(answer.charAt(1) != 0);
        }
        return tags;
    }

    /** Writes physical memory as a device would: tags there are cleared. */
    public void write(long physical, byte[] bytes) throws IOException {
        expect(gdb.ask("M%x,%x:%s".formatted(physical, bytes.length, HEX.formatHex(bytes))), "OK");
    }

    /**
     * Changes physical memory behind the machine's back: tags stay as they are. It is the host's memory of QEMU that is written.
     *
     * @throws IOException if the host does not let us
     */
    public void overwrite(long physical, byte[] bytes) throws IOException {
        Matcher at = HOST_ADDRESS.matcher(monitor("gpa2hva 0x%x".formatted(physical)));
        if (!at.find()) throw new IOException("QEMU does not say where 0x%x is in the host's memory".formatted(physical));
        try (RandomAccessFile memory = new RandomAccessFile("/proc/%d/mem".formatted(process.pid()), "rw")) {
            memory.seek(Long.parseLong(at.group(1), 16));
            memory.write(bytes);
        }
    }

    /** What QEMU's monitor says to a command: the first of its text. */
    private String monitor(String command) throws IOException {
        String answer = gdb.ask("qRcmd," + HEX.formatHex(command.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder text = new StringBuilder();
        for (; answer.startsWith("O") && !answer.equals("OK"); answer = gdb.await())
            text.append(new String(HEX.parseHex(answer.substring(1)), StandardCharsets.US_ASCII));
        return text.toString();
    }

    @Override public void close() {
        running.close();
        try {
            gdb.close();
        } catch (IOException e) {
            // The machine is gone, and its end of the connection with it.
        }
        remove(folder);
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("gdb"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // It is in the host's folder for what may be left.
        }
    }
}
