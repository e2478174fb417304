package dev.ufork.boot.morello.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.hosted.CapValue;
import dev.ufork.dsl.hosted.Hosted;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables written by hand from the ACPI specification, good and bad. */
class AcpiTest {
    private static final long TABLES = 0x5c00_0000L;
    private static final long KERNEL = 0x4020_0000L;
    private static final int STRIDE = 48;

    private final Cap all = Cap.hosted(CapValue.ROOT);
    private final Map<String, ByteBuffer> tables = new LinkedHashMap<>();
    private Facts facts;

    @BeforeEach
    void board() {
        Hosted.fresh();
        Hosted.memory().map(Pages.DIRECT + TABLES, 0x1_0000);
        facts = Hosted.machine().allocate(Layout.size(Facts.class), 16).as(Facts.class);
        table("FACP", 276).putShort(129, (short) 3);
        ByteBuffer madt = table("APIC", 44 + 24 + 80 + 16);
        madt.put(44, (byte) 12).put(45, (byte) 24).putLong(52, 0x0800_0000).put(64, (byte) 3);
        madt.put(68, (byte) 11).put(69, (byte) 80).putInt(80, 1);
        madt.put(148, (byte) 14).put(149, (byte) 16).putLong(152, 0x080a_0000).putInt(160, 0xf6_0000);
        table("GTDT", 104).putInt(64, 27);
        table("SPCR", 80).put(36, (byte) 3).putLong(44, 0x0900_0000).put(52, (byte) 8).putInt(54, 33);
    }

