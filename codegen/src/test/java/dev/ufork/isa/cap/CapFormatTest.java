package dev.ufork.isa.cap;

import static dev.ufork.isa.cap.CapFormat.CC128;
import static dev.ufork.isa.cap.CapFormat.CC128M;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CapFormatTest {
    static Stream<CapFormat> formats() {
        return Stream.of(CC128, CC128M);
    }

    @ParameterizedTest
    @CsvSource({"cc128-cheri-riscv.tsv,cc128", "cc128m-morello.tsv,cc128m"})
    void agreesWithEveryPublishedRow(String file, String name) throws IOException {
        CapFormat f = name.equals("cc128") ? CC128 : CC128M;
        List<String> wrong = new ArrayList<>();
        for (String[] row : Vectors.rows(file)) {
            String ours = answer(f, row);
            if (!ours.equals(String.join(" ", row))) wrong.add(String.join(" ", row) + "\n  ours: " + ours);
        }
        assertThat(wrong).isEmpty();
    }

    /** The row again, with our values in the columns that hold results. */
    private static String answer(CapFormat f, String[] row) {
        String[] r = row.clone();
        long arg = row[3].equals("-") ? 0 : Long.parseUnsignedLong(row[3], 16);
        if (row[0].equals("crrl_cram")) {
            r[10] = hex(f.representableLength(arg));
            r[11] = hex(f.alignmentMask(arg));
            return String.join(" ", r);
        }
        long pesbt = Long.parseUnsignedLong(row[1], 16);
        long cursor = Long.parseUnsignedLong(row[2], 16);
        switch (row[0]) {
            case "decode" -> {
                bounds(f, pesbt, cursor, r);
                r[6] = Integer.toHexString(f.permissions(pesbt));
                r[7] = Integer.toHexString(f.userPermissions(pesbt));
                r[8] = Integer.toHexString(f.otype(pesbt));
                r[9] = Integer.toHexString(f.flags(pesbt));
                r[12] = f.hasValidBounds(pesbt) ? "1" : "0";
            }
            case "setbounds" -> {
                long fit = f.fit(pesbt, cursor, arg);
                long result = f.withBounds(pesbt, fit);
                bounds(f, result, cursor, r);
                r[10] = hex(result);
                r[12] = CapFormat.isExact(fit) ? "1" : "0";
            }
            case "represent" -> {
                bounds(f, pesbt, cursor, r);
                r[12] = f.isRepresentable(pesbt, cursor, arg) ? "1" : "0";
            }
            default -> throw new AssertionError("a row of a kind this test does not know: " + row[0]);
        }
        return String.join(" ", r);
    }

    private static void bounds(CapFormat f, long pesbt, long cursor, String[] r) {
        r[4] = hex(f.base(pesbt, cursor));
        r[5] = (f.topBit64(pesbt, cursor) ? "1" : "0") + hex(f.top(pesbt, cursor));
    }

    private static String hex(long value) {
        return "%016x".formatted(value);
    }

    /** Words that the public CHERI QEMU's CGetHigh and GCHI return. */
    @Test
    void wellKnownWords() {
        assertThat(CC128.memoryForm(CC128.root())).isEqualTo(0xffff000000000000L);
        assertThat(CC128.memoryForm(CC128.withFlags(CC128.root(), 1))).isEqualTo(0xffff200000000000L);
        assertThat(CC128.memoryForm(CC128.asSentry(CC128.withFlags(CC128.root(), 1)))).isEqualTo(0xffff200008000000L);
        long ram = CC128.withBounds(CC128.root(), CC128.fit(CC128.root(), 0x80200000L, 64));
        assertThat(CC128.memoryForm(ram)).isEqualTo(0xffff000004118004L);
        assertThat(CC128M.root()).isEqualTo(0xffffc00040060002L);
        assertThat(CC128.permissionWord(CC128.root())).isEqualTo(0x78fff);
        assertThat(CC128M.permissionWord(CC128M.root())).isEqualTo(0x3ffff);
    }

    @ParameterizedTest
    @CsvSource({"cc128,4095,4095,-1", "cc128,4096,4096,-8", "cc128,4097,4104,-8", "cc128,8193,8208,-16",
        "cc128,1048577,0x100800,-2048", "cc128,0x100000001,0x100800000,-8388608",
        "cc128m,16383,16383,-1", "cc128m,16384,16384,-8", "cc128m,16385,16392,-8", "cc128m,1048577,0x100200,-512"})
    void lengthsAreRoundedAsTheMachinesDo(String name, String length, String rounded, long mask) {
        CapFormat f = name.equals("cc128") ? CC128 : CC128M;
        assertThat(f.representableLength(Long.decode(length))).isEqualTo(Long.decode(rounded));
        assertThat(f.alignmentMask(Long.decode(length))).isEqualTo(mask);
    }

    /** A 4 KiB capability may roam this far on the public QEMUs and no farther. */
    @Test
    void representableRegionAroundFourKibibytes() {
        Capability riscv = Capability.root(CC128).at(0x80200000L).bounded(4096);
        assertThat(riscv.plus(-2048).tag()).isTrue();
        assertThat(riscv.plus(12288).tag()).isTrue();
        assertThat(riscv.plus(-4096).tag()).isFalse();
        assertThat(riscv.plus(16384).tag()).isFalse();
        Capability morello = Capability.root(CC128M).at(0x40200000L).bounded(4096);
        assertThat(morello.plus(-4096).tag()).isTrue();
        assertThat(morello.plus(16384).tag()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void setBoundsContainsTheRequestAndStaysInside(CapFormat f) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            int bits = f.hasAddressFlags() ? 54 : 63; // larger ones would reach into the flags
            Capability root = Capability.root(f).at(random.nextLong() >>> 64 - random.nextInt(1, bits));
            Capability outer = root.bounded(random.nextLong() >>> 64 - random.nextInt(1, bits));
            if (!outer.tag() || outer.length() <= 0) continue;
            long room = outer.top() - outer.cursor();
            if (room <= 0) continue;
            Capability at = outer.plus(random.nextLong(room));
            assertThat(at.tag()).as("inside is representable: %s", outer).isTrue();
            assertThat(f.isRepresentableFast(outer.pesbt(), outer.cursor(), at.cursor() - outer.cursor())).isTrue();
            long request = random.nextLong(outer.top() - at.cursor()) >>> random.nextInt(64);
            Capability inner = at.bounded(request);
            assertThat(inner.tag()).isTrue();
            assertThat(f.spans(inner.pesbt(), inner.cursor(), at.cursor(), request)).isTrue();
            if (inner.length() == request && inner.base() == at.cursor())
                assertThat(at.boundedExactly(request)).isEqualTo(inner);
            else assertThat(at.boundedExactly(request).tag()).isFalse();
            if (CapFormat.isExact(f.fit(at.pesbt(), at.cursor(), request))) assertWithin(inner, outer);
            assertThat(outer.at(at.base()).bounded(outer.length()).tag()).isTrue();
            assertRepresentabilityKeepsBounds(f, inner, inner.cursor() + (random.nextLong() >> random.nextInt(64)));
        }
    }

    private static void assertWithin(Capability inner, Capability outer) {
        assertThat(Long.compareUnsigned(inner.base(), outer.base())).isGreaterThanOrEqualTo(0);
        assertThat(Long.compareUnsigned(inner.top(), outer.top())).isLessThanOrEqualTo(0);
    }

    private static void assertRepresentabilityKeepsBounds(CapFormat f, Capability c, long to) {
        boolean same = f.base(c.pesbt(), to) == c.base() && f.top(c.pesbt(), to) == f.top(c.pesbt(), c.cursor());
        if (f.isRepresentable(c.pesbt(), c.cursor(), to)) assertThat(same).isTrue();
        if (f.isRepresentableFast(c.pesbt(), c.cursor(), to - c.cursor()))
            assertThat(f.isRepresentable(c.pesbt(), c.cursor(), to)).as("%s to %x", c, to).isTrue();
    }

    @Test
    void addressFlagsAreNoPartOfTheBounds() {
        Capability c = Capability.root(CC128M).at(0x40200000L).bounded(4096);
        Capability flagged = c.at(0xab00000040200000L);
        assertThat(flagged.tag()).isTrue();
        assertThat(flagged.base()).isEqualTo(0x40200000L);
        assertThat(c.at(0x0080000040200000L).tag()).as("bit 55 is the sign of the bounds' address").isFalse();
    }

    @Test
    void printsAsPeopleReadIt() {
        int data = Permission.mask(CC128, Permission.LOAD, Permission.STORE, Permission.LOAD_CAP, Permission.STORE_CAP);
        Capability c = Capability.root(CC128).at(0x9000).bounded(0x40).permitting(data);
        assertThat(c).hasToString("cap{0x9000..0x9040 @0x9000 rwRW tag}");
        assertThat(Capability.root(CC128M)).hasToString("cap{0x0..0x10000000000000000 @0x0 rwxRW tag}");
        assertThat(Capability.root(CC128M).asSentry().plus(4)).hasToString(
                "cap{0x0..0x10000000000000000 @0x4 rwxRW sentry}");
    }
}
