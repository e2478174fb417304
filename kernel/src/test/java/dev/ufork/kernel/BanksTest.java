package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.emulator.DeviceTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pieces of memory as device trees tell them. */
class BanksTest {
    private static final long M = 1 << 20;

    @BeforeEach
    void fresh() {
        Hosted.fresh();
    }

    private static String all() {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < Banks.count(); n++) text.append(" %x-%x".formatted(Banks.begin(n), Banks.end(n)));
        return text.toString().trim();
    }

    private static Cap tree(long[]... nodes) {
        DeviceTree root = DeviceTree.root().cells("#address-cells", 2).cells("#size-cells", 2);
        root.child("memory-controller@2b").longs("reg", 0, 64 * M);
        for (long[] reg : nodes) root.child("memory@" + Long.toHexString(reg[0])).string("device_type", "memory").longs("reg", reg);
        return Hosted.machine().bytes(root.blob());
    }

    @Test
    void theBoardsTwoBanks() {
        Banks.read(tree(new long[] {0x8000_0000L, 0x7f00_0000L, 0x80_8000_0000L, 0x3_8000_0000L}));
        assertThat(all()).isEqualTo("80000000-ff000000 8080000000-8400000000");
        assertThat(Banks.total()).isEqualTo(0x3_ff00_0000L);
        assertThat(Banks.around(0x8080_0000L)).isZero();
        assertThat(Banks.around(0x80_8000_0000L)).isEqualTo(1);
        assertThat(Banks.around(0xff00_0000L)).isEqualTo(-1);
    }

    @Test
    void nodesInAnyOrderThatTouchOrOverlap() {
        Banks.read(tree(new long[] {0x9000_0000L, 256 * M}, new long[] {0x8000_0000L, 256 * M}, new long[] {0x1_0000_0000L, M, 0x1_1000_0000L + M, 3 * M},
                new long[] {0x8800_0000L, 16 * M}));
        assertThat(all()).isEqualTo("80000000-a0000000 110200000-110400000");
    }

    @Test
    void whatIsFarAwayOrWrapsIsNotThere() {
        Banks.read(tree(new long[] {0x8000_0000L, 256 * M, -2 * M, 4 * M, 1L << 45, 1L << 40, 0x9000_0000L, 0, 0xa000_0000L, -1}));
        assertThat(all()).isEqualTo("80000000-90000000");
    }

    @Test
    void cutsSplitAndShorten() {
        Banks.add(0, 16 * M);
        Banks.add(32 * M, 64 * M);
        Banks.cut(4 * M, 6 * M);
        assertThat(all()).isEqualTo("0-400000 600000-1000000 2000000-4000000");
        Banks.cut(8 * M + 4096, 40 * M);
        assertThat(all()).isEqualTo("0-400000 600000-801000 2800000-4000000");
        Banks.cut(62 * M, 100 * M);
        Banks.cut(0, 4 * M);
        assertThat(all()).isEqualTo("600000-801000 2800000-3e00000");
    }

    @Test
    void moreThanThereIsRoomFor() {
        for (long n = 0; n < 40; n++) Banks.add(n * 8 * M, n * 8 * M + 2 * M);
        assertThat(Banks.count()).isEqualTo(32);
        Banks.add(0, 1L << 40);
        assertThat(all()).isEqualTo("0-10000000000");
    }
}