    private ByteBuffer table(String signature, int bytes) {
        ByteBuffer b = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN).put(0, signature.getBytes(StandardCharsets.US_ASCII)).putInt(4, bytes);
        tables.put(signature, b);
        return b;
    }

    private static void correct(ByteBuffer b, int at, int from, int bytes) {
        b.put(at, (byte) 0);
        int sum = 0;
        for (int i = from; i < bytes; i++) sum += b.get(i);
        b.put(at, (byte) -sum);
    }

    private void store(long address, ByteBuffer b) {
        Cap to = all.at(Pages.DIRECT + address);
        for (int i = 0; i < b.capacity(); i++) to.store8(i, b.get(i));
    }

    /** Root pointer, directory, tables, one behind the other; checksums are right. Returns the root's address. */
    private long lay() {
        long at = TABLES + 0x100;
        ByteBuffer directory = ByteBuffer.allocate(36 + 8 * tables.size()).order(ByteOrder.LITTLE_ENDIAN).put(0, "XSDT".getBytes(StandardCharsets.US_ASCII));
        directory.putInt(4, directory.capacity());
        int entry = 36;
        long tableAt = TABLES + 0x1001;
        for (ByteBuffer table : tables.values()) {
            correct(table, 9, 0, table.capacity());
            store(tableAt, table);
            directory.putLong(entry, tableAt);
            entry += 8;
            tableAt += table.capacity() + 3;
        }
        correct(directory, 9, 0, directory.capacity());
        store(TABLES + 0x804, directory);
        ByteBuffer root = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN).put(0, "RSD PTR ".getBytes(StandardCharsets.US_ASCII));
        root.put(15, (byte) 2).putInt(20, 36).putLong(24, TABLES + 0x804);
        correct(root, 8, 0, 20);
        correct(root, 32, 0, 36);
        store(at, root);
        return at;
    }

    /** Type, first address and pages of each. */
    private static Cap map(long... entries) {
        ByteBuffer b = ByteBuffer.allocate(entries.length / 3 * STRIDE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < entries.length; i += 3)
            b.putInt(i / 3 * STRIDE, (int) entries[i]).putLong(i / 3 * STRIDE + 8, entries[i + 1]).putLong(i / 3 * STRIDE + 24, entries[i + 2]);
        return Hosted.machine().bytes(b.array());
    }

    private int read(long root) {
        Cap map = map(7, 0x4000_0000L, 0x200, 9, TABLES, 16, 11, 0x0900_0000L, 1);
        return Acpi.read(all, map, map.length(), STRIDE, root, facts);
    }

    @Test
    void tellsWhatADeviceTreeWouldTell() {
        assertThat(read(lay())).isEqualTo(Acpi.WELL);
        facts.pieces(2);
        facts.begin(0, 0x4000_0000L);
        facts.end(0, 0x5be0_0000L);
        facts.begin(1, 0x80_8000_0000L);
        facts.end(1, 0x84_0000_0000L);
        Cap made = Hosted.machine().allocate(MadeTree.BYTES, 16);
        MadeTree.write(made, facts, Hosted.machine().bytes("run this".getBytes(StandardCharsets.UTF_8)), 8, true);
        Cap tree = Tree.at(made);
        Cap memory = Tree.property(tree, Tree.node(tree, 0, "memory"), "reg");
        assertThat(Tree.wide(memory, 0)).isEqualTo(0x4000_0000L);
        assertThat(Tree.wide(memory, 8)).isEqualTo(0x1be0_0000L);
        assertThat(Tree.wide(memory, 16)).isEqualTo(0x80_8000_0000L);
        assertThat(Tree.wide(memory, 24)).isEqualTo(0x3_8000_0000L);
        assertThat(memory.length()).isEqualTo(32);
        Cap line = Tree.property(tree, Tree.named(tree, "chosen"), "bootargs");
        assertThat(Tree.equal(line, 0, dev.ufork.dsl.Text.utf8("run this"))).isTrue();
        assertThat(line.length()).isEqualTo(9);
        Cap controller = Tree.property(tree, Tree.node(tree, 0, "arm,gic-v3"), "reg");
        assertThat(Tree.wide(controller, 0)).isEqualTo(0x0800_0000L);
        assertThat(Tree.wide(controller, 16)).isEqualTo(0x080a_0000L);
        long serial = Tree.node(tree, 0, "arm,pl011");
        assertThat(Tree.wide(Tree.property(tree, serial, "reg"), 0)).isEqualTo(0x0900_0000L);
        assertThat(Tree.number(Tree.property(tree, serial, "interrupts"), 4)).isEqualTo(1);
        assertThat(Tree.number(Tree.property(tree, Tree.node(tree, 0, "arm,armv8-timer"), "interrupts"), 28)).isEqualTo(11);
        assertThat(Tree.equal(Tree.property(tree, Tree.node(tree, 0, "arm,psci-1.0"), "method"), 0, dev.ufork.dsl.Text.utf8("hvc"))).isTrue();
    }

    /** Without a table, with a bit of it changed, with a length that leads out of where tables may be. */
    @ParameterizedTest
    @CsvSource({"FACP, 6", "APIC, 4", "GTDT, 5"})
    void saysWhichTableIsMissingOrWrong(String signature, int result) {
        ByteBuffer good = tables.remove(signature);
        assertThat(read(lay())).isEqualTo(result);
        tables.put(signature, good.put(30, (byte) 1));
        long root = lay();
        long at = TABLES + 0x1001;
        for (Map.Entry<String, ByteBuffer> t : tables.entrySet()) {
            if (t.getKey().equals(signature)) break;
            at += t.getValue().capacity() + 3;
        }
        all.at(Pages.DIRECT + at).store8(30, 2);
        assertThat(read(root)).as("checksum").isEqualTo(result);
        for (int length : new int[] {0, 35, 43, 0xffff, -1}) {
            good.putInt(4, length);
            assertThat(read(lay())).as("length %d", length).isEqualTo(result);
        }
    }

    @Test
    void structuresDoNotLeadOutOfTheirTable() {
        for (int length : new int[] {0, 1, 255}) {
            tables.get("APIC").put(149, (byte) length);
            assertThat(read(lay())).isEqualTo(Acpi.NO_CONTROLLER);
        }
    }

    @Test
    void anotherControllerIsNone() {
        tables.get("APIC").put(64, (byte) 2);
        assertThat(read(lay())).isEqualTo(Acpi.NO_CONTROLLER);
    }

    @Test
    void redistributorsAreAlsoSaidByCores() {
        tables.get("APIC").put(148, (byte) 15).putLong(68 + 60, 0x080c_0000);
        assertThat(read(lay())).isEqualTo(Acpi.WELL);
        assertThat(facts.redistributors()).isEqualTo(0x080c_0000L);
    }

    @Test
    void aBoardWithoutSuchASerialPortHasNone() {
        tables.get("SPCR").put(36, (byte) 0);
        assertThat(read(lay())).isEqualTo(Acpi.WELL);
        assertThat(facts.serial()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x0900_0000L, TABLES - 1, TABLES + 0xfff0, 0x7fff_ffff_ffff_ffffL, -8})
    void noRootIsReadWhereNoTableMayBe(long root) {
        lay();
        assertThat(read(root)).isEqualTo(Acpi.NO_ROOT);
    }

    @Test
    void aRootWithAWrongChecksumIsNone() {
        long root = lay();
        all.at(Pages.DIRECT + root).store8(24, 0x14);
        assertThat(read(root)).isEqualTo(Acpi.NO_ROOT);
    }

    private String pieces() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < facts.pieces(); i++) text.append(" %x-%x".formatted(facts.begin(i), facts.end(i)));
        return text.toString().trim();
    }

    /** Descriptors in any order; whole blocks of 2 MiB; what is beyond the kernel's reach, or wraps around, is not there; the kernel's piece begins with it. */
    @Test
    void freeMemoryIsWhatIsLeft() {
        Cap map = map(7, 0x5000_0000L, 0x8000, 2, 0x4020_0000L, 0x1000, 7, 0x4120_0000L, 0xee00, 9, 0x5800_0000L, 16,
                7, 0x4000_1000L, 0x1ff, 7, 0x4000_0000_0000L, 0x1000, 7, 0x5801_0000L, -1, 7, 0x5801_0000L, 0x7f0, 3, 0x6000_0000L, 0x10);
        assertThat(MemoryMap.findFree(map, map.length(), STRIDE, KERNEL, facts)).isTrue();
        assertThat(pieces()).isEqualTo("40200000-58000000 58200000-58800000");
        assertThat(MemoryMap.findFree(map, map.length(), STRIDE, 0x4100_0000L, facts)).isTrue();
        assertThat(pieces()).isEqualTo("41000000-58000000 40200000-41000000 58200000-58800000");
        assertThat(MemoryMap.findFree(map, map.length(), STRIDE, 0x6000_0000L, facts)).isFalse();
    }

    /** Two banks of a Morello board of 16 GiB, as its public firmware sources place them: the top of the first is the trusted firmware's, services lie below it. */
    @Test
    void bothBanksOfABoardAreFree() {
        Cap map = map(7, 0x8000_0000L, 0x200, 1, 0x8020_0000L, 0x1000, 7, 0x8120_0000L, 0x70000, 4, 0xf120_0000L, 0x8000, 6, 0xf920_0000L, 0x400,
                4, 0xf960_0000L, 0x1a00, 11, 0x2a40_0000L, 1, 7, 0x80_8000_0000L, 0x38_0000);
        assertThat(MemoryMap.findFree(map, map.length(), STRIDE, 0x8020_0000L, facts)).isTrue();
        assertThat(pieces()).isEqualTo("80200000-f9200000 80000000-80200000 f9600000-fb000000 8080000000-8400000000");
    }

    /** The largest pieces are kept. */
    @Test
    void aMapInManyPieces() {
        long[] entries = new long[3 * 40];
        for (int i = 0; i < 40; i++) {
            entries[3 * i] = 7;
            entries[3 * i + 1] = 0x4000_0000L + i * 0x100_0000L;
            entries[3 * i + 2] = 0x200 * (1 + i % 4);
        }
        Cap map = map(entries);
        assertThat(MemoryMap.findFree(map, map.length(), STRIDE, 0x4000_0000L, facts)).isTrue();
        assertThat(facts.pieces()).isEqualTo(MemoryMap.MOST_PIECES);
        assertThat(pieces()).startsWith("40000000-40200000 ").contains("43000000-43800000", "67000000-67800000");
        for (int i = 1; i < facts.pieces(); i++) assertThat(facts.end(i) - facts.begin(i)).isGreaterThanOrEqualTo(0x60_0000L);
    }

    @Test
    void whatCanBeAMap() {
        assertThat(MemoryMap.isOne(48 * 20, 48)).isTrue();
        for (long[] bad : new long[][] {{0, 48}, {40, 48}, {960, 0}, {960, 44}, {960, 32}, {1 << 20, 48}, {-1, 48}, {960, -8}})
            assertThat(MemoryMap.isOne(bad[0], bad[1])).as("%d by %d", bad[0], bad[1]).isFalse();
    }
}
