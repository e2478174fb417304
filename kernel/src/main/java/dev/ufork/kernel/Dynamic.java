package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Relocation;

/**
 * The relocations that a program's dynamic section names: how CHERI LLVM says for Morello which capabilities a static position-independent program
 * wants to find in its memory.
 *
 * <pre>
 *  place:  | address | length, 56 bits | permissions, 8 bits |     1 read, 2 read and write, 4 execute: such a capability is sealed
 * </pre>
 *
 * <p>The capability has the fragment's bounds, and points the relocation's addend behind its base. As everything that a file says, nothing is
 * believed: tables lie in what is loaded of the file, places in writable memory, objects in the program, and bounds are exact or the file is refused.
 *
 * <p>Source: System V gABI, chapter 5; Morello extensions to ELF for the Arm 64-bit architecture, R_MORELLO_RELATIVE.
 */
@Kernel
final class Dynamic {
    private static final int ENTRY = Layout.size(Program.Tag.class);
    private static final int RELA = Layout.size(Program.Rela.class);
    private static final int SEGMENT = Layout.size(Program.Segment.class);
    private static final long LENGTH = (1L << 56) - 1;
    private static final int READ = 1;
    private static final int READ_WRITE = 2;
    private static final int EXECUTE = 4;

    private Dynamic() {}

    /**
     * Makes all capabilities; {@code result.where} is where it stopped.
     *
     * @param capability the type of relocation that makes one
     */
    static Refusal relocate(Space space, Cap file, Loaded result, int capability) {
        Program.Header h = file.as(Program.Header.class);
        int count = h.segmentCount() & 0xffff;
        boolean seen = false;
        for (int n = 0; n < count; n++) {
            long at = h.segments() + (long) n * SEGMENT;
            Program.Segment s = file.plus(at).as(Program.Segment.class);
            if (s.type() != Program.DYNAMIC) continue;
            result.where(at);
            if (seen) return Refusal.BAD_DYNAMIC;         // there may be one; thousands that name one table would take hours
            seen = true;
            Refusal refusal = isTable(file, s.offset(), s.fileSize()) ? section(space, file, s, result, capability) : Refusal.BAD_DYNAMIC;
            if (refusal != Refusal.NONE) return refusal;
        }
        return Refusal.NONE;
    }

    private static boolean isTable(Cap file, long offset, long bytes) {
        return (offset & 7) == 0 && Loader.inside(file, offset, bytes);
    }

    private static Refusal section(Space space, Cap file, Program.Segment dynamic, Loaded result, int capability) {
        long table = 0;
        long bytes = 0;
        for (long at = 0; at + ENTRY <= dynamic.fileSize(); at += ENTRY) {
            Program.Tag t = file.plus(dynamic.offset() + at).as(Program.Tag.class);
            if (t.tag() == Program.END) break;
            result.where(dynamic.offset() + at);
            if (t.tag() == Program.RELA) table = t.value();
            if (t.tag() == Program.RELA_SIZE) bytes = t.value();
            if (t.tag() == Program.RELA_ENTRY && t.value() != RELA) return Refusal.BAD_DYNAMIC;
            boolean more = t.tag() == Program.NEEDED || t.tag() == Program.REL || t.tag() == Program.RELR || t.tag() == Program.PLT_SIZE && t.value() != 0;
            if (!more) continue;
            result.word((int) t.tag());
            return Refusal.UNSUPPORTED_DYNAMIC;
        }
        if (bytes == 0) return Refusal.NONE;
        long offset = offset(file, table, bytes);
        if (offset < 0 || !isTable(file, offset, bytes) || U.rem(bytes, RELA) != 0) return Refusal.BAD_DYNAMIC;
        for (long at = offset; at < offset + bytes; at += RELA) {
            result.where(at);
            Program.Rela r = file.plus(at).as(Program.Rela.class);
            if (r.type() == Relocation.NONE) continue;
            result.word(r.type());
            if (r.type() != capability) return Refusal.UNSUPPORTED_RELOCATION;
            if (!capability(space, r, result.end())) return Refusal.BAD_RELOCATION;
            if (U.lt(r.place(), space.hot())) space.hot(r.place());
        }
        return Refusal.NONE;
    }

    /** Where in the file is what the program will find at the address; below 0 for nowhere. */
    private static long offset(Cap file, long address, long bytes) {
        Program.Header h = file.as(Program.Header.class);
        int count = h.segmentCount() & 0xffff;
        for (int n = 0; n < count; n++) {
            Program.Segment s = file.plus(h.segments() + (long) n * SEGMENT).as(Program.Segment.class);
            long within = address - s.address();
            if (s.type() == Program.LOAD && U.le(within, s.fileSize()) && U.le(bytes, s.fileSize() - within)) return s.offset() + within;
        }
        return -1;
    }

    private static boolean capability(Space space, Program.Rela r, long end) {
        Cap place = Loader.place(space, r.place(), end);
        if (place.isNull()) return false;
        long address = place.load64(0);
        long length = place.load64(8) & LENGTH;
        int permissions = (int) (place.load64(8) >>> 56);
        if (U.gt(address, end) || U.gt(length, end - address)) return false;
        if (permissions != READ && permissions != READ_WRITE && permissions != EXECUTE) return false;

        Cap root = permissions == EXECUTE ? space.move().code() : space.move().data();
        Cap c = root.plus(address).bounded(length).plus(r.addend());
        if (permissions == READ) c = c.restrict(Perms.CONSTANT);
        if (!c.tag()) return false;
        if (permissions == EXECUTE) c = c.sealEntry();
        place.storeCap(0, c);
        return true;
    }
}
