package dev.ufork.ci.differential;

import dev.ufork.isa.riscv.Mode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How the driver prepares one value for a register.
 *
 * @param text        what people call it
 * @param integer     no capability: the address with {@code base} as upper half
 * @param base        first byte
 * @param length      bytes, rounded as CSetBounds rounds; negative for all there is
 * @param permissions what remains of them
 * @param flags       1 for capability mode
 * @param address     where it points
 * @param seal        what happens last
 * @param type        object type, if sealed with one
 */
record Recipe(String text, boolean integer, long base, long length, long permissions, long flags, long address, Seal seal, long type) {

    /** The last step of a recipe, in the driver's numbering. */
    enum Seal { NONE, SENTRY, TYPED, UNTAGGED }

    static final int BYTES = 64;
    static final String ALL_PAGES = "all pages";
    /** Where a delegated trap goes: a breakpoint. */
    static final String PAD = "pad in capability mode";

    private static final long ALL = 0x78fff;
    private static final long EXECUTE = 1 << 1;
    private static final long LOAD = 1 << 2;
    private static final long STORE = 1 << 3;
    private static final long LOAD_CAP = 1 << 4;
    private static final long STORE_CAP = 1 << 5;
    private static final long STORE_LOCAL = 1 << 6;
    private static final long SEAL = 1 << 7;
    private static final long UNSEAL = 1 << 9;
    private static final long ASR = 1 << 10;
    private static final long DATA = ALL & ~(EXECUTE | ASR);
    /** Nothing that reaches memory. */
    private static final long ABSTRACT = ALL & ~(EXECUTE | LOAD | STORE | LOAD_CAP | STORE_CAP | STORE_LOCAL);
    private static final int TYPE = 77;

    static Recipe integer(String text, long value) {
        return new Recipe(text, true, 0, 0, 0, 0, value, Seal.NONE, 0);
    }

    private static Recipe of(String text, long base, long length, long permissions, long address) {
        return new Recipe(text, false, base, length, permissions, 0, address, Seal.NONE, 0);
    }

    private Recipe sealed(Seal how, long type) {
        return new Recipe(text + " " + how, integer, base, length, permissions, flags, address, how, type);
    }

    private Recipe at(long where) {
        return new Recipe(text + "@%+d".formatted(where - base), integer, base, length, permissions, flags, where, seal, type);
    }

    private Recipe inMode(long flag) {
        return new Recipe(text + (flag == 0 ? " int" : " cap"), integer, base, length, permissions, flag, address, seal, type);
    }

    /** Whether a load or store through it, in this mode and with or without pages, may well succeed. */
    boolean reachesWindow(Mode mode, boolean paged) {
        boolean inside = address >= Guest.WINDOW && address < Guest.WINDOW + Guest.WINDOW_BYTES;
        boolean alias = address >= PageTables.ALIASES && address < PageTables.alias(PageTables.aliases().size());
        return (paged ? alias : inside) && (mode == Mode.INTEGER || !integer && seal == Seal.NONE);
    }

    /** Whether it is a capability for the window that does not allow stores. */
    boolean isReadOnly() {
        return (reachesWindow(Mode.CAPABILITY, false) || reachesWindow(Mode.CAPABILITY, true)) && (permissions & STORE) == 0;
    }

    /** Whether a jump through it may well succeed. */
    boolean reachesPad(Mode mode) {
        return address >= Guest.PAD && address < Guest.PAD + 4 && (mode == Mode.INTEGER || !integer && seal != Seal.UNTAGGED);
    }

    void put(ByteBuffer out) {
        out.putLong(integer ? 0 : 1).putLong(base).putLong(length).putLong(permissions);
        out.putLong(flags).putLong(address).putLong(seal.ordinal()).putLong(type);
    }

    /** Bounds of test code, in integer and capability mode, with and without access to system registers. */
    static List<Recipe> code() {
        List<Recipe> all = new ArrayList<>();
        for (long flag = 0; flag < 2; flag++)
            for (long permissions : new long[] {ALL & ~(STORE | STORE_CAP), ALL & ~(STORE | STORE_CAP | ASR)})
                all.add(of("text" + (permissions == (ALL & ~(STORE | STORE_CAP)) ? "+asr" : ""), Guest.ARENA, Guest.ARENA_BYTES, permissions, Guest.ARENA).inMode(flag));
        return all;
    }

