package dev.ufork.emulator.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Power;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CHERI's page-table bits: the table of all combinations that the public CHERI QEMU shows. */
class CapabilityPagesTest {
    private static final long ROOT = 0x8000_0000L;
    private static final long PAGE = 0x8010_0000L;
    private static final long VA = 0x1000;
    private static final long V_R_W_A_D = 0xc7;
    private static final int VALUE = 10;
    private static final int AUTHORITY = 11;
    private static final int RESULT = 12;

    private final Memory memory = new Memory(ROOT, 4L << 20);
    private Hart hart;

    @BeforeEach
    void supervisorWithOneMappedPage() {
        Bus bus = new Bus();
        bus.map(memory);
        hart = new Hart(0, bus, new CodeCache(bus), new Clock(), new Power(), null);
        hart.mmu.pmp.address(0, (1L << 54) - 1);
        hart.mmu.pmp.config(0, 0x1f);
        hart.regs.setRoot(VALUE, 0x4242);
        hart.regs.setRoot(AUTHORITY, VA);
        table(0, 0);
        hart.setPrivilege(Hart.SUPERVISOR);
        hart.csrs.satp = 9L << 60 | ROOT >>> 12;
    }

    /** Sv48 tables at ROOT with VA mapped to PAGE, with the cap bits CW CR CD CRM CRG. */
    private void table(int bits, long flags) {
        for (int level = 0; level < 3; level++)
            memory.store(ROOT + level * 0x1000, 8, ROOT + (level + 1) * 0x1000 >>> 2 | 1);
        memory.store(ROOT + 3 * 0x1000 + 8, 8, (long) bits << 59 | PAGE >>> 2 | V_R_W_A_D | flags);
        hart.mmu.flush();
    }

    private void generation(int supervisor, int user) {
        hart.setPrivilege(Hart.MACHINE);
        hart.csrs.access(0x9c0, supervisor << 2 | user << 3, -1);
        hart.setPrivilege(Hart.SUPERVISOR);
    }

    private String outcome(Supplier<String> access) {
        try {
            return access.get();
        } catch (Trap trap) {
            assertThat(trap.value).isEqualTo(VA);
            return Integer.toHexString(trap.cause);
        }
    }

    private String loadTagged() {
        memory.tag(PAGE, true);
        return outcome(() -> {
            hart.memory.loadCapability(RESULT, AUTHORITY, VA);
            return hart.regs.tag(RESULT) ? "tag" : "strip";
        });
    }

    private String loadUntagged() {
        memory.tag(PAGE, false);
        return outcome(() -> {
            hart.memory.loadCapability(RESULT, AUTHORITY, VA);
            return "ok";
        });
    }

    private String storeTagged() {
        return outcome(() -> {
            hart.memory.storeCapability(VALUE, AUTHORITY, VA);
            return memory.tag(PAGE) ? "tag" : "lost";
        });
    }

    private String storeUntagged() {
        return outcome(() -> {
            hart.memory.storeCapability(0, AUTHORITY, VA);
            return "ok";
        });
    }

    private String loadTags() {
        memory.tag(PAGE, true);
        return outcome(() -> Long.toString(hart.memory.loadTags(AUTHORITY)));
    }

