package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.CapValue;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.kernel.target.Page;
import dev.ufork.kernel.target.Registers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Birth, death and inheritance, beside a model of plain sets. */
class FamilyTest {
    private static final int FRAMES = 600;
    private Cap reaped;
    private Uproc first;

    @BeforeEach
    void boot() {
        Hosted.fresh();
        Regions.start();
        Tables.start(Hosted.machine().allocate(Tables.middleBytes(), 4096), Hosted.machine().allocate(Tables.recordBytes(256), 16));
        Frames.start(Hosted.machine().allocate(FRAMES * Page.SIZE, 4096), 0x8000_0000L, Hosted.machine().allocate(Frames.recordBytes(FRAMES), 16));
        Frames.free(Page.SIZE, FRAMES * Page.SIZE);
        Arena.start(Cap.hosted(CapValue.ROOT));
        Uprocs.start();
        reaped = Hosted.machine().allocate(16, 16);

        first = Uprocs.claim();
        Space space = first.space();
        space.policy(Policy.COPA);
        space.hotBytes(Page.SIZE);
        assertThat(Spaces.make(space, 0, Arena.data(), Arena.code())).isZero();
        for (long offset : new long[] {0, Page.TABLE_SPAN - Page.SIZE})
            assertThat(Spaces.map(space, space.base() + offset, Frames.claimZeroed(), Page.OWNED)).isZero();
        space.demandFrom(Page.TABLE_SPAN);
        space.demandEnd(Page.TABLE_SPAN);
        first.frame().register(Registers.STACK, space.move().data().plus(Page.TABLE_SPAN - 64));
        first.frame().register(Registers.RESULT, Cap.NULL.plus(7));
        first.frame().register(Registers.PC, space.move().code().plus(0x100).sealEntry());
        first.state(UprocState.READY);
    }

    private Uproc fork(Uproc parent) {
        int slot = Family.fork(parent);
        assertThat(slot).isPositive();
        return Uprocs.of(slot);
    }

    @Test
    void childHasTheParentsRegistersMovedAndReturnsZero() {
        Uproc child = fork(first);
        long move = child.space().base() - first.space().base();
        Cap stack = child.frame().register(Registers.STACK);
        assertThat(stack.tag()).isTrue();
        assertThat(stack.address()).isEqualTo(first.frame().register(Registers.STACK).address() + move);
        assertThat(stack.length()).isEqualTo(Page.TABLE_SPAN);
        assertThat(child.frame().register(Registers.RESULT).isNull()).isTrue();
        Cap pc = child.frame().register(Registers.PC);
        assertThat(pc.isSealed() && pc.tag()).isTrue();
        assertThat(pc.type()).isEqualTo(first.frame().register(Registers.PC).type());
        assertThat(pc.address()).isEqualTo(first.frame().register(Registers.PC).address() + move);
        assertThat(child.space().copiedEagerly()).as("stack and globals").isEqualTo(2);
    }

    @Test
    void aForkThatFailsLeavesNothingBehind() {
        int slots = Uprocs.free();
        int all = Frames.free();
        for (int room = 0; room < 3; room++) {
            List<Integer> hoard = new ArrayList<>();
            while (Frames.free() > room) hoard.add(Frames.claim());
            assertThat(Family.fork(first)).isEqualTo(-Family.ENOMEM);
            hoard.forEach(Frames::drop);
            assertThat(Frames.free()).isEqualTo(all);
            assertThat(Uprocs.free()).isEqualTo(slots);
            assertThat(Tables.used()).isEqualTo(1);
        }
        while (Uprocs.free() > 0) Uprocs.claim();
        assertThat(Family.fork(first)).isEqualTo(-Family.EAGAIN);
    }

    @Test
    void randomFamilies() {
        Random random = new Random(5);
        int frames = Frames.free();
        Map<Integer, Integer> parents = new HashMap<>();     // living, by pid
        Map<Integer, Integer> zombies = new HashMap<>();
        Map<Integer, Uproc> living = new HashMap<>(Map.of(1, first));
        for (int step = 0; step < 40000; step++) {
            List<Integer> pids = new ArrayList<>(living.keySet());
            int pid = pids.get(random.nextInt(pids.size()));
            Uproc p = living.get(pid);
            if (step % 1000 == 0) Invariants.check(living.values().stream().map(Uproc::space).toList(), List.of());
            switch (random.nextInt(3)) {
                case 0 -> {
                    if (living.size() > 30 || zombies.size() > 300) continue;
                    Uproc child = fork(p);
                    assertThat(living).doesNotContainKey(child.pid());
                    assertThat(zombies).doesNotContainKey(child.pid());
                    living.put(child.pid(), child);
                    parents.put(child.pid(), pid);
                }
                case 1 -> {
                    if (pid == 1) continue;
                    Family.exit(p, pid << 8);
                    assertThat(p.space().used(0)).as("tables of a dead process").isZero();
                    living.remove(pid);
                    zombies.put(pid, parents.remove(pid));
                    parents.replaceAll((child, parent) -> parent == pid ? 1 : parent);
                    zombies.replaceAll((child, parent) -> parent == pid ? 1 : parent);
                }
                default -> {
                    int found = Family.reap(p, -1, reaped);
                    if (zombies.containsValue(pid)) {
                        assertThat(zombies.remove(found)).isEqualTo(pid);
                        assertThat(reaped.load32(0)).isEqualTo(found << 8);
                    } else {
                        assertThat(found).isEqualTo(parents.containsValue(pid) ? Family.NOTHING_YET : -Family.ECHILD);
                    }
                }
            }
        }
        for (int pid : List.copyOf(living.keySet())) if (pid != 1) Family.exit(living.get(pid), 0);
        while (Family.reap(first, -1, reaped) > 0);
        assertThat(Uprocs.free()).isEqualTo(Uprocs.MAX - 2);
        assertThat(Frames.free()).isEqualTo(frames);
        assertThat(Tables.used()).isEqualTo(1);
    }
}
