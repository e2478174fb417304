package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The predecoded blocks of all harts, by physical address; and the pages on which stores are not what they seem.
 *
 * <p>A page that holds code, or a watched word, is marked in {@link Memory.Chunk#attention} and never in a
 * {@link Tlb}'s store half, so ordinary stores pay nothing for either. A store to code drops the page's blocks and the
 * mark with them, until the page is executed again.
 */
final class CodeCache {
    private static final byte CODE = 1;
    private static final byte WATCHED = 2;
    private static final int INITIAL = 1 << 12;

    private final Bus bus;
    private final Predecoder predecoder = new Predecoder();
    private final List<Hart> harts = new ArrayList<>();
    private final Map<Long, Block> pages = new HashMap<>();
    // Open addressing on physical address and mode; dropped blocks stay until the table grows.
    private Block[] table = new Block[INITIAL];
    private int used;
    private long watched = -1;
    private Runnable onWatched = () -> {};

    CodeCache(Bus bus) {
        this.bus = bus;
    }

    void add(Hart hart) {
        harts.add(hart);
    }

    Predecoder predecoder() {
        return predecoder;
    }

    private static int hash(long physical, boolean mode) {
        long h = (physical >>> 1) * 0x9e37_79b9_7f4a_7c15L + (mode ? 1 : 0);
        return (int) (h >>> 32);
    }

    /**
     * The block at a physical address, decoded if need be; null if its first instruction crosses the page's end.
     *
     * @param physical an address in memory
     */
    Block find(long physical, boolean capabilityMode) {
        for (int i = hash(physical, capabilityMode); ; i++) {
            Block block = table[i & table.length - 1];
            if (block == null) break;
            if (block.physical == physical && block.capabilityMode == capabilityMode && block.valid) return block;
        }
        Block block = predecoder.block(bus.memory(physical, 2), physical, capabilityMode, Integer.MAX_VALUE);
        if (block != null) keep(block);
        return block;
    }

    private void keep(Block block) {
        if (used * 2 > table.length) grow();
        insert(block);
        long page = block.physical & Tlb.PAGE;
        block.onPage = pages.put(page, block);
        mark(page, CODE);
    }

    private void insert(Block block) {
        int i = hash(block.physical, block.capabilityMode);
        while (table[i & table.length - 1] != null) i++;
        table[i & table.length - 1] = block;
        used++;
    }

    private void grow() {
        Block[] old = table;
        int valid = 0;
        for (Block block : old) if (block != null && block.valid) valid++;
        table = new Block[Math.max(INITIAL, Integer.highestOneBit(valid) * 4)];
        used = 0;
        for (Block block : old) if (block != null && block.valid) insert(block);
    }

    private void mark(long page, byte reason) {
        Memory.Chunk chunk = bus.memory(page, 1).chunk(page);
        int at = Memory.offset(page);
        if ((chunk.attention[at / Memory.PAGE] & reason) != 0) return;
        chunk.attention[at / Memory.PAGE] |= reason;
        for (Hart hart : harts) hart.mmu.forgetStores(chunk.bytes, at);
    }

    /** Calls {@code action} after a store to the 8 bytes at {@code physical}. */
    void watch(long physical, Runnable action) {
        watched = physical & -8;
        onWatched = action;
        mark(physical & Tlb.PAGE, WATCHED);
    }

    /** To be called after a store of at most 16 bytes to a marked page. */
    void stored(long physical, int size) {
        long page = physical & Tlb.PAGE;
        Memory.Chunk chunk = bus.memory(page, 1).chunk(page);
        int index = Memory.offset(page) / Memory.PAGE;
        if ((chunk.attention[index] & CODE) != 0) {
            chunk.attention[index] &= ~CODE;
            for (Block block = pages.remove(page); block != null; block = block.onPage) block.valid = false;
            for (Hart hart : harts) hart.forgetJumps();
        }
        if (physical <= watched + 7 && physical + size > watched) onWatched.run();
    }
}
