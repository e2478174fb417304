package dev.ufork.images.board;

import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.SectionId;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.morello.VirtMachine;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.Linker;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of UEFI as an application meets that leaves it at once: a loaded image, tables, and four services; on the embedded machine, whose second bank lies where a
 * Morello board's does.
 *
 * <p>This exists because EDK2 cannot run at EL2 of the public QEMU. Shapes are those of the UEFI specification 2.10 (sections 4.3, 4.4, 4.6, 7.2, 9.1) and of ACPI 6.5
 * (sections 5.2.5 to 5.2.12, 5.2.25); the tables are those that the board's public sources list: FADT, MADT with four cores and an ITS, GTDT, SPCR, PPTT.
 */
final class Firmware {
    /** The second bank, and where in it the kernel goes when there is no room in the first. */
    static final long FAR = 0x80_8000_0000L;
    static final long FAR_BYTES = 256 << 20;
    private static final long FAR_KERNEL = 0x80_8020_0000L;
    private static final long NEAR = 0x4000_0000L;
    private static final long NEAR_KERNEL = 0x4020_0000L;

    private static final long CODE = 0x4800_0000L;
    private static final long DATA = 0x4900_0000L;
    private static final long ACPI = 0x4a00_0000L;
    private static final long APPLICATION = 0x4c00_0000L;

    private static final long BOOT_SERVICES = DATA + 0x1000;
    private static final long CONFIGURATION = DATA + 0x2000;
    private static final long LOADED_IMAGE = DATA + 0x3000;
    private static final long OPTIONS = DATA + 0x4000;
    private static final long MAP = DATA + 0x5000;
    private static final int STRIDE = 48;

    private final VirtMachine machine;
    private final boolean far;
    private final boolean tree;
    private int mapBytes;

    /**
     * The firmware of a machine.
     *
     * @param far  whether only the second bank has room
     * @param tree whether it hands on the device tree that the machine has put at the begin of the first bank; otherwise ACPI's tables
     */
    Firmware(VirtMachine machine, boolean far, boolean tree) {
        this.machine = machine;
        this.far = far;
        this.tree = tree;
    }

    /** Loads an application, and itself, whose first instruction starts it. */
    void start(byte[] application, String options) {
        long entry = load(application);
        map();
        ByteBuffer image = bytes(64);
        byte[] line = (options + "\0").getBytes(StandardCharsets.UTF_16LE);
        machine.load(LOADED_IMAGE, image.putInt(48, line.length).putLong(56, OPTIONS).array());
        machine.load(OPTIONS, line);
        machine.load(CONFIGURATION, tree ? configuration(0x41a5f19cb1b621d5L, 0xe0aa692c15d90b83L, NEAR)
                : configuration(0x11d3e4f18868e871L, 0x81883cc7800022bcL, acpi()));
        machine.load(DATA, bytes(120).putLong(96, BOOT_SERVICES).putLong(104, 1).putLong(112, CONFIGURATION).array());
        byte[] code = code(entry);
        machine.load(CODE, code);
        ByteBuffer words = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        machine.load(BOOT_SERVICES, bytes(240).putLong(40, words.getLong(8)).putLong(56, words.getLong(16)).putLong(152, words.getLong(24)).putLong(232, words.getLong(32)).array());
        machine.startAt(CODE);
    }

    private static ByteBuffer bytes(int n) {
        return ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] configuration(long low, long high, long address) {
        return bytes(24).putLong(0, low).putLong(8, high).putLong(16, address).array();
    }

    /** Puts the file's sections where they belong; returns the entry. */
    private long load(byte[] file) {
        ByteBuffer pe = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int header = pe.getInt(60);
        int optional = header + 24;
        int section = optional + pe.getShort(header + 20);
        for (int i = 0; i < pe.getShort(header + 6); i++, section += 40) {
            byte[] content = new byte[Math.min(pe.getInt(section + 8), pe.getInt(section + 16))];
            pe.get(pe.getInt(section + 20), content);
            machine.load(APPLICATION + pe.getInt(section + 12), content);
        }
        return APPLICATION + pe.getInt(optional + 16);
    }

    /** Types and ends of what lies in the first bank, one behind the other; then a device, and the second bank. */
    private void map() {
        List<long[]> pieces = new ArrayList<>();
        long[][] ends = {{4, NEAR_KERNEL}, {1, 0x4220_0000L}, {7, CODE}, {3, ACPI}, {9, ACPI + 0x1_0000}, {6, 0x4a20_0000L}, {2, 0x5000_0000L}};
        long at = NEAR;
        for (long[] e : ends) {
            pieces.add(new long[] {e[0], at, e[1] - at});
            at = e[1];
        }
        pieces.add(new long[] {11, 0x0900_0000, 4096});
        pieces.add(new long[] {7, FAR, FAR_BYTES});
        ByteBuffer b = bytes(pieces.size() * STRIDE);
        mapBytes = b.capacity();
        for (int i = 0; i < pieces.size(); i++)
            b.putInt(i * STRIDE, (int) pieces.get(i)[0]).putLong(i * STRIDE + 8, pieces.get(i)[1]).putLong(i * STRIDE + 24, pieces.get(i)[2] / 4096);
        machine.load(MAP, b.array());
    }

