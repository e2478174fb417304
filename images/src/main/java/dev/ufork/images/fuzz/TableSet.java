package dev.ufork.images.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What UEFI hands on to the kernel of a board with the devices of QEMU's {@code virt}: tables of ACPI, and the memory map, which can be made wrong in every way. Source: ACPI
 * specification 6.5, sections 5.2.5 to 5.2.12 and 5.2.25; Arm's SPCR specification; UEFI 2.10, section 7.2.3.
 *
 * <pre>
 *  0 FACP    1 PPTT    2 APIC (the MADT)    3 GTDT    4 SPCR
 *  5 the directory (XSDT)    6 the root pointer (RSDP)    7 the memory map    8 the load options
 * </pre>
 */
final class TableSet {
    static final int INTERRUPTS = 2;
    static final int DIRECTORY = 5;
    static final int ROOT = 6;
    static final int MAP = 7;
    private static final int OPTIONS = 8;
    static final int PARTS = 9;

    private static final List<String> SIGNATURES = List.of("FACP", "PPTT", "APIC", "GTDT", "SPCR");
    private static final int HEADER = 36;
    private static final int TABLE_SUM = 9;
    private static final int LENGTH = 4;
    private static final int ROOT_SUM = 8;
    private static final int ROOT_SUMMED = 20;
    private static final int ROOT_LENGTH = 20;
    private static final int ROOT_DIRECTORY = 24;
    private static final int ROOT_SUM_OF_ALL = 32;
    private static final int DESCRIPTOR = 48;

    private static final long ACPI = 0x4280_0000L;
    private static final long TABLES = ACPI + 0x1000;
    private static final long DIRECTORY_AT = ACPI + 0x800;
    private static final long MAP_AT = 0x4300_0000L;
    private static final long OPTIONS_AT = 0x4301_0000L;
    /** Type and end of what lies in memory, one behind the other, from its begin. */
    private static final long[][] ENDS = {{4, 0x4020_0000L}, {1, 0x4220_0000L}, {7, ACPI}, {9, ACPI + 0x1_0000}, {6, 0x42a0_0000L}, {2, 0x4380_0000L}, {7, 0x4400_0000L}};
    private static final long MEMORY = 0x4000_0000L;

    private final byte[][] parts = new byte[PARTS][];
    /** The tables that the directory names. */
    private final List<Integer> named = new ArrayList<>(List.of(0, 1, 2, 3, 4));
    private final List<String> late = new ArrayList<>();
    private long mapBytes;
    private long optionBytes;
    private long stride = DESCRIPTOR;

    /** What a board hands on whose core begins at the level. */
    TableSet(int level, String command) {
        parts[0] = bytes(276).putShort(129, (short) (level == 1 ? 3 : 1)).array();             // power calls by HVC, or by SMC
        parts[1] = bytes(60).array();
        parts[INTERRUPTS] = bytes(44 + 24 + 4 * 80 + 16 + 20).put(44, (byte) 12).put(45, (byte) 24).putLong(52, 0x0800_0000).put(64, (byte) 3)
                .put(388, (byte) 14).put(389, (byte) 16).putLong(392, 0x080a_0000).putInt(400, 0xf6_0000).put(404, (byte) 15).put(405, (byte) 20).array();
        for (int core = 0; core < 4; core++)
            ByteBuffer.wrap(parts[INTERRUPTS]).order(ByteOrder.LITTLE_ENDIAN).put(68 + 80 * core, (byte) 11).put(69 + 80 * core, (byte) 80).putInt(80 + 80 * core, core == 0 ? 1 : 0);
        parts[3] = bytes(104).putInt(48, 29).putInt(56, 30).putInt(64, 27).putInt(72, 26).array();
        parts[4] = bytes(80).put(36, (byte) 3).putLong(44, 0x0900_0000).put(52, (byte) 8).putInt(54, 33).array();
        for (int n = 0; n < DIRECTORY; n++) head(parts[n], SIGNATURES.get(n));
        parts[DIRECTORY] = bytes(HEADER + 8 * DIRECTORY).array();
        parts[ROOT] = bytes(HEADER).put("RSD PTR ".getBytes(StandardCharsets.US_ASCII)).put(15, (byte) 2).putInt(ROOT_LENGTH, HEADER).putLong(ROOT_DIRECTORY, DIRECTORY_AT).array();
        parts[MAP] = map();
        parts[OPTIONS] = ("FS0:\\EFI\\BOOT\\BOOTAA64.EFI " + command + "\0").getBytes(StandardCharsets.UTF_16LE);
        mapBytes = parts[MAP].length;
        optionBytes = parts[OPTIONS].length;
    }

