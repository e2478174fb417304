package dev.ufork.ci.differential;

import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfSection;
import dev.ufork.elf.ElfSegment;
import dev.ufork.elf.ElfWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A bootable image that runs cases: the driver, the recipes and the cases, at fixed places.
 *
 * <pre>
 *  0x80000000 driver | 0x80010000 arena: text of the case | 0x80020000 prepared capabilities
 *  0x80030000 window as first filled | 0x80032000 window | 0x80034000 registers, control registers, window: the dump
 *  0x80036000 registers to load | 0x80040000 recipes | 0x80048000 page tables | 0x80060000 cases
 * </pre>
 */
final class Guest {
    static final long BASE = 0x8000_0000L;
    static final long ARENA = 0x8001_0000L;
    static final int ARENA_BYTES = 8192;
    /** In the arena, far enough from the case's code for any offset of a jump. */
    static final long PAD = ARENA + 6000;
    static final long WINDOW = 0x8003_2000L;
    static final int WINDOW_BYTES = 512;
    static final int CASE_BYTES = 256;
    static final int CODE_BYTES = 128;

    private static final long POOL = 0x8002_0000L;
    private static final long PRISTINE = 0x8003_0000L;
    private static final long DUMP = 0x8003_4000L;
    private static final long STAGE = 0x8003_6000L;
    private static final long RECIPES = 0x8004_0000L;
    private static final long CASES = 0x8006_0000L;
    private static final int EM_RISCV = 243;
    /** The dump: 512 bytes of registers, 256 of control registers, the window. */
    static final int DUMP_BYTES = 512 + 256 + WINDOW_BYTES;
    private static final short C_EBREAK = (short) 0x9002;

    private Guest() {}

    /**
     * The image.
     *
     * @param recipes values that cases refer to by their place here
     * @param window  recipes of the window's first content, one a granule
     */
    static byte[] image(List<Recipe> recipes, int[] window, List<Case> cases) {
        ByteBuffer out = ByteBuffer.allocate((int) (CASES - BASE) + (cases.size() + 1) * CASE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.put(driver());
        at(out, ARENA);
        for (int i = 0; i < ARENA_BYTES / 2; i++) out.putShort(C_EBREAK);
        at(out, RECIPES).putLong(recipes.size());
        at(out, RECIPES + Recipe.BYTES);
        for (Recipe r : recipes) r.put(out);
        PageTables.put(out);
        at(out, CASES).putLong(cases.size());
        at(out, CASES + 16);
        for (int recipe : window) out.putShort((short) (16 * recipe));
        for (int i = 0; i < cases.size(); i++) {
            at(out, CASES + (long) (i + 1) * CASE_BYTES);
            cases.get(i).put(out);
        }
        ElfWriter elf = new ElfWriter(Elf.ET_EXEC, EM_RISCV, 0).entry(BASE);
        int all = elf.section(ElfSection.progbits(".text", Elf.SHF_ALLOC | Elf.SHF_EXECINSTR | Elf.SHF_WRITE, BASE, 4096, out.array()));
        elf.segment(new ElfSegment(Elf.PT_LOAD, Elf.PF_R | Elf.PF_W | Elf.PF_X, all, all, BASE, 4096));
        return elf.write();
    }

    private static ByteBuffer at(ByteBuffer out, long address) {
        return out.position((int) (address - BASE));
    }

    private static byte[] driver() {
        List<String> listing = new ArrayList<>();
        for (String line : resource("driver.s")) listing.addAll(expanded(line.trim()));
        Map<String, Long> numbers = new TreeMap<>();
        numbers.put("WINDOW_GRANULES", WINDOW_BYTES / 16L);
        numbers.put("CASE_BYTES", (long) CASE_BYTES);
        numbers.put("EXTRA", 512L);
        numbers.put("EXTRA_START", 768L);
        numbers.put("EXTRA_END", 776L);
        numbers.put("WINDOW_COPY", 768L);
        numbers.put("DUMP_LINES", DUMP_BYTES / 64L);
        // lui extends the sign, so half the address.
        Map.of("DUMP", DUMP, "POOL", POOL, "CASES", CASES, "RECIPES", RECIPES, "PRISTINE", PRISTINE, "WINDOW", WINDOW,
                "ARENA", ARENA, "STAGE", STAGE).forEach((name, address) -> numbers.put(name, address / 2));
        numbers.put("HANDLER_FROM_HERE", (long) Assembly.offset(listing, "handler") - Assembly.offset(listing, "here"));
        return Assembly.bytes(listing, numbers);
    }

    private static List<String> expanded(String line) {
        if (line.startsWith("ADDRESS ")) return List.of("lui t0, " + line.substring(8), "slli t0, t0, 1");
        if (!line.startsWith("UNROLL")) return List.of(line);
        // Every register but zero and the one that points to memory, which is the last.
        String move = line.equals("UNROLL_LOAD") ? "clc" : "csc";
        return IntStream.range(1, 31).mapToObj(r -> "%s c%d, %d(ct6)".formatted(move, r, 16 * r)).toList();
    }

    static List<String> resource(String name) {
        try (var in = Guest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
