package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Sys;

/** A program that another one has written: text that may not run beside the kernel, on its way to the processor. */
@Kernel
final class Written {
    private static final int CAP = 16;
    private static final int ROOM = 1 << 20;
    private static final int WORD = 4;
    private static final String FILE = "/tmp/attack";

    // Of an ELF64 file's program headers, of which the first is the text's: their place and number in the file's header, and their fields. Source: System V
    // gABI, chapter 5.
    private static final int SEGMENTS = 32;
    private static final int SEGMENT_COUNT = 56;
    private static final int SEGMENT = 56;
    private static final int FLAGS = 4;
    private static final int WRITABLE = 2;
    private static final int OFFSET = 8;
    private static final int ADDRESS = 16;
    private static final int BYTES = 32;
    private static final int MEMORY = 40;
    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    /** The header, and nothing that it speaks of. */
    private static final int LEFT = 128;

    /** Regions have 256 MiB. */
    private static final long END_OF_REGION = 256L << 20;

    private Written() {}

    static void rows() {
        row("writable-text", "start a program whose text can be written", Stop.ERROR + Errno.ENOEXEC, Written::writableText);
        row("far-segment", "start a program that ends with its region, so that its stack would lie behind", Stop.ERROR + Errno.ENOMEM, Written::farSegment);
        row("many-dynamic", "start a program that names its relocations many times", Stop.ERROR + Errno.ENOEXEC, Written::manyDynamic);
        row("cut-program", "start a program of which all but the begin was cut off", Stop.ERROR + Errno.ENOEXEC, Written::cut);
    }

    /** One that came with the image, and that nobody needs any more. */
    private static int cut() {
        Cap words = Heap.allocZeroed(2 * CAP);
        words.storeCap(0, Text.utf8("moves"));
        if (Io.truncate(Text.utf8("/bin/moves"), LEFT) != 0) return Stop.NOT_TRIED;
        return Stop.error(Sys.execve(Text.utf8("/bin/moves"), words, Cap.NULL));
    }

    private static int writableText() {
        Cap program = Heap.alloc(ROOM);
        long bytes = good(program);
        if (bytes < 0) return Stop.NOT_TRIED;
        long flags = program.load64(SEGMENTS) + FLAGS;
        program.store32(flags, program.load32(flags) | WRITABLE);
        int ended = started(program, bytes);
        return ended == Errno.ENOEXEC ? Stop.ERROR + ended : ended;
    }

    private static int farSegment() {
        Cap program = Heap.alloc(ROOM);
        long bytes = good(program);
        if (bytes < 0) return Stop.NOT_TRIED;
        Cap segment = another(program, LOAD);
        segment.store32(FLAGS, WRITABLE);
        segment.store64(ADDRESS, END_OF_REGION - CAP);
        segment.store64(MEMORY, CAP);
        return Stop.ERROR + started(program, bytes);
    }

    /** Each is empty; were they not, the kernel would be busy with them for as long as the product of their number and length. */
    private static int manyDynamic() {
        Cap program = Heap.alloc(ROOM);
        long bytes = good(program);
        if (bytes < 0) return Stop.NOT_TRIED;
        another(program, DYNAMIC);
        another(program, DYNAMIC);
        int ended = started(program, bytes);
        return ended == 0 ? Stop.NOTHING : Stop.ERROR + ended;
    }

    /** One more program header behind the others; there is room before the first page of the text. */
    private static Cap another(Cap program, int type) {
        int count = program.load16(SEGMENT_COUNT);
        program.store16(SEGMENT_COUNT, count + 1);
        Cap segment = program.plus(program.load64(SEGMENTS) + (long) count * SEGMENT);
        Bytes.fill(segment, 0, SEGMENT);
        segment.store32(0, type);
        return segment;
    }

    /** Has {@code word} at the end of a good program's text, where that does not come, and starts that. */
    @Export("attack_written")
    static int written(int word) {
        Cap program = Heap.alloc(ROOM);
        long bytes = good(program);
        if (bytes < 0) return Stop.NOT_TRIED;
        long text = program.load64(SEGMENTS);
        program.store32(program.load64(text + OFFSET) + program.load64(text + BYTES) - WORD, word);
        int ended = started(program, bytes);
        return ended == Errno.ENOEXEC ? Stop.ADMISSION : ended;
    }

    /** A program that starts as it is, so that what is changed in it is what stops it; its bytes, or -1. */
    private static long good(Cap program) {
        long bytes = read(program);
        return bytes > 0 && bytes < ROOM && started(program, bytes) == 0 ? bytes : -1;
    }

    private static long read(Cap to) {
        int file = Io.open("/bin/true", Open.READ, 0);
        long all = 0;
        while (all < ROOM) {
            long more = Io.read(file, to.plus(all), ROOM - all);
            if (more <= 0) break;
            all += more;
        }
        Io.close(file);
        return all;
    }

    /** How it ends; the error's number when it does not begin. */
    private static int started(Cap program, long bytes) {
        int file = Io.open(FILE, Open.CREATE | Open.TRUNCATE | Open.WRITE, 0700);
        boolean right = Io.write(file, program, bytes) == bytes;
        Io.close(file);
        Cap words = Heap.allocZeroed(2 * CAP);
        words.storeCap(0, Text.utf8(FILE));
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(-Sys.execve(Text.utf8(FILE), words, Cap.NULL));
        int ended = right && pid > 0 ? Trial.end(pid) : Stop.NOT_TRIED;
        Io.unlink(Text.utf8(FILE));
        return ended;
    }
}
