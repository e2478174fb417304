package dev.ufork.kernel;

import dev.ufork.dsl.Offset;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** The parts of an ELF64 file that the loader reads. Source: System V gABI, chapters 4 and 5. */
final class Program {
    static final int MAGIC = 0x464c457f;
    static final int CLASS64 = 2;
    static final int LITTLE = 1;
    static final int DYN = 3;
    static final int LOAD = 1;
    static final int DYNAMIC = 2;
    static final int RELRO = 0x6474e552;
    static final int X = 1;
    static final int W = 2;
    static final int R = 4;

    // Tags of the dynamic section.
    static final long END = 0;
    static final long NEEDED = 1;
    static final long PLT_SIZE = 2;
    static final long RELA = 7;
    static final long RELA_SIZE = 8;
    static final long RELA_ENTRY = 9;
    static final long REL = 17;
    static final long RELR = 36;

    private Program() {}

    /** The file's header. */
    @Struct(size = 64)
    interface Header extends Ref {
        int magic();
        byte fileClass();
        byte data();
        @Offset(16) short type();
        short machine();
        int version();
        long entry();
        long segments();
        long sections();
        int flags();
        short headerSize();
        short segmentSize();
        short segmentCount();
        short sectionSize();
        short sectionCount();
        short names();
    }

    /** A program header. */
    @Struct(size = 56)
    interface Segment extends Ref {
        int type();
        int flags();
        long offset();
        long address();
        long physical();
        long fileSize();
        long memorySize();
        long align();
    }

    /** A section header. */
    @Struct(size = 64)
    interface Section extends Ref {
        int name();
        int type();
        long flags();
        long address();
        long offset();
        long size();
        int link();
        int info();
        long align();
        long entrySize();
    }

    /** An entry of the dynamic section. */
    @Struct(size = 16)
    interface Tag extends Ref {
        long tag();
        long value();
    }

    /** A relocation with addend. */
    @Struct(size = 24)
    interface Rela extends Ref {
        long place();
        int type();
        int symbol();
        long addend();
    }

    /** One capability that the file wants to find in its memory. Source: CHERI LLVM, the section {@code __cap_relocs}. */
    @Struct(size = 40)
    interface CapReloc extends Ref {
        long location();
        long base();
        long offset();
        long size();
        long permissions();
    }
}
