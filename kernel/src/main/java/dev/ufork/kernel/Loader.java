package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Admission;
import dev.ufork.kernel.target.Code;
import dev.ufork.kernel.target.Page;
import dev.ufork.kernel.target.Relocation;
import dev.ufork.shared.Bytes;

/**
 * Puts a program into an empty space: a static position-independent pure-capability ELF file, offset 0 at the start of the region.
 *
 * <p>The file lies in memory that only the kernel writes, but what it says is not trusted: offsets are checked, text is admitted by
 * {@link Admission}, and capabilities are made from the space's own roots. When a file is refused, the space holds whatever was mapped so far, and
 * the caller ends it.
 */
@Kernel
final class Loader {
    private static final int SEGMENT = Layout.size(Program.Segment.class);
    private static final int SECTION = Layout.size(Program.Section.class);
    private static final int CAP_RELOC = Layout.size(Program.CapReloc.class);
    /** In a capability relocation: it points to a function. */
    private static final long FUNCTION = 1L << 63;
    private static final long CONSTANT = 1L << 62;
    private static final int CAP = 16;

    private Loader() {}

    /** Loads {@code file} into {@code space}; says whether it did, and if not why. */
    static boolean load(Space space, Cap file, Loaded result) {
        result.refusal(header(file, result));
        if (result.refusal() == Refusal.NONE) result.refusal(segments(space, file, result));
        if (result.refusal() == Refusal.NONE) result.refusal(relocations(space, file, result));
        if (result.refusal() == Refusal.NONE && space.isolation() != Isolation.NONE) result.refusal(admitted(space, file, result));
        return result.refusal() == Refusal.NONE;
    }

    private static Refusal header(Cap file, Loaded result) {
        result.where(0);
        if (file.length() < 4 || file.load32(0) != Program.MAGIC) return Refusal.NOT_ELF;
        if (file.length() < Layout.size(Program.Header.class)) return Refusal.TRUNCATED;
        Program.Header h = file.as(Program.Header.class);
        if (h.fileClass() != Program.CLASS64 || h.data() != Program.LITTLE) return Refusal.NOT_ELF;
        result.where(h.machine() & 0xffff);
        if (result.where() != Cpu.elfMachine()) return Refusal.OTHER_MACHINE;
        result.where(h.flags() & 0xffff_ffffL);
        if ((h.flags() & Cpu.elfFlags()) != Cpu.elfFlags()) return Refusal.NOT_PURE_CAPABILITY;
        result.where(0);
        if (h.type() != Program.DYN) return Refusal.NOT_POSITION_INDEPENDENT;
        if (h.segmentSize() != SEGMENT || !inside(file, h.segments(), (h.segmentCount() & 0xffffL) * SEGMENT)) return Refusal.TRUNCATED;
        if (h.sectionCount() != 0 && (h.sectionSize() != SECTION || !inside(file, h.sections(), (h.sectionCount() & 0xffffL) * SECTION)))
            return Refusal.TRUNCATED;
        result.entry(h.entry() & Code.ADDRESS);
        result.end(0);
        return Refusal.NONE;
    }

    static boolean inside(Cap file, long offset, long bytes) {
        return U.le(offset, file.length()) && U.le(bytes, file.length() - offset);
    }

    private static Program.Segment segment(Cap file, int n) {
        return file.plus(file.as(Program.Header.class).segments() + (long) n * SEGMENT).as(Program.Segment.class);
    }

    private static int segmentCount(Cap file) {
        return file.as(Program.Header.class).segmentCount() & 0xffff;
    }

    private static Refusal segments(Space space, Cap file, Loaded result) {
        for (int n = 0; n < segmentCount(file); n++) {
            Program.Segment s = segment(file, n);
            if (s.type() != Program.LOAD) continue;
            result.where(file.as(Program.Header.class).segments() + (long) n * SEGMENT);
            Refusal refusal = check(space, file, s, result.end());
            if (refusal == Refusal.NONE) refusal = map(space, file, s);
            if (refusal != Refusal.NONE) return refusal;
            result.end(s.address() + s.memorySize());
        }
        return U.lt(result.entry(), result.end()) ? Refusal.NONE : Refusal.TRUNCATED;
    }

    /** Segments come in the order of their addresses, and no page belongs to two. */
    private static Refusal check(Space space, Cap file, Program.Segment s, long end) {
        if (!inside(file, s.offset(), s.fileSize())) return Refusal.TRUNCATED;
        if (U.gt(s.fileSize(), s.memorySize())) return Refusal.TRUNCATED;
        if ((s.flags() & (Program.W | Program.X)) == (Program.W | Program.X)) return Refusal.WRITABLE_AND_EXECUTABLE;
        long room = space.move().size();
        if (U.gt(s.address(), room) || U.gt(s.memorySize(), room - s.address())) return Refusal.TOO_BIG;
        long first = s.address() & -Page.SIZE;
        long free = end + Page.SIZE - 1 & -Page.SIZE;
        return U.lt(first, free) ? Refusal.OVERLAPPING : Refusal.NONE;
    }

    private static Refusal map(Space space, Cap file, Program.Segment s) {
        long bits = (s.flags() & Program.X) != 0 ? Page.TEXT : (s.flags() & Program.W) != 0 ? Page.OWNED : Page.CONSTANT;
        long end = s.address() + s.memorySize();
        for (long page = s.address() & -Page.SIZE; U.lt(page, end); page += Page.SIZE) {
            int frame = Frames.claimZeroed();
            if (frame == Frames.NONE) return Refusal.NO_MEMORY;
            fill(Frames.page(frame), page, file, s);
            if (Spaces.map(space, space.base() + page, frame, bits) != 0) {
                Frames.drop(frame);
                return Refusal.NO_MEMORY;
            }
        }
        if ((s.flags() & Program.X) != 0) {
            long first = s.address() & -Page.SIZE;
            Cpu.publish(space.move().code().plus(first), end - first + Page.SIZE - 1 & -Page.SIZE);
        }
        return Refusal.NONE;
    }

