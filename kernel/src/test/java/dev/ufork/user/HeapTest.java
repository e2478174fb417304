package dev.ufork.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.Hosted;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeapTest {
    @BeforeEach
    void start() {
        Hosted.fresh();
        Heap.start(Hosted.machine().allocate(1 << 20, 4096));
    }

    @Test
    void classesHoldWhatIsAskedForAndWasteAtMostAFifth() {
        for (long size = 1; size < 1 << 20; size += 1 + size / 97) {
            int c = Heap.classOf(size);
            assertThat(Heap.sizeOf(c)).as("class of %d", size).isGreaterThanOrEqualTo(size);
            if (c > 0) assertThat(Heap.sizeOf(c - 1)).as("the class below that of %d", size).isLessThan(size);
            if (size > 64) assertThat(Heap.sizeOf(c)).isLessThanOrEqualTo(size + size / 4 + 16);
        }
    }

    @Test
    void chunksAreExactlyBoundedApartAndAligned() {
        Random random = new Random(1);
        record Chunk(Cap cap, long size, long mark) {}
        List<Chunk> live = new ArrayList<>();
        for (int step = 0; step < 4000; step++) {
            if (live.size() > 40 || random.nextInt(3) == 0 && !live.isEmpty()) {
                Chunk c = live.remove(random.nextInt(live.size()));
                assertThat(c.cap.load64(0)).isEqualTo(c.mark);
                assertThat(c.cap.load8(c.size - 1)).isEqualTo(c.size == 8 ? (int) (c.mark >>> 56) & 0xff : 0x5a);
                assertThat(Heap.free(c.cap)).isTrue();
                assertThat(Heap.free(c.cap)).as("freed twice").isFalse();
                continue;
            }
            long size = 8 + random.nextInt(random.nextInt(10) == 0 ? 9000 : 200);
            Cap cap = Heap.alloc(size);
            assertThat(cap.tag()).isTrue();
            assertThat(cap.offset()).isZero();
            assertThat(cap.address() & 15).isZero();
            assertThat(cap.length()).isEqualTo(Cap.representableLength(size));
            for (Chunk other : live)
                assertThat(cap.base() >= other.cap.base() + other.cap.length() || other.cap.base() >= cap.base() + cap.length()).isTrue();
            long mark = random.nextLong();
            cap.store8(size - 1, 0x5a);
            cap.store64(0, mark);
            live.add(new Chunk(cap, size, mark));
        }
        live.forEach(c -> Heap.free(c.cap));
        assertThat(Heap.used()).isZero();
    }

    @Test
    void whatIsNoChunkIsNotFreed() {
        Cap chunk = Heap.alloc(100);
        assertThat(Heap.free(chunk.plus(16))).isFalse();
        assertThat(Heap.free(chunk.plus(32).bounded(16))).isFalse();
        assertThat(Heap.free(chunk.untagged())).isFalse();
        assertThat(Heap.free(Cap.NULL)).isTrue();
        assertThat(Heap.free(chunk)).isTrue();
    }

    @Test
    void noRoomIsTheNullCapability() {
        assertThat(Heap.alloc(1 << 21).isNull()).isTrue();
        assertThat(Heap.alloc(-1).isNull()).isTrue();
        while (Heap.alloc(4096).tag());
        assertThat(Heap.alloc(8000).isNull()).isTrue();
    }

    @Test
    void resizeKeepsContentAndCapabilities() {
        Cap chunk = Heap.allocZeroed(40);
        chunk.storeCap(16, chunk);
        chunk.store8(39, 7);
        Cap bigger = Heap.resize(chunk, 5000);
        assertThat(bigger.loadCap(16).same(chunk)).isTrue();
        assertThat(bigger.load8(39)).isEqualTo(7);
        assertThat(Heap.free(chunk)).as("the old chunk is free").isFalse();
    }
}
