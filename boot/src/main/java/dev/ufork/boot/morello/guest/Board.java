package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Device;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Offset;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;

/**
 * What the device tree says of the board: memory, serial port, interrupt controller, timer, power calls.
 *
 * <p>The controller is a GICv3 whose system registers reset has opened; here is its memory-mapped part. Source: Arm IHI 0069.
 */
@Kernel
final class Board {
    private static final long DEVICE_BYTES = 4096;
    /** The timer node's interrupts: secure, physical, virtual, hypervisor; three cells each. */
    private static final long VIRTUAL_TIMER = 2 * 12;
    private static final int FIRST_PRIVATE = 16;

    private static Cap port = Cap.NULL;
    private static boolean hvc;

    private Board() {}

    /** Of the distributor. */
    @Device
    interface Distributor extends Ref {
        int control();          void control(int c);
    }

    private static final int GROUP_1_BY_AFFINITY = 1 << 4 | 1 << 1;

    /** Of one core's redistributor, two frames of 64 KiB. */
    @Device
    interface Redistributor extends Ref {
        @Offset(0x8) int type();
        @Offset(0x14) int waker();              void waker(int w);
        @Offset(0x10080) int group();           void group(int g);
        @Offset(0x10100) int enable();          void enable(int e);
    }

    private static final long REDISTRIBUTOR_BYTES = 0x20000;
    private static final int LAST = 1 << 4;
    private static final int PROCESSOR_SLEEP = 1 << 1;
    private static final int CHILDREN_ASLEEP = 1 << 2;

    /**
     * Reads the tree, maps what it names, and makes the board ready to interrupt.
     *
     * @param all    authority over everything
     * @param tree   the physical address of the tree
     * @param tables the page tables, {@code free} the first unused one, {@code offset} what virtual addresses of the image are more than physical ones
     * @param image  where the image was loaded
     * @param made   the part of the image that is constant from now on
     */
    @Export("start_board")
    static void start(Cap all, long tree, Cap tables, Cap free, long offset, long image, Cap made) {
        Pages.start(tables, free, offset);
        Cap fdt = Tree.at(all.at(Pages.DIRECT + tree).restrict(Perms.GLOBAL | Perms.LOAD));
        if (fdt.isNull()) Stubs.halt();
        for (long node = Tree.node(fdt, 0, "memory"); node != 0; node = Tree.node(fdt, node, "memory")) {
            Cap reg = Tree.property(fdt, node, "reg");
            for (long at = 0; at + 16 <= reg.length(); at += 16) Pages.memory(Tree.wide(reg, at), Tree.wide(reg, at + 8));
        }
        long uart = Tree.node(fdt, 0, "arm,pl011");
        if (uart != 0) port = device(all, Tree.wide(Tree.property(fdt, uart, "reg"), 0), DEVICE_BYTES);
        Cap method = Tree.property(fdt, power(fdt), "method");
        hvc = !method.isNull() && Tree.equal(method, 0, Text.utf8("hvc"));
        Pages.forget(image);
        Pages.protect(made.base(), made.base() + made.length());
        Stubs.synchronize();
        interrupts(all, fdt);
    }

    private static long power(Cap fdt) {
        long node = Tree.node(fdt, 0, "arm,psci-0.2");
        return node != 0 ? node : Tree.node(fdt, 0, "arm,psci-1.0");
    }

    private static Cap device(Cap all, long address, long bytes) {
        Pages.device(address, bytes);
        return all.at(Pages.DIRECT + address).bounded(bytes).restrict(Perms.GLOBAL | Perms.LOAD | Perms.STORE);
    }

    private static void interrupts(Cap all, Cap fdt) {
        long node = Tree.node(fdt, 0, "arm,gic-v3");
        long timer = Tree.node(fdt, 0, "arm,armv8-timer");
        if (node == 0 || timer == 0) {
            Power.stop("the device tree names no GICv3 or no generic timer (QEMU: -M virt,gic-version=3)");
            return;
        }
        Cap reg = Tree.property(fdt, node, "reg");
        Distributor distributor = device(all, Tree.wide(reg, 0), DEVICE_BYTES).as(Distributor.class);
        long redistributors = Tree.wide(reg, 16);
        Stubs.synchronize();
        distributor.control(distributor.control() | GROUP_1_BY_AFFINITY);
        Redistributor mine = mine(all, redistributors);
        mine.waker(mine.waker() & ~PROCESSOR_SLEEP);
        while ((mine.waker() & CHILDREN_ASLEEP) != 0) { }
        mine.group(-1);
        mine.enable(1 << FIRST_PRIVATE + Tree.number(Tree.property(fdt, timer, "interrupts"), VIRTUAL_TIMER + 4));
    }

    /** The redistributor of this core: the one with its affinity. */
    private static Redistributor mine(Cap all, long at) {
        int affinity = (int) Stubs.affinity() & 0xff_ffff;
        while (true) {
            Cap frames = device(all, at, REDISTRIBUTOR_BYTES);
            Stubs.synchronize();
            Redistributor r = frames.as(Redistributor.class);
            if ((frames.load32(0xc) & 0xff_ffff) == affinity || (r.type() & LAST) != 0) return r;
            at += REDISTRIBUTOR_BYTES;
        }
    }

    /** The serial port; the null capability when there is none. */
    static Cap serial() { return port; }

    /** Without the stub at EL2: are power calls HVC? Otherwise they are SMC. */
    static boolean isPowerByHvc() { return hvc; }
}