    /** Copies what the file has for the page at the offset. */
    private static void fill(Cap page, long offset, Cap file, Program.Segment s) {
        long from = U.max(offset, s.address());
        long to = U.min(offset + Page.SIZE, s.address() + s.fileSize());
        if (!U.lt(from, to)) return;
        Bytes.copy(page.plus(from - offset), file.plus(s.offset() + from - s.address()), to - from);
    }

    private static Refusal relocations(Space space, Cap file, Loaded result) {
        space.hot(result.end());
        Refusal refusal = capRelocs(space, file, result);
        if (refusal == Refusal.NONE) refusal = Dynamic.relocate(space, file, result, Relocation.CAPABILITY);
        if (refusal != Refusal.NONE) return refusal;
        space.hot(space.hot() & -Page.SIZE);
        space.hotBytes(U.min(result.end() - space.hot() + Copy.ROUND - 1 & -Copy.ROUND, Page.SIZE));   // behind the program nobody writes
        return Refusal.NONE;
    }

    private static Refusal capRelocs(Space space, Cap file, Loaded result) {
        Program.Section table = capRelocs(file);
        if (table.isNull()) return Refusal.NONE;
        result.where(table.offset());
        if (!inside(file, table.offset(), table.size())) return Refusal.TRUNCATED;
        for (long at = 0; at + CAP_RELOC <= table.size(); at += CAP_RELOC) {
            result.where(table.offset() + at);
            Program.CapReloc r = file.plus(table.offset() + at).as(Program.CapReloc.class);
            if (!relocate(space, r, result.end())) return Refusal.BAD_RELOCATION;
            if (U.lt(r.location(), space.hot())) space.hot(r.location());
        }
        return Refusal.NONE;
    }

    /** The section {@code __cap_relocs}: the only section that the loader knows. */
    private static Program.Section capRelocs(Cap file) {
        Program.Header h = file.as(Program.Header.class);
        int count = h.sectionCount() & 0xffff;
        int names = h.names() & 0xffff;
        Program.Section none = Cap.NULL.as(Program.Section.class);
        if (names >= count) return none;
        Program.Section strings = section(file, names);
        Cap wanted = Text.utf8("__cap_relocs");
        for (int n = 0; n < count; n++) {
            Program.Section s = section(file, n);
            long name = strings.offset() + (s.name() & 0xffff_ffffL);
            if (inside(file, name, wanted.length() + 1)
                    && Bytes.compare(file.plus(name), wanted, wanted.length()) == 0
                    && file.load8(name + wanted.length()) == 0) return s;
        }
        return none;
    }

    private static Program.Section section(Cap file, int n) {
        return file.plus(file.as(Program.Header.class).sections() + (long) n * SECTION).as(Program.Section.class);
    }

    /** Makes one capability; its object and its place lie in the program. */
    private static boolean relocate(Space space, Program.CapReloc r, long end) {
        Cap place = place(space, r.location(), end);
        if (place.isNull() || U.gt(r.base(), end) || U.gt(r.size(), end - r.base())) return false;

        boolean function = (r.permissions() & FUNCTION) != 0;
        Cap c = (function ? space.move().code().boundedAtLeast(end) : space.move().data()).at(space.base() + r.base());
        if (!function) {
            c = c.bounded(r.size());
            if ((r.permissions() & CONSTANT) != 0) c = c.restrict(Perms.CONSTANT);
        }
        c = c.plus(r.offset());
        if (function) c = Code.function(c).sealEntry();
        if (!c.tag()) return false;
        place.storeCap(0, c);
        return true;
    }

    /** A capability's place in writable memory of the program; null when the offset is no such place. */
    @Inline
    static Cap place(Space space, long offset, long end) {
        if ((offset & CAP - 1) != 0 || !U.lt(offset, end)) return Cap.NULL;
        long page = Tables.middle(Tables.middleOf(space.base() + offset));
        if ((page & Page.V) == 0) return Cap.NULL;
        long entry = Tables.entries(Tables.of(Tables.named(page))).load64((offset >>> Page.SHIFT & Page.ENTRIES - 1) * 8);
        return (entry & Page.PTR) == 0 ? Cap.NULL : Frames.page(Frames.in(entry)).plus(offset & Page.SIZE - 1);
    }

    /**
     * Looks at all text, from one instruction's place to the next. It is one piece, so that nothing adjoins it: what lies behind it in its last page
     * is zero.
     */
    private static Refusal admitted(Space space, Cap file, Loaded result) {
        boolean seen = false;
        for (int n = 0; n < segmentCount(file); n++) {
            Program.Segment s = segment(file, n);
            if (s.type() != Program.LOAD || (s.flags() & Program.X) == 0) continue;
            result.where(file.as(Program.Header.class).segments() + (long) n * SEGMENT);
            if (seen || ((s.address() | s.offset() | s.fileSize()) & Admission.STEP - 1) != 0) return Refusal.SCATTERED_TEXT;
            seen = true;
            Cap text = file.plus(s.offset());
            long where = s.fileSize() == 0 ? Admission.CLEAN : Admission.refused(text, s.fileSize());
            if (where == Admission.CLEAN) continue;
            result.where(s.address() + where);
            result.word(Admission.word(text, where, s.fileSize()));
            return Refusal.FORBIDDEN_INSTRUCTION;
        }
        return Refusal.NONE;
    }
}
