package dev.ufork.boot.linux;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One process's part of the memory that hosted programs share with their stand-ins.
 *
 * <p>Side by side: a page of registers, see {@link StandIn#GOLDEN}; three areas for what calls read and write, each before a page that is not mapped, so that
 * memory placed at an area's end ends where Linux finds its end; one that Linux may only read; and a stack for signals.
 */
final class Slot {
    static final int COUNT = 64;
    /** Bytes of an area. */
    static final int AREA = 0x1_0000;
    static final int PAGE = 0x1000;
    static final int AREAS = 3;
    /** The area that Linux may only read. */
    static final int CONSTANT = AREAS;

    static final int ASKED = 1;
    static final int ANSWERED = 2;
    static final int SIGNALLED = 3;
    static final int BEGUN = 4;

    /** In place of a call's number: back from a signal's handler. */
    static final long GO_ON = -1;

    /** Where the stand-ins have the shared memory, and how much of it is a slot. */
    private static final long SHARED = 0x2000_0000L;
    private static final int SIZE = 0x8_0000;
    private static final int STACK = 0x5_0000;

    private static final int TURN = 0;
    private static final int PID = 4;
    private static final int NUMBER = 8;
    private static final int ARGUMENTS = 16;
    private static final int CHILD = 64;
    private static final int RESULT = 72;
    private static final int SIGNAL = 80;
    private static final int INFO = 88;
    private static final int TIMER = 112;
    private static final int TIMEOUT = 128;
    private static final int INTERVAL = 144;

    private static final int FUTEX = 202;
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final int PATIENCE_MS = 20;
    private static final Function SYSCALL = NativeLibrary.getProcess().getFunction("syscall");
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final long address;

    private Slot(MemorySegment memory, long address) {
        this.memory = memory;
        this.address = address;
        put(TIMEOUT + 8, PATIENCE_MS * 1_000_000L);
    }

    /** New shared memory in the file, and its slots; it is there as long as the arena. */
    static Slot[] of(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment all = channel.map(MapMode.READ_WRITE, 0, (long) COUNT * SIZE, arena);
            Slot[] slots = new Slot[COUNT];
            for (int n = 0; n < COUNT; n++) slots[n] = new Slot(all.asSlice((long) n * SIZE, SIZE), SHARED + (long) n * SIZE);
            return slots;
        }
    }

    private long get(long at) {
        return memory.get(ValueLayout.JAVA_LONG, at);
    }

    private void put(long at, long value) {
        memory.set(ValueLayout.JAVA_LONG, at, value);
    }

    /** The address that the stand-in knows it by. */
    long address() {
        return address;
    }

    /** The slot is this process's from now on; a stand-in that begins looks for that. */
    void belongsTo(long pid) {
        memory.set(ValueLayout.JAVA_INT, PID, (int) pid);
    }

    /** Nothing is asked for until something is. */
    void idle() {
        INT.setRelease(memory, (long) TURN, ANSWERED);
    }

    /** Somebody is about to begin: waits for {@link #BEGUN}. */
    void begin() {
        INT.setRelease(memory, (long) TURN, ASKED);
    }

    /** Asks for a system call, whose child, if it makes one, goes on in {@code child}. */
    void ask(long number, Slot child, long... arguments) {
        put(NUMBER, number);
        for (int n = 0; n < 6; n++) put(ARGUMENTS + 8L * n, n < arguments.length ? arguments[n] : 0);
        put(CHILD, child.address);
        INT.setRelease(memory, (long) TURN, ASKED);
        futex(FUTEX_WAKE, 1, 0);
    }

    /** The interval timer, a {@code struct itimerval}, begins just before the next call. */
    void timer(long... interval) {
        writeLongs(address + INTERVAL, interval);
        put(TIMER, address + INTERVAL);
    }

    /** Waits a moment for the stand-in's turn to end; what came out, {@link #ASKED} when nothing did. */
    int await() {
        if (turn() == ASKED) futex(FUTEX_WAIT, ASKED, memory.address() + TIMEOUT);
        return turn();
    }

    private int turn() {
        return (int) INT.getAcquire(memory, (long) TURN);
    }

    private void futex(int operation, long value, long timeout) {
        SYSCALL.invokeLong(new Object[] {(long) FUTEX, memory.address() + TURN, (long) operation, value, timeout});
    }

    /** What the call returned: below 0 minus an error number. */
    long result() {
        return get(RESULT);
    }

    /** The signal that has arrived. */
    Event.Arrival arrival() {
        return new Event.Arrival((int) get(SIGNAL), (int) get(INFO), get(INFO + 8) & 0xffff_ffffL, (int) get(INFO + 16));
    }

    private static long offset(int area) {
        return PAGE + (long) area * (AREA + PAGE);
    }

    /** The address behind an area's last byte, where nothing is mapped. */
    long end(int area) {
        return address + offset(area) + AREA;
    }

    /** The address of {@link #AREA} bytes for a stack. */
    long stack() {
        return address + STACK;
    }

    /** Is the address in it? */
    boolean has(long at) {
        return at >= address && at < address + SIZE;
    }

    byte[] read(long at, long bytes) {
        return memory.asSlice(at - address, bytes).toArray(ValueLayout.JAVA_BYTE);
    }

    long readLong(long at) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at - address);
    }

    int readInt(long at) {
        return memory.get(ValueLayout.JAVA_INT_UNALIGNED, at - address);
    }

    void write(long at, byte[] bytes) {
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at - address, bytes.length);
    }

    void writeLongs(long at, long... values) {
        for (int n = 0; n < values.length; n++) memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at - address + 8L * n, values[n]);
    }

    /** All areas: what a signal's handler must not change under the call that it interrupts. */
    byte[] areas() {
        return read(address + PAGE, offset(AREAS));
    }

    void areas(byte[] content) {
        write(address + PAGE, content);
    }
}
