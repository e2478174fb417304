package dev.ufork.boot.linux;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.hosted.Hosted;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of one system call on their way to Linux and back.
 *
 * <p>Memory that a program passes is copied to an area of its {@link Slot} so that it ends where Linux finds nothing mapped; for a capability that does not
 * allow the access, Linux gets the address of nothing at all. So it is Linux that says EFAULT, and when.
 */
abstract class Passage {
    private static final int CAP = 16;

    final World world;
    final Slot slot;
    private final Object[] arguments;
    private final List<Event.Stored> stored = new ArrayList<>();

    Passage(World world, Slot slot, Object[] arguments) {
        this.world = world;
        this.slot = slot;
        this.arguments = arguments;
    }

    /** What goes back to the program's memory. */
    List<Event.Stored> stored() {
        return stored;
    }

    /** What Linux has written goes to the memory that an argument names, unless it is there already. */
    void store(int argument, long at, long bytes) {
        if (bytes > 0 && slot.has(at)) stored.add(new Event.Stored(argument, slot.read(at, bytes)));
    }

    long n(int argument) {
        return (long) arguments[argument];
    }

    Cap m(int argument) {
        return (Cap) arguments[argument];
    }

    /** A question about memory at an address. */
    interface Question {
        long ask(long at);
    }

    /** The same for the answer to a question, when it succeeds. */
    long taken(int argument, long at, int bytes, Question question) {
        long result = question.ask(at);
        if (result >= 0) store(argument, at, bytes);
        return result;
    }

    static boolean allows(Cap c, long permission) {
        return c.tag() && !c.isSealed() && (c.perms() & permission) != 0;
    }

    /** Bytes from where it points to the end of its bounds. */
    static long rest(Cap c) {
        return c.address() < c.base() ? 0 : c.base() + c.length() - c.address();
    }

    /** The same, as far as they matter. */
    static int length(Cap c, long bytes) {
        long wanted = bytes < 0 ? rest(c) : Math.min(bytes, rest(c));
        if (wanted > Slot.AREA && bytes >= 0) throw new IllegalStateException("a call with %d bytes; areas have %d".formatted(wanted, Slot.AREA));
        return Math.clamp(wanted, 0, Slot.AREA);
    }

    private static byte[] content(Cap c, int bytes) {
        byte[] content = new byte[bytes];
        for (int n = 0; n < bytes; n++) content[n] = (byte) c.load8(n);
        return content;
    }

    long place(int area, byte[] content) {
        slot.write(slot.end(area) - content.length, content);
        return slot.end(area) - content.length;
    }

    /** Is it memory that the stand-in has at the same address? */
    static boolean isMapped(Cap c, long bytes) {
        return c.tag() && !c.isSealed() && bytes >= 0 && rest(c) >= bytes && Hosted.memory().isOutside(c.address());
    }

    /** Where Linux reads what the program passes. */
    long data(int area, Cap c, long bytes) {
        if (isMapped(c, bytes)) return c.address();
        return allows(c, Perms.LOAD) ? place(area, content(c, length(c, bytes))) : slot.end(area);
    }

    /** Where Linux writes for the program; the end of the area is the end of what it may write. */
    long room(int area, Cap c, long bytes) {
        if (isMapped(c, bytes)) return c.address();
        if (allows(c, Perms.STORE)) return place(area, content(c, length(c, bytes)));
        return allows(c, Perms.LOAD) ? slot.end(Slot.CONSTANT) - length(c, bytes) : slot.end(area);
    }

    /** Where Linux writes a structure of {@code theirs} bytes, for which the program has room for one of {@code ours}. */
    long structure(int area, Cap c, int ours, int theirs) {
        return allows(c, Perms.STORE) && length(c, ours) == ours ? slot.end(area) - theirs : slot.end(area);
    }

    void store(int argument, ByteBuffer content) {
        stored.add(new Event.Stored(argument, Arrays.copyOf(content.array(), content.position())));
    }

    static ByteBuffer structure(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] text(Cap c) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int n = 0, end = length(c, -1); n < end && c.load8(n) != 0; n++) text.write(c.load8(n));
        return text.toByteArray();
    }

    static byte[] ended(byte[] text) {
        return Arrays.copyOf(text, text.length + 1);
    }

    long path(int area, Cap c) {
        return allows(c, Perms.LOAD) ? place(area, ended(world.toHost(text(c)))) : slot.end(area);
    }

    /** Where Linux finds a vector of texts, which {@code texts} gets too. */
    long vector(int area, Cap vector, List<byte[]> texts) {
        if (vector.isNull()) return 0;
        if (!allows(vector, Perms.LOAD)) return slot.end(area);
        List<Long> pointers = new ArrayList<>();
        long at = slot.end(area);
        for (int n = 0, end = length(vector, -1); n + CAP <= end && !vector.loadCap(n).isNull(); n += CAP) {
            Cap c = vector.loadCap(n);
            if (!allows(c, Perms.LOAD)) {
                pointers.add(slot.end(area));
                continue;
            }
            byte[] text = ended(text(c));
            at -= text.length;
            slot.write(at, text);
            pointers.add(at);
            texts.add(Arrays.copyOf(text, text.length - 1));
        }
        pointers.add(0L);
        at -= 8L * pointers.size();
        slot.writeLongs(at, pointers.stream().mapToLong(Long::longValue).toArray());
        return at;
    }
}
