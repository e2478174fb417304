package dev.ufork.boot.morello.guest;

import dev.ufork.boot.guest.Console;
import dev.ufork.boot.guest.End;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;

/**
 * What the device tree says of the board: memory, serial port, power calls; {@link Controller} looks for the rest. Where UEFI was, a tree is made: of the memory
 * that it has left, of the load options and, if it hands on ACPI's tables only, of those.
 */
@Kernel
final class Board {
    static final long DEVICE_BYTES = 4096;
    private static final long TREE_GAP = 1 << 20;
    private static final long NOWHERE = -1;

    private static Cap port = Cap.NULL;
    private static int powerCalls;
    private static boolean faulted;

    /** How power calls are made. */
    static final int NONE = 0;
    static final int HVC = 1;
    static final int SMC = 2;

    private static final Facts FACTS = Global.of(Facts.class);
    private static final Cap MADE = Global.bytes(MadeTree.BYTES, 16);
    private static final Cap LINE = Global.bytes(MadeTree.LINE_BYTES, 16);

    private Board() {}

    /**
     * Reads the tree, maps what it names, and makes the board ready to interrupt.
     *
     * @param all    authority over everything
     * @param given  the physical address of the tree, or 0
     * @param tables the page tables, {@code free} the first unused one, {@code offset} what virtual addresses of the image are more than physical ones
     * @param image  where the image was loaded
     * @param made   the part of the image that is constant from now on
     * @param uefi   what UEFI has handed on
     * @return the physical address of the tree that the kernel is to read
     */
    @Export("start_board")
    static long start(Cap all, long given, Cap tables, Cap free, long offset, long image, Cap made, Firmware uefi) {
        Pages.start(tables, free, offset);
        Cap tree = given == 0 ? Cap.NULL : Tree.at(all.at(Pages.DIRECT + given).restrict(Perms.GLOBAL | Perms.LOAD));
        boolean isMade = uefi.map() != 0;
        if (isMade) makeTree(all, tree, uefi, image);
        Cap fdt = tree.isNull() && isMade ? MADE : tree;
        if (fdt.isNull()) Stubs.halt();
        mapMemory(isMade ? MADE : fdt);
        long uart = openSerial(all, fdt);
        long node = power(fdt);
        Cap method = node == 0 ? Cap.NULL : Tree.property(fdt, node, "method");
        if (!method.isNull()) powerCalls = Tree.equal(method, 0, Text.utf8("hvc")) ? HVC : Tree.equal(method, 0, Text.utf8("smc")) ? SMC : NONE;
        Pages.forget(image);
        Pages.protect(made.base(), made.base() + made.length());
        Stubs.synchronize();
        Controller.start(all, fdt, uart);
        return isMade ? MADE.address() - offset : given;
    }

    private static void mapMemory(Cap fdt) {
        for (long node = Tree.node(fdt, 0, "memory"); node != 0; node = Tree.node(fdt, node, "memory")) {
            Cap reg = Tree.property(fdt, node, "reg");
            for (long at = 0; !reg.isNull() && U.le(at + 16, reg.length()); at += 16) Pages.memory(Tree.wide(reg, at), Tree.wide(reg, at + 8));
        }
    }

    /** The serial port's node; 0 if there is none that can be used. */
    private static long openSerial(Cap all, Cap fdt) {
        long uart = Tree.node(fdt, 0, "arm,pl011");
        long serial = uart == 0 ? NOWHERE : address(fdt, uart, 0);
        if (!canBeDevice(fdt, serial)) return 0;
        openPort(all, serial);
        return uart;
    }

    /** There is a port once it has answered: a fault before that has nowhere to be told. */
    private static void openPort(Cap all, long address) {
        Cap registers = device(all, address, DEVICE_BYTES);
        Stubs.synchronize();
        Serial.touch(registers);
        port = registers;
    }

    /** The {@code n}-th address in a node's registers, each of which has a size; {@link #NOWHERE} when there is none. */
    static long address(Cap fdt, long node, int n) {
        Cap reg = Tree.property(fdt, node, "reg");
        return reg.isNull() || U.lt(reg.length(), n * 16L + 16) ? NOWHERE : Tree.wide(reg, n * 16L);
    }