    private static ByteBuffer bytes(int n) {
        return ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void head(byte[] table, String signature) {
        ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).put(signature.getBytes(StandardCharsets.US_ASCII)).putInt(LENGTH, table.length);
    }

    private static byte[] map() {
        ByteBuffer b = bytes((ENDS.length + 1) * DESCRIPTOR);
        long at = MEMORY;
        for (int n = 0; n < ENDS.length; n++) {
            b.putInt(n * DESCRIPTOR, (int) ENDS[n][0]).putLong(n * DESCRIPTOR + 8, at).putLong(n * DESCRIPTOR + 24, (ENDS[n][1] - at) / 4096);
            at = ENDS[n][1];
        }
        return b.putInt(ENDS.length * DESCRIPTOR, 11).putLong(ENDS.length * DESCRIPTOR + 8, 0x0900_0000).putLong(ENDS.length * DESCRIPTOR + 24, 1).array();
    }

    /** The bytes of a part as they are now. */
    byte[] part(int n) {
        return parts[n];
    }

    /** Offsets in a part of what somebody reads. */
    int[] fields(int part) {
        return switch (part) {
            case 0 -> new int[] {0, LENGTH, 129};
            case INTERRUPTS -> new int[] {0, LENGTH, 44, 45, 52, 64, 68, 69, 128, 148, 149, 388, 389, 392, 404, 405};
            case 3 -> new int[] {0, LENGTH, 64};
            case 4 -> new int[] {0, LENGTH, 36, 40, 44, 52, 54};
            case DIRECTORY -> new int[] {0, LENGTH, 36, 44, 52, 60, 68};
            case ROOT -> new int[] {0, 15, ROOT_LENGTH, ROOT_DIRECTORY};
            case MAP -> {
                int count = parts[MAP].length / DESCRIPTOR;
                int[] all = new int[3 * count];
                for (int n = 0; n < count; n++) for (int i = 0; i < 3; i++) all[3 * n + i] = n * DESCRIPTOR + new int[] {0, 8, 24}[i];
                yield all;
            }
            default -> new int[0];
        };
    }

    /**
     * Makes it wrong by one step more; {@link Tables} says what each means.
     *
     * @throws IllegalArgumentException if it is none
     */
    void change(String step) {
        String[] words = step.split(" ");
        int n = words[0].equals("stride") ? 0 : Integer.parseInt(words[1]);
        switch (words[0]) {
            case "level" -> { }
            case "drop" -> named.remove((Integer) n);
            case "copy" -> named.add(n);
            case "swap" -> {
                int other = named.indexOf(Integer.parseInt(words[2]));
                if (named.contains(n) && other >= 0) Collections.swap(named, named.indexOf(n), other);
            }
            case "cut" -> cut(n, Integer.parseInt(words[2]));
            case "stride" -> stride = Long.parseLong(words[1]);
            case "size", "byte", "move", "at", "sum" -> late.add(step);
            default -> throw new IllegalArgumentException("no step of tables: " + step);
        }
    }

    private void cut(int n, int bytes) {
        parts[n] = Arrays.copyOf(parts[n], Math.min(bytes, parts[n].length));
        size(n, parts[n].length);
    }

    private void size(int n, long bytes) {
        if (n == MAP) mapBytes = bytes;
        else if (n == OPTIONS) optionBytes = bytes;
        else put(n, n == ROOT ? ROOT_LENGTH : LENGTH, HexFormat.of().parseHex("%08x".formatted(Integer.reverseBytes((int) bytes))));
    }