    // ------------------------------------------------------------------------------------------------ ACPI

    private long acpi() {
        Map<String, ByteBuffer> tables = new LinkedHashMap<>();
        tables.put("FACP", bytes(276).putShort(129, (short) 1));                                   // power calls by SMC
        tables.put("PPTT", bytes(60));
        ByteBuffer madt = bytes(44 + 24 + 4 * 80 + 16 + 20);
        madt.put(44, (byte) 12).put(45, (byte) 24).putLong(52, 0x0800_0000).put(64, (byte) 3);
        for (int core = 0; core < 4; core++) madt.put(68 + 80 * core, (byte) 11).put(69 + 80 * core, (byte) 80).putInt(80 + 80 * core, core == 0 ? 1 : 0);
        madt.put(388, (byte) 14).put(389, (byte) 16).putLong(392, 0x080a_0000).putInt(400, 0xf6_0000);
        madt.put(404, (byte) 15).put(405, (byte) 20);
        tables.put("APIC", madt);
        tables.put("GTDT", bytes(104).putInt(48, 29).putInt(56, 30).putInt(64, 27).putInt(72, 26));
        tables.put("SPCR", bytes(80).put(36, (byte) 3).put(40, (byte) 0).putLong(44, 0x0900_0000).put(52, (byte) 8).putInt(54, 33));
        ByteBuffer directory = bytes(36 + 8 * tables.size());
        long at = ACPI + 0x1000;
        int entry = 36;
        for (Map.Entry<String, ByteBuffer> t : tables.entrySet()) {
            machine.load(at, table(t.getKey(), t.getValue()));
            directory.putLong(entry, at);
            entry += 8;
            at += t.getValue().capacity() + 4;
        }
        machine.load(ACPI + 0x800, table("XSDT", directory));
        ByteBuffer root = bytes(36).put(0, "RSD PTR ".getBytes(StandardCharsets.US_ASCII)).put(15, (byte) 2).putInt(20, 36).putLong(24, ACPI + 0x800);
        correct(root, 8, 20);
        correct(root, 32, 36);
        machine.load(ACPI, root.array());
        return ACPI;
    }

    private static byte[] table(String signature, ByteBuffer b) {
        b.put(0, signature.getBytes(StandardCharsets.US_ASCII)).putInt(4, b.capacity());
        correct(b, 9, b.capacity());
        return b.array();
    }

    private static void correct(ByteBuffer b, int at, int bytes) {
        int sum = 0;
        for (int i = 0; i < bytes; i++) sum += b.get(i);
        b.put(at, (byte) -sum);
    }

    // ---------------------------------------------------------------------------------------------- services

    /** Flat code for {@link #CODE}: a branch, then from byte 8 on the addresses of AllocatePages, GetMemoryMap, HandleProtocol, ExitBootServices. */
    private byte[] code(long entry) {
        CodeWriter writer = new CodeWriter("firmware.o");
        new Assembler(writer).section(SectionId.TEXT).text("firmware", SERVICES.formatted(entry, DATA, far ? 0 : NEAR_KERNEL, FAR_KERNEL, MAP, mapBytes, LOADED_IMAGE));
        Region place = new Region("firmware", CODE, CODE, 1 << 20);
        byte[] elf = new Linker(new MorelloElf(), new Layout(List.of(Segment.code("text", place, ".text"), Segment.constant("functions", place, "__functions"))))
                .add(writer.finish()).entry("firmware").link("firmware").elf();
        return FlatImage.of(ElfProgram.read("firmware", elf)).bytes();
    }

    /** The end of the boot services is refused once, as firmware does whose map has changed; and so is every place but one. */
    private static final String SERVICES = """
            .function firmware
            b begin
            .balign 8
            .address allocate
            .address get_map
            .address handle
            .address leave
            begin:
            movz x9, #0x48ff, lsl #16
            add sp, x9, #0x0
            movz x0, #0x11
            ldr x1, system
            ldr x9, entry
            blr x9
            stuck:
            b stuck
            allocate:
            subs xzr, x0, #0x2
            b.ne anyhow
            ldr x9, [x3]
            ldr x10, wanted
            subs xzr, x9, x10
            b.eq done
            refused:
            movz x0, #0xe
            ret x30
            anyhow:
            ldr x9, anywhere
            str x9, [x3]
            done:
            movz x0, #0x0
            ret x30
            get_map:
            ldr x9, map
            ldr x10, map_bytes
            str x10, [x0]
            movz x11, #0x77
            str x11, [x2]
            movz x11, #0x30
            str x11, [x3]
            next:
            ldr x11, [x9], #8
            str x11, [x1], #8
            subs x10, x10, #0x8
            b.ne next
            b done
            handle:
            ldr x9, loaded
            str x9, [x2]
            b done
            leave:
            adr x9, asked
            ldr x10, [x9]
            str x1, [x9]
            cbz x10, refused
            subs xzr, x1, #0x77
            b.ne refused
            b done
            .balign 8
            entry:
            .quad %d
            system:
            .quad %d
            wanted:
            .quad %d
            anywhere:
            .quad %d
            map:
            .quad %d
            map_bytes:
            .quad %d
            loaded:
            .quad %d
            asked:
            .quad 0
            .end
            """;
}