    /** What goes into registers and memory: every kind of capability, and integers. */
    static List<Recipe> values(Random random) {
        List<Recipe> all = new ArrayList<>();
        long w = Guest.WINDOW;
        long size = Guest.WINDOW_BYTES;
        Recipe window = of("window", w, size, DATA, w);
        all.add(window);
        all.add(window.at(w + 64));
        all.add(window.at(w + size - 16));
        all.add(window.at(w + size));
        all.add(window.at(w - 1));
        all.add(window.at(w + 256));
        all.add(of("odd", w + 17, 45, DATA, w + 17));
        all.add(of("odd", w + 17, 45, DATA, w + 32));
        all.add(of("granule", w + 128, 16, DATA, w + 128));
        all.add(of("empty", w + 128, 0, DATA, w + 128));
        all.add(of("half", w, 256, DATA, w + 128));
        for (long without : new long[] {LOAD, STORE, LOAD_CAP, STORE_CAP, STORE_LOCAL, LOAD | STORE, 1 /* GLOBAL */, 1 | STORE_LOCAL})
            all.add(of("window without 0x%x".formatted(without), w, size, DATA & ~without, w + 48));
        all.add(window.at(w + 96).sealed(Seal.UNTAGGED, 0));
        all.add(window.at(w + 96).sealed(Seal.SENTRY, 0));
        all.add(window.at(w + 96).sealed(Seal.TYPED, TYPE));
        all.add(window.at(w + 96).sealed(Seal.TYPED, TYPE + 1));

        for (Recipe text : List.of(of("text", Guest.ARENA, Guest.ARENA_BYTES, ALL & ~(STORE | STORE_CAP), Guest.PAD),
                of("text-asr", Guest.ARENA, Guest.ARENA_BYTES, ALL & ~(STORE | STORE_CAP | ASR), Guest.PAD)))
            for (long flag = 0; flag < 2; flag++) {
                all.add(text.inMode(flag));
                all.add(text.inMode(flag).sealed(Seal.SENTRY, 0));
            }
        Recipe pad = of("pad", Guest.ARENA, Guest.ARENA_BYTES, ALL & ~(STORE | STORE_CAP), Guest.PAD).inMode(1);
        all.add(pad.sealed(Seal.TYPED, TYPE));
        all.add(pad.sealed(Seal.UNTAGGED, 0));
        all.add(pad.at(Guest.PAD + 1));
        all.add(pad.at(Guest.PAD + 1).sealed(Seal.SENTRY, 0));
        all.add(new Recipe(PAD, false, Guest.ARENA, Guest.ARENA_BYTES, ALL & ~(STORE | STORE_CAP), 1, Guest.PAD, Seal.NONE, 0));
        all.add(of("pad", Guest.PAD, 2, ALL & ~(STORE | STORE_CAP), Guest.PAD).inMode(1));
        all.add(of("pad", Guest.PAD, 4, ALL & ~(STORE | STORE_CAP), Guest.PAD + 2).inMode(1));

        all.add(of("types", 0, 1 << 18, ABSTRACT, TYPE));
        all.add(of("types", TYPE, 1, ABSTRACT, TYPE));
        all.add(of("types", TYPE, 2, ABSTRACT, TYPE + 1));
        all.add(of("types", 0, 1 << 18, ABSTRACT, (1 << 18) - 2));
        all.add(of("types", 0, 100, ABSTRACT, 100));
        all.add(of("types without SEAL", 0, 1 << 18, ABSTRACT & ~SEAL, TYPE));
        all.add(of("types without UNSEAL", 0, 1 << 18, ABSTRACT & ~UNSEAL, TYPE));
        all.add(of("almighty", 0, -1, ABSTRACT, 0));
        all.add(of("almighty", 0, -1, ABSTRACT, w));
        all.add(of("almighty", 0, -1, ABSTRACT, -1));
        all.add(of("almighty", 0, -1, ABSTRACT, Long.MIN_VALUE));
        all.add(of("large", 0x1234_5000, 0x10_0001, ABSTRACT, 0x1235_0000));
        all.add(of("large", -4096, 4096, ABSTRACT, -2048));
        all.add(of("large", 0x7fff_ffff_0000_0000L, 0x1_0000_0000L, ABSTRACT, 0x7fff_ffff_8000_0000L));
        for (int i = 0; i < 12; i++) {
            long base = random.nextLong() >>> random.nextInt(64);
            long length = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
            all.add(of("random", base, length, ABSTRACT & random.nextLong() | 1, base + (length == 0 ? 0 : random.nextLong(length))));
        }
        integers(all, random);
        pages(all, random);
        return all;
    }

    /** The window through pages of every kind. */
    private static void pages(List<Recipe> all, Random random) {
        long first = PageTables.alias(0);
        int count = PageTables.aliases().size();
        all.add(of(ALL_PAGES, first, (long) count << 12, DATA, first));
        for (int i = 0; i < count; i++) {
            long bits = PageTables.aliases().get(i);
            all.add(of("page %02x%s%s%s".formatted(bits >>> 59, (bits & 2) == 0 ? "" : "r", (bits & 4) == 0 ? "" : "w", (bits & 8) == 0 ? "" : "x"),
                    PageTables.alias(i), Guest.WINDOW_BYTES, DATA, PageTables.alias(i) + 16 * random.nextInt(16)));
        }
        for (int i = 0; i < 8; i++) {
            long address = PageTables.alias(random.nextInt(count)) + 16 * random.nextInt(16);
            all.add(integer("0x" + Long.toHexString(address), address));
        }
    }

    private static void integers(List<Recipe> all, Random random) {
        long w = Guest.WINDOW;
        for (long i : new long[] {0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 63, 64, 100, 0xff, 0xfff, 0x1000, 4097, -1, -2, -16, -4096,
            Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 0xffff_ffffL, 0x78fff, 0x18fff, TYPE,
            w, w + 1, w + 8, w + 16, w + 64, w + 128, w + 256, w + 511, w + 512, Guest.PAD, Guest.PAD + 2})
            all.add(integer("0x" + Long.toHexString(i), i));
        for (int i = 0; i < 20; i++) all.add(integer("random", random.nextLong() >> random.nextInt(64)));
        // No capability but not null above the address either.
        for (int i = 0; i < 6; i++)
            all.add(new Recipe("random upper half", true, random.nextLong(), 0, 0, 0, w + random.nextInt(512), Seal.NONE, 0));
        all.add(new Recipe("upper half of a window", true, 0x0000fff000000000L, 0, 0, 0, w, Seal.NONE, 0));
    }
}
