package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;

/**
 * ACPI's tables, as far as start-up asks them. Source: ACPI specification 6.5, sections 5.2.5 to 5.2.12 and 5.2.25; Arm's SPCR specification.
 *
 * <p>Numbers in them are little-endian and lie anywhere. A table is read only where the memory map says that tables may be, all of it, and with a right
 * checksum.
 */
@Kernel
final class Acpi {
    // What came of it; the text of each is in why.
    static final int WELL = 0;
    static final int NO_MAP = 1;
    static final int NO_ROOT = 2;
    static final int NO_DIRECTORY = 3;
    static final int NO_CONTROLLER = 4;
    static final int NO_TIMER = 5;
    static final int NO_FIXED = 6;
    static final int NO_MEMORY = 7;

    private static final long HEADER = 36;
    private static final long MOST = 1 << 20;
    private static final long ROOT = 36;
    private static final long SERIAL = 58;
    private static final long TIMER = 72;
    private static final long FIXED = 131;

    // Types of serial ports that are programmed as a PL011.
    private static final int PL011 = 3;
    private static final int SBSA_32_BIT = 13;
    private static final int SBSA = 14;

    // Structures of the MADT.
    private static final long FIRST = 44;
    private static final int CORE = 11;
    private static final int DISTRIBUTOR = 12;
    private static final int REDISTRIBUTORS = 14;

    private static Cap all = Cap.NULL;
    private static Cap map = Cap.NULL;
    private static long mapBytes;
    private static long stride;

    private Acpi() {}

    /**
     * Reads the tables, which are mapped; what was found before something was wrong is in {@code facts} too, the serial port first.
     *
     * @param all  authority over everything
     * @param map  UEFI's memory map, so many bytes, a descriptor every {@code stride}
     * @param root the physical address of the root pointer
     */
    static int read(Cap all, Cap map, long mapBytes, long stride, long root, Facts facts) {
        Acpi.all = all;
        Acpi.map = map;
        Acpi.mapBytes = mapBytes;
        Acpi.stride = stride;
        if (!holds(root, ROOT)) return NO_ROOT;
        Cap pointer = at(root, ROOT);
        if (!begins(pointer, "RSD PTR ") || pointer.load8(15) < 2 || sum(pointer, 20) != 0 || sum(pointer, ROOT) != 0) return NO_ROOT;
        Cap directory = table(number(pointer, 24, 8), "XSDT", HEADER);
        if (directory.isNull()) return NO_DIRECTORY;
        serial(find(directory, "SPCR", SERIAL), facts);
        Cap fixed = find(directory, "FACP", FIXED);
        if (fixed.isNull()) return NO_FIXED;
        int boot = fixed.load8(129);
        facts.power((boot & 1) == 0 ? Board.NONE : (boot & 2) == 0 ? Board.SMC : Board.HVC);
        if (!controller(find(directory, "APIC", FIRST), facts)) return NO_CONTROLLER;
        Cap timer = find(directory, "GTDT", TIMER);
        if (timer.isNull()) return NO_TIMER;
        int interrupt = (int) number(timer, 64, 4);
        facts.timerInterrupt(interrupt);
        return interrupt >= 16 && interrupt < 32 ? WELL : NO_TIMER;
    }

    static String why(int result) {
        return switch (result) {
            case NO_MAP -> "UEFI has handed on no memory map that can be one";
            case NO_ROOT -> "ACPI: no root pointer (RSDP) of version 2 with a right checksum where tables may be";
            case NO_DIRECTORY -> "ACPI: the XSDT is missing, too long, or its checksum is wrong";
            case NO_CONTROLLER -> "ACPI: the MADT is missing or wrong, or names no GICv3";
            case NO_TIMER -> "ACPI: the GTDT is missing or wrong, or has no interrupt of the virtual timer";
            case NO_FIXED -> "ACPI: the FADT is missing or wrong";
            default -> "UEFI's memory map: the kernel lies in no free memory";
        };
    }

    private static boolean holds(long address, long bytes) { return MemoryMap.holdsTable(map, mapBytes, stride, address, bytes); }

    private static Cap at(long address, long bytes) {
        return all.at(Pages.DIRECT + address).boundedAtLeast(bytes).restrict(Perms.GLOBAL | Perms.LOAD);
    }

    /** A number of {@code n} bytes. */
    static long number(Cap bytes, long at, int n) {
        long value = 0;
        for (int i = n - 1; i >= 0; i--) value = value << 8 | bytes.load8(at + i) & 0xff;
        return value;
    }

    private static int sum(Cap bytes, long n) {
        int sum = 0;
        for (long i = 0; i < n; i++) sum += bytes.load8(i);
        return sum & 0xff;
    }

    private static boolean begins(Cap bytes, String signature) {
        Cap text = Text.utf8(signature);
        long n = text.length();
        for (long i = 0; i < n; i++) if (bytes.load8(i) != text.load8(i)) return false;
        return true;
    }

    private static long length(Cap table) { return number(table, 4, 4); }

    /** The table at an address, if it is that, has at least so many bytes, and is right; otherwise the null capability. */
    private static Cap table(long address, String signature, long least) {
        if (!holds(address, HEADER)) return Cap.NULL;
        Cap header = at(address, HEADER);
        long bytes = length(header);
        if (!begins(header, signature) || bytes < least || bytes > MOST || !holds(address, bytes)) return Cap.NULL;
        Cap table = at(address, bytes);
        return sum(table, bytes) == 0 ? table : Cap.NULL;
    }

    private static Cap find(Cap directory, String signature, long least) {
        for (long at = HEADER; at + 8 <= length(directory); at += 8) {
            Cap table = table(number(directory, at, 8), signature, least);
            if (!table.isNull()) return table;
        }
        return Cap.NULL;
    }

    private static boolean isDevice(long address) { return address != 0 && U.lt(address, MemoryMap.REACH) && (address & 0xfff) == 0; }

    /** The port, if it is one of those and its registers are in memory; its interrupt, if it goes to the controller. */
    private static void serial(Cap table, Facts facts) {
        if (table.isNull()) return;
        int type = table.load8(36);
        long address = number(table, 44, 8);
        if (type != PL011 && type != SBSA && type != SBSA_32_BIT || table.load8(40) != 0 || !isDevice(address)) return;
        facts.serial(address);
        long interrupt = number(table, 54, 4);
        if ((table.load8(52) & 8) != 0 && interrupt >= 32 && interrupt < 1020) facts.serialInterrupt((int) interrupt);
    }

    /** Where redistributors are is said by ranges, or else by each core. */
    private static boolean controller(Cap table, Facts facts) {
        if (table.isNull()) return false;
        long ofCore = 0;
        long bytes = length(table);
        for (long at = FIRST; at + 2 <= bytes; ) {
            long length = table.load8(at + 1) & 0xff;
            if (length < 2 || length > bytes - at) return false;
            int type = table.load8(at);
            if (type == DISTRIBUTOR && length >= 24) {
                int version = table.load8(at + 20);
                if (version == 1 || version == 2) return false;
                facts.distributor(number(table, at + 8, 8));
            }
            if (type == REDISTRIBUTORS && length >= 16 && facts.redistributors() == 0) facts.redistributors(number(table, at + 4, 8));
            if (type == CORE && length >= 76 && ofCore == 0) ofCore = number(table, at + 60, 8);
            at += length;
        }
        if (facts.redistributors() == 0) facts.redistributors(ofCore);
        return isDevice(facts.distributor()) && isDevice(facts.redistributors());
    }
}
