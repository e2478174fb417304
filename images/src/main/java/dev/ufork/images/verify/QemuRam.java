package dev.ufork.images.verify;

import dev.ufork.harness.DebuggedQemu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of a QEMU that stands still, fetched as it is asked for. Tags are asked of granules that are not zero; they are read through the kernel's direct
 * map, so translation must be on.
 */
final class QemuRam implements Ram {
    /** Bytes whose tags are asked for at once. */
    private static final int PART = 1 << 10;

    private final DebuggedQemu machine;
    private final long base;
    private final long size;
    private final Map<Long, ByteBuffer> pages = new HashMap<>();
    private final Map<Long, Long> tags = new HashMap<>();

    QemuRam(DebuggedQemu machine, long base, long size) {
        this.machine = machine;
        this.base = base;
        this.size = size;
    }

    @Override public boolean contains(long address) {
        return address - base >= 0 && address - base < size;
    }

    @Override public long load(long address, int bytes) {
        if (!contains(address)) return 0;
        ByteBuffer page = pages.computeIfAbsent(address & -Paging.PAGE, this::page);
        int at = (int) (address & Paging.PAGE - 1);
        return bytes == Long.BYTES ? page.getLong(at) : page.getInt(at) & 0xffff_ffffL;
    }

    @Override public int tags64(long address) {
        if (!contains(address)) return 0;
        long part = tags.computeIfAbsent(address & -PART, this::tagsOf);
        return (int) (part >>> ((address & PART - 1) / GRANULE & -4)) & 15;
    }

    private ByteBuffer page(long address) {
        try {
            return ByteBuffer.wrap(machine.read(address, (int) Paging.PAGE)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long tagsOf(long from) {
        List<Long> asked = new ArrayList<>();
        for (long at = from; at < from + PART; at += GRANULE) if ((load(at, Long.BYTES) | load(at + Long.BYTES, Long.BYTES)) != 0) asked.add(at);
        try {
            long bits = 0;
            List<Boolean> answers = machine.tags(asked.stream().map(at -> Snapshot.DIRECT + at).toList());
            for (int n = 0; n < answers.size(); n++) if (answers.get(n)) bits |= 1L << (asked.get(n) - from) / GRANULE;
            return bits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is known of the page may be wrong: somebody has written it. */
    void forget(long address) {
        pages.remove(address & -Paging.PAGE);
        for (long at = address & -Paging.PAGE, end = at + Paging.PAGE; at < end; at += PART) tags.remove(at);
    }
}