    // CR CRM CRG: tagged load with generation 0, with generation 1; untagged load; CLoadTags with generation 0.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, strip, strip, ok, 0",
        "0, 0, 1, 1a,    1a,    1a, 1a",
        "0, 1, 0, 1a,    1a,    ok, 1a",
        "0, 1, 1, 1a,    1a,    1a, 1a",
        "1, 0, 0, tag,   tag,   ok, 1",
        "1, 0, 1, 1a,    1a,    1a, 1a",
        "1, 1, 0, tag,   1a,    ok, 1",
        "1, 1, 1, 1a,    tag,   ok, 1a",
    })
    void loads(int cr, int crm, int crg, String tagged0, String tagged1, String untagged, String tags0) {
        for (int cwCd = 0; cwCd < 4; cwCd++) {
            table((cwCd & 2) << 3 | cr << 3 | (cwCd & 1) << 2 | crm << 1 | crg, 0);
            generation(0, 1);
            assertThat(loadTagged()).isEqualTo(tagged0);
            assertThat(loadTags()).isEqualTo(tags0);
            generation(1, 0);
            assertThat(loadTagged()).isEqualTo(tagged1);
            assertThat(loadUntagged()).isEqualTo(untagged);
        }
    }

    // CW CR CRM CRG: store of a tagged capability, of an untagged one.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 1b,  ok", "0, 0, 0, 1, 1b, 1b", "0, 0, 1, 0, 1b,  ok", "0, 0, 1, 1, 1b, 1b",
        "0, 1, 0, 0, 1b,  ok", "0, 1, 0, 1, 1b, 1b", "0, 1, 1, 0, 1b,  ok", "0, 1, 1, 1, 1b, ok",
        "1, 0, 0, 0, tag, ok", "1, 0, 0, 1, 1b, 1b", "1, 0, 1, 0, tag, ok", "1, 0, 1, 1, 1b, 1b",
        "1, 1, 0, 0, tag, ok", "1, 1, 0, 1, 1b, 1b", "1, 1, 1, 0, tag, ok", "1, 1, 1, 1, tag, ok",
    })
    void stores(int cw, int cr, int crm, int crg, String tagged, String untagged) {
        for (int cd = 0; cd < 2; cd++) {
            table(cw << 4 | cr << 3 | cd << 2 | crm << 1 | crg, 0);
            assertThat(storeTagged()).isEqualTo(tagged);
            table(cw << 4 | cr << 3 | cd << 2 | crm << 1 | crg, 0);
            assertThat(storeUntagged()).isEqualTo(untagged);
        }
    }

    @Test
    void aUserPageHasTheUserGeneration() {
        table(0b01010, 1 << 4);
        hart.setPrivilege(Hart.USER);
        generation(1, 0);
        hart.setPrivilege(Hart.USER);
        assertThat(loadTagged()).isEqualTo("tag");
        generation(0, 1);
        hart.setPrivilege(Hart.USER);
        assertThat(loadTagged()).isEqualTo("1a");
    }

    private long leaf() {
        return memory.load(ROOT + 3 * 0x1000 + 8, 8);
    }

    @Test
    void accessedAndDirtyAreSetByTheWalk() {
        table(0b11000, 0);
        memory.store(ROOT + 3 * 0x1000 + 8, 8, leaf() & ~0xc0L);
        hart.memory.read(VA, 8);
        assertThat(leaf() & 0xc0).isEqualTo(0x40);
        hart.memory.write(VA, 8, 1);
        assertThat(leaf() & 0xc0).isEqualTo(0xc0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void capabilityDirtyIsSetOnlyIfTheTaggedStoreItselfWalks(boolean writtenBefore) {
        table(0b11000, 0);
        if (writtenBefore) hart.memory.write(VA, 8, 1);
        boolean cached = hart.mmu.data.storeTag[Tlb.index(VA)] == VA;
        assertThat(cached).isEqualTo(writtenBefore);
        if (!cached) hart.memory.storeCapability(VALUE, AUTHORITY, VA);
        assertThat(leaf() >>> 61 & 1).isEqualTo(writtenBefore ? 0 : 1);
    }

    @Test
    void aReadOnlyOrUnmappedPageFaultsPlainly() {
        memory.store(ROOT + 3 * 0x1000 + 8, 8, leaf() & ~4L);
        hart.mmu.flush();
        assertThat(storeTagged()).isEqualTo("f");
        memory.store(ROOT + 3 * 0x1000 + 8, 8, 0);
        hart.mmu.flush();
        assertThat(storeTagged()).isEqualTo("f");
        assertThat(loadTagged()).isEqualTo("d");
    }
}