    private void put(int n, int at, byte[] bytes) {
        if (at < parts[n].length) System.arraycopy(bytes, 0, parts[n], at, Math.min(bytes.length, parts[n].length - at));
    }

    /** All of it, where it lies. */
    SortedMap<Long, byte[]> memory() {
        long[] places = new long[DIRECTORY];
        long next = TABLES;
        for (int n = 0; n < DIRECTORY; n++) {
            places[n] = next;
            next += parts[n].length + 4;
        }
        ByteBuffer names = bytes(HEADER + 8 * named.size());
        for (int i = 0; i < named.size(); i++) names.putLong(HEADER + 8 * i, places[named.get(i)]);
        int cut = parts[DIRECTORY].length == HEADER + 8 * DIRECTORY ? names.capacity() : parts[DIRECTORY].length;
        parts[DIRECTORY] = Arrays.copyOf(names.array(), Math.min(cut, names.capacity()));
        head();
        for (String step : late) if (!step.startsWith("sum ")) late(step.split(" "));
        for (int n = 0; n <= ROOT; n++) sum(n, 0);
        for (String step : late) if (step.startsWith("sum ")) sum(Integer.parseInt(step.split(" ")[1]), Integer.parseInt(step.split(" ")[2], 16));
        SortedMap<Long, byte[]> memory = new TreeMap<>();
        for (int n = 0; n < DIRECTORY; n++) memory.put(places[n], parts[n]);
        memory.put(DIRECTORY_AT, parts[DIRECTORY]);
        memory.put(ACPI, parts[ROOT]);
        memory.put(MAP_AT, parts[MAP]);
        memory.put(OPTIONS_AT, parts[OPTIONS]);
        memory.values().removeIf(bytes -> bytes.length == 0);
        return memory;
    }

    private void head() {
        put(DIRECTORY, 0, "XSDT".getBytes(StandardCharsets.US_ASCII));
        size(DIRECTORY, parts[DIRECTORY].length);
    }

    private void late(String[] words) {
        int n = Integer.parseInt(words[1]);
        switch (words[0]) {
            case "size" -> size(n, Long.parseLong(words[2]));
            case "byte" -> put(n, Integer.parseInt(words[2]), HexFormat.of().parseHex(words[3]));
            case "move" -> {
                int from = Math.min(Integer.parseInt(words[2]), parts[n].length);
                put(n, Integer.parseInt(words[4]), Arrays.copyOfRange(parts[n], from, Math.min(from + Integer.parseInt(words[3]), parts[n].length)));
            }
            default -> {
                byte[] address = bytes(8).putLong(Long.parseUnsignedLong(words[2], 16)).array();
                if (n == DIRECTORY) put(ROOT, ROOT_DIRECTORY, address);
                else if (named.contains(n)) put(DIRECTORY, HEADER + 8 * named.indexOf(n), address);
            }
        }
    }

    /** Makes the checksums of a part right, then wrong by so much; over as many bytes as it says that it has, as far as they are there. */
    private void sum(int n, int wrong) {
        byte[] b = parts[n];
        if (n == ROOT) {
            sum(b, ROOT_SUM, ROOT_SUMMED, wrong);
            sum(b, ROOT_SUM_OF_ALL, HEADER, 0);
        } else if (b.length > TABLE_SUM) {
            int says = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getInt(LENGTH);
            sum(b, TABLE_SUM, says > TABLE_SUM && says < b.length ? says : b.length, wrong);
        }
    }

    private static void sum(byte[] b, int at, int bytes, int wrong) {
        if (at >= b.length) return;
        b[at] = 0;
        int sum = 0;
        for (int i = 0; i < Math.min(bytes, b.length); i++) sum += b[i];
        b[at] = (byte) (wrong - sum);
    }

    /** What is in registers when the kernel is entered, from x0 on. */
    long[] registers() {
        return new long[] {0, ACPI, MAP_AT, mapBytes, stride, OPTIONS_AT, optionBytes};
    }
}