    /** Can registers of a device be there: where the kernel can see them, at the begin of a page, and not in memory? */
    static boolean canBeDevice(Cap fdt, long address) {
        if (address == NOWHERE || (address & DEVICE_BYTES - 1) != 0 || !U.lt(address, Pages.REACH)) return false;
        for (long node = Tree.node(fdt, 0, "memory"); node != 0; node = Tree.node(fdt, node, "memory")) {
            Cap reg = Tree.property(fdt, node, "reg");
            for (long at = 0; !reg.isNull() && U.le(at + 16, reg.length()); at += 16)
                if (U.lt(address - Tree.wide(reg, at), Tree.wide(reg, at + 8))) return false;
        }
        return true;
    }

    /** A fault before the kernel has its own way with faults. Another one means that there is no console either. */
    @Export("start_fault")
    static void fault() {
        if (faulted || port.isNull()) Stubs.halt();
        faulted = true;
        End.stop("the device tree names memory or a device where there is none");
    }

    /**
     * What the kernel is to read where UEFI was: memory that it has left, the command line, and of ACPI's tables the devices. When they are wrong, says so on the port
     * that they or the given tree name, if they do, and stops.
     */
    private static void makeTree(Cap all, Cap given, Firmware uefi, long image) {
        long bytes = uefi.mapBytes();
        long stride = uefi.stride();
        int result = Acpi.NO_MAP;
        if (MemoryMap.isOne(bytes, stride)) {
            Cap map = all.at(Pages.DIRECT + uefi.map()).boundedAtLeast(bytes).restrict(Perms.GLOBAL | Perms.LOAD);
            result = given.isNull() ? readTables(all, map, uefi) : Acpi.WELL;
            if (result == Acpi.WELL && !MemoryMap.findFree(map, bytes, stride, image, FACTS)) result = Acpi.NO_MEMORY;
        }
        if (result == Acpi.WELL) {
            writeTree(all, given, uefi);
            return;
        }
        powerCalls = FACTS.power();
        if (FACTS.serial() != 0) openPort(all, FACTS.serial());
        if (!given.isNull()) openSerial(all, given);
        Stubs.synchronize();
        End.stop(Acpi.why(result));
    }

    private static int readTables(Cap all, Cap map, Firmware uefi) {
        MemoryMap.mapTables(map, uefi.mapBytes(), uefi.stride());
        Stubs.synchronize();
        return Acpi.read(all, map, uefi.mapBytes(), uefi.stride(), uefi.root(), FACTS);
    }

    /** The load options are the command line; without any, the given tree's is. */
    private static void writeTree(Cap all, Cap given, Firmware uefi) {
        Cap options = all.at(Pages.DIRECT + uefi.options()).boundedAtLeast(uefi.optionBytes()).restrict(Perms.GLOBAL | Perms.LOAD);
        Cap line = LINE;
        long bytes = LoadOptions.write(options, uefi.optionBytes(), LINE);
        if (bytes == 0 && !given.isNull()) {
            line = Tree.property(given, Tree.named(given, "chosen"), "bootargs");
            bytes = line.length() - 1;
        }
        MadeTree.write(MADE, FACTS, line, bytes < MadeTree.LINE_BYTES ? bytes : 0, given.isNull());
    }

    /** Where memory begins that nobody uses: behind the image, and behind the tree if a loader has put that right there. */
    @Export("free_memory")
    static long freeMemory(Cap all, long tree, long end) {
        if (tree < end || tree - end > TREE_GAP) return end;
        return tree + Tree.at(all.at(Pages.DIRECT + tree).restrict(Perms.GLOBAL | Perms.LOAD)).length();
    }

    private static long power(Cap fdt) {
        long node = Tree.node(fdt, 0, "arm,psci-0.2");
        return node != 0 ? node : Tree.node(fdt, 0, "arm,psci-1.0");
    }

    /** Maps a device, and makes the capability for its registers. */
    static Cap device(Cap all, long address, long bytes) {
        Pages.device(address, bytes);
        return all.at(Pages.DIRECT + address).bounded(bytes).restrict(Perms.GLOBAL | Perms.LOAD | Perms.STORE);
    }

    /** Says that there is nothing between programs and firmware but what the loader admits. */
    @Export("say_level")
    static void sayLevel() {
        if (!Stubs.isStubThere()) Console.text("ufork: entered at EL1: isolation rests on the admission of programs' text alone\n");
    }

    /** The serial port; the null capability when there is none. */
    static Cap serial() { return port; }

    /** How power calls are made, without the stub at EL2. */
    static int howToPower() { return powerCalls; }
}
