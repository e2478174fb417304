package dev.ufork.emulator.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Memory;
import dev.ufork.isa.morello.SysReg;
import org.junit.jupiter.api.Test;

/** Page tables in memory, changed in the right order and in wrong ones. */
class TranslationBufferTest {
    private static final long RAM = 0x4000_0000L;
    private static final long PAGE = 0x1000;
    /** The last table; those above it lie in the pages before. */
    private static final long LEAVES = RAM + 3 * PAGE;
    // Descriptors: a table; a page, read and write at EL1, access flag set, inner shareable, attributes of index 0.
    private static final long TABLE = 3;
    private static final long LEAF = 0x703;
    private static final long READ_ONLY = 1 << 7;
    private static final long LC_KEEP = 1L << 61;
    private static final long DEVICE = 1 << 2;

    private final Bus bus = new Bus();
    private final SystemState sys = new SystemState(false, false);
    private final Translation translation = new Translation(sys, bus, new Fault());
    private final TranslationBuffer buffer = new TranslationBuffer();

    TranslationBufferTest() {
        bus.map(new Memory(RAM, 1 << 20));
        for (int level = 0; level < 3; level++) bus.store(RAM + level * PAGE, 8, RAM + (level + 1) * PAGE | TABLE);
        sys.el = 1;
        sys.set(SysReg.TTBR0_EL1, RAM);
        sys.set(SysReg.TCR_EL1, 16 | 1L << 41);         // T0SZ 16, HPD0
        sys.set(SysReg.SCTLR_EL1, 1);
        translation.watch(buffer);
    }

    private void leaf(int n, long descriptor) {
        bus.store(LEAVES + n * 8L, 8, descriptor);
    }

    private long read(int n) {
        return translation.translate(n * PAGE, Translation.READ, false);
    }

    private void invalidate(int n) {
        translation.invalidated(true, n * PAGE);
    }

    private void mapped(int n, long frame) {
        leaf(n, frame | LEAF);
        assertThat(read(n)).isEqualTo(frame);
    }

    @Test
    void aPageThatWasInvalidInBetweenMayBeAnother() {
        mapped(1, 0x5000_0000L);
        leaf(1, 0);
        invalidate(1);
        mapped(1, 0x5000_1000L);
        invalidate(1);
        translation.invalidated(false, 0);
        assertThat(buffer.violations()).isEmpty();
    }

    @Test
    void aPageThatIsReplacedAndThenInvalidatedIsReported() {
        mapped(1, 0x5000_0000L);
        leaf(1, 0x5000_1000L | LEAF);
        invalidate(1);
        assertThat(buffer.violations()).singleElement().asString().startsWith("page 0x1000 is invalidated: it was 0x50000000 ").contains("is 0x50001000 ");
    }

    @Test
    void invalidWithoutAnInvalidationIsNoBreak() {
        mapped(1, 0x5000_0000L);
        leaf(1, 0);
        leaf(1, 0x5000_1000L | LEAF);
        translation.invalidated(false, 0);
        assertThat(buffer.violations()).singleElement().asString().contains("with all others");
    }

    @Test
    void anInvalidationOfAnotherPageIsNoBreak() {
        mapped(1, 0x5000_0000L);
        leaf(1, 0);
        invalidate(2);
        mapped(1, 0x5000_1000L);
        assertThat(buffer.violations()).singleElement().asString().contains("without an invalidation");
    }

    @Test
    void rightsMayChangeInPlaceAndAttributesMayNot() {
        mapped(1, 0x5000_0000L);
        leaf(1, 0x5000_0000L | LEAF | READ_ONLY | LC_KEEP);
        invalidate(1);
        assertThat(buffer.violations()).isEmpty();
        read(1);
        leaf(1, 0x5000_0000L | LEAF | DEVICE);
        invalidate(1);
        assertThat(buffer.violations()).hasSize(1);
    }

    @Test
    void aBlockInPlaceOfATableIsReportedThoughTheAddressIsTheSame() {
        mapped(1, 0x5000_1000L);
        bus.store(RAM + 2 * PAGE, 8, 0x5000_0000L | LEAF & ~2);
        invalidate(1);
        assertThat(buffer.violations()).singleElement().asString().contains("(2097152, ");
    }
}
