package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.hosted.Hosted;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks of the arena, claimed and released at random beside a plain list. */
class RegionsTest {
    @BeforeEach
    void boot() {
        Hosted.fresh();
        Regions.start();
    }

    /** Free bytes, as the lists have them. */
    private static long free() {
        long slots = 0;
        for (int order = 0; order < Regions.ORDERS; order++) slots += (long) Regions.free(order) << order;
        return slots;
    }

    @Test
    void blocksNeverOverlapAndComeBack() {
        Random random = new Random(7);
        List<Integer> live = new ArrayList<>();
        List<Integer> haunted = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int what = random.nextInt(8);
            if (what < 3) {
                int region = Regions.claim(random.nextInt(6));
                assertThat(region).isNotEqualTo(Regions.NONE);
                live.add(region);
            } else if (what < 6 && !live.isEmpty()) {
                int region = live.remove(random.nextInt(live.size()));
                if (random.nextInt(3) == 0) {
                    Regions.arrive(region);
                    haunted.add(region);
                }
                Regions.release(region);
            } else if (!haunted.isEmpty()) {
                Regions.leave(haunted.remove(random.nextInt(haunted.size())));
            }
            if (step % 500 == 0) assertSound(live, haunted);
        }
        live.forEach(Regions::release);
        haunted.forEach(Regions::leave);
        assertThat(free()).isEqualTo(Regions.SLOTS);
        for (long n = 0; n < Regions.SLOTS >> Regions.ORDERS - 1; n++)
            assertThat(Regions.claim(Regions.ORDERS - 1)).as("spare blocks are merged when they are wanted").isNotEqualTo(Regions.NONE);
        assertThat(Regions.claim(0)).isEqualTo(Regions.NONE);
    }

    private static void assertSound(List<Integer> live, List<Integer> haunted) {
        long slots = free();
        boolean[] taken = new boolean[Regions.SLOTS];
        List<Integer> all = new ArrayList<>(live);
        all.addAll(haunted);
        for (int region : all) {
            int order = Regions.of(region).order();
            assertThat(region - 1 & (1 << order) - 1).as("alignment of a block of order %d", order).isZero();
            for (int slot = region - 1; slot < region - 1 + (1 << order); slot++) {
                assertThat(taken[slot]).as("slot %d is taken twice", slot).isFalse();
                taken[slot] = true;
                slots++;
            }
        }
        assertThat(slots).as("slots, free and taken").isEqualTo(Regions.SLOTS);
    }

    @Test
    void forksAndExitsInTurnNeitherSplitNorMerge() {
        int parent = Regions.claim(0);
        Regions.release(Regions.claim(0));
        int[] before = new int[Regions.ORDERS];
        for (int order = 0; order < Regions.ORDERS; order++) before[order] = Regions.free(order);
        for (int i = 0; i < 10; i++) {
            Regions.release(Regions.claim(0));
            for (int order = 0; order < Regions.ORDERS; order++) assertThat(Regions.free(order)).isEqualTo(before[order]);
        }
        assertThat(Regions.of(parent).state()).isEqualTo(RegionState.LIVE);
    }
}
