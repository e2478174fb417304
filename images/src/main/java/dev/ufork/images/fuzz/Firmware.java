package dev.ufork.images.fuzz;

import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ProgramHeader;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.riscv.Base;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What ran before the kernel, as far as the kernel sees it: memory, and registers that say where in it things are. It comes with the image, in segments of its own, so that
 * every machine that boots ELF files has it.
 */
final class Firmware {
    /** Where the code is that sets registers: in memory that all our boards have, behind what the kernel lays out for itself. */
    private static final long RISCV_CODE = 0x8280_0000L;
    private static final long MORELLO_CODE = 0x4380_0000L;
    private static final int A1 = 11;
    private static final int T1 = 6;
    private static final int X9 = 9;
    private static final int WORD = 4;

    private Firmware() {}

    /**
     * The image, entered by hart 0 with another device tree than the machine's.
     *
     * <p>The machine begins where memory does, whatever an ELF file says, so the first two words of the image lead to the code, which has them, too: they must not depend on
     * where they are.
     *
     * @param tree the tree's place, a multiple of 4096
     */
    static byte[] riscv(byte[] image, long tree, byte[] blob) {
        ProgramHeader first = ElfReader.read("image", image).segments().getFirst();
        long start = ElfProgram.read("image", image).entry();
        int at = (int) (first.offset() + start - first.paddr());
        byte[] led = image.clone();
        ByteBuffer words = ByteBuffer.wrap(led).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer code = ByteBuffer.allocate(5 * WORD).order(ByteOrder.LITTLE_ENDIAN);
        code.putInt(Base.AUIPC.pattern().encode(tree - RISCV_CODE, A1)).putInt(words.getInt(at)).putInt(words.getInt(at + WORD));
        code.putInt(Base.AUIPC.pattern().encode(start - RISCV_CODE, T1)).putInt(Base.JALR.pattern().encode(-WORD, T1, 0));      // from its fourth word to the image's third
        words.putInt(at, Base.AUIPC.pattern().encode(RISCV_CODE - start, T1)).putInt(at + WORD, Base.JALR.pattern().encode(0, T1, 0));
        SortedMap<Long, byte[]> memory = new TreeMap<>();
        memory.put(tree, blob);
        memory.put(RISCV_CODE, code.array());
        return Extended.of(led, memory, 0);
    }

    /**
     * The image, entered in A64 with these registers.
     *
     * @param x x0 and those behind it, at most eight
     */
    static byte[] morello(byte[] image, SortedMap<Long, byte[]> memory, long... x) {
        ByteBuffer code = ByteBuffer.allocate((4 * (x.length + 1) + 1) * WORD).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < x.length; n++) load(code, n, x[n]);
        load(code, X9, ElfProgram.read("image", image).entry());
        code.putInt(A64.BR.pattern().encode(X9));
        SortedMap<Long, byte[]> all = new TreeMap<>(memory);
        all.put(MORELLO_CODE, code.array());
        return Extended.of(image, all, MORELLO_CODE);
    }

    private static void load(ByteBuffer code, int register, long value) {
        for (int part = 0; part < 4; part++) code.putInt((part == 0 ? A64.MOVZ_64 : A64.MOVK_64).pattern().encode(part, value >>> 16 * part & 0xffff, register));
    }
}
