package dev.ufork.harness;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A bootable ELF file of 20 instructions that powers off with a status telling which CHERI encoding executed it.
 *
 * <p>This exists because {@code qemu-system-riscv64cheri} is the name of two programs: one executes ISAv9
 * ("Xcheri", opcode 0x5b), the other the RISC-V standard draft. An image for one traps at once on the other.
 */
final class ProbeProgram {
    /** ISAv9: capability instructions execute, and clear tags instead of trapping. */
    static final int ISA_V9 = 0;
    /** Capability instructions execute, but with ISAv8's traps: mccsr.TAG_CLEARING is 0. */
    static final int ISA_V8 = 1;
    /** The first capability instruction trapped. */
    static final int OTHER = 2;

    private static final int HEADERS_BYTES = 64 + 56;

    /** Words of binutils; the two capability instructions as in the CHERI ISA manual's encoding summary. */
    private static final int[] WORDS = {
            0x00000297,     // auipc  t0, 0
            0x04428293,     // addi   t0, t0, trapped - .
            0x30529073,     // csrw   mtvec, t0
            0x00100437,     // lui    s0, 0x100          sifive_test, the exit device
            0x020002db,     // cspecialr t0, pcc
            0xfe42835b,     // cgettag   t1, t0
            0xbc002e73,     // csrr   t3, mccsr
            0x01fe5e13,     // srli   t3, t3, 31         TAG_CLEARING
            0x006e7e33,     // and    t3, t3, t1
            0x00005eb7,     // lui    t4, 0x5
            0x555e8e93,     // addi   t4, t4, 0x555      pass
            0x001e7e13,     // andi   t3, t3, 1
            0x000e1663,     // bnez   t3, off
            0x00013eb7,     // lui    t4, 0x13
            0x333e8e93,     // addi   t4, t4, 0x333      fail with status 1
            0x01d42023,     // off: sw t4, 0(s0)
            0xffdff06f,     // j      off
            0x00023eb7,     // trapped: lui t4, 0x23
            0x333e8e93,     // addi   t4, t4, 0x333      fail with status 2
            0xff1ff06f,     // j      off
    };

    private ProbeProgram() {}

    /** The whole file: ELF header, one program header, the words. */
    static byte[] bytes() {
        long base = Board.RISCV64.ramBase();
        int codeBytes = WORDS.length * Integer.BYTES;
        ByteBuffer out = ByteBuffer.allocate(HEADERS_BYTES + codeBytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        out.putShort((short) 2).putShort((short) Board.RISCV64.elfMachine()).putInt(1);
        out.putLong(base).putLong(64).putLong(0).putInt(0);
        out.putShort((short) 64).putShort((short) 56).putShort((short) 1).putShort((short) 64).putShort((short) 0).putShort((short) 0);
        out.putInt(1).putInt(5).putLong(HEADERS_BYTES).putLong(base).putLong(base).putLong(codeBytes).putLong(codeBytes).putLong(4);
        for (int word : WORDS) {
            out.putInt(word);
        }
        return out.array();
    }

    /** The program as a file read from {@code path}, for machines that take the bytes. */
    static ElfFile file(Path path) throws UnusableFile {
        return ElfFile.parse(path, bytes());
    }
}
