package dev.ufork.boot.morello.guest;

import dev.ufork.boot.guest.End;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Device;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Offset;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.U;

/**
 * The interrupt controller, a GICv3 whose system registers reset has opened; two interrupts are used, the virtual timer's and the serial port's. Source: Arm
 * IHI 0069.
 *
 * <p>The timer is the more urgent: while our stub at EL2 leaves the port's interrupt active, the timer's still comes.
 */
@Kernel
final class Controller {
    /** The timer node's interrupts: secure, physical, virtual, hypervisor; three cells each. */
    private static final long VIRTUAL_TIMER = 2 * 12;
    private static final int FIRST_OF_CORE = 16;
    private static final int FIRST_SHARED = 32;
    private static final int NONE = 1020;
    private static final long TIMER_MASKED = 3;

    /** Of all shared interrupts; their registers have a bit, a byte or 64 bits for each. */
    @Device
    interface Distributor extends Ref {
        int control();          void control(int c);
    }

    private static final int GROUP_1_BY_AFFINITY = 1 << 4 | 1 << 1;
    private static final long DISTRIBUTOR_BYTES = 0x10000;
    /** GICD_PIDR2 and GICR_PIDR2. */
    private static final long IDENTITY = 0xffe8;
    private static final long GROUP = 0x80;
    private static final long ENABLE = 0x100;
    private static final long PRIORITY = 0x400;
    private static final long ROUTE = 0x6000;

    /** Of one core, two frames of 64 KiB. */
    @Device
    interface Redistributor extends Ref {
        @Offset(0x8) int type();
        @Offset(0xc) int affinity();
        @Offset(0x14) int waker();              void waker(int w);
        @Offset(0x10080) int group();           void group(int g);
        @Offset(0x10100) int enable();          void enable(int e);
    }

    private static final long REDISTRIBUTOR_BYTES = 0x20000;
    private static final long OWN_PRIORITY = 0x10400;
    private static final int LAST = 1 << 4;
    private static final int PROCESSOR_SLEEP = 1 << 1;
    private static final int CHILDREN_ASLEEP = 1 << 2;
    private static final int URGENT = 0x80;
    private static final int LESS_URGENT = 0xc0;

    private static int device;

    private Controller() {}

    /** @param uart the serial port's node, or 0 */
    static void start(Cap all, Cap fdt, long uart) {
        long node = Tree.node(fdt, 0, "arm,gic-v3");
        long timer = Tree.node(fdt, 0, "arm,armv8-timer");
        if (node == 0 || timer == 0) {
            End.stop("the device tree names no GICv3 or no generic timer (QEMU: -M virt,gic-version=3)");
            return;
        }
        long frames = Board.address(fdt, node, 1);
        if (!Board.canBeDevice(fdt, Board.address(fdt, node, 0)) || !Board.canBeDevice(fdt, frames))
            End.stop("the device tree says of the GICv3 no place where it can be");
        Cap interrupts = Tree.property(fdt, timer, "interrupts");
        int number = Tree.number(interrupts, VIRTUAL_TIMER + 4);
        if (interrupts.isNull() || !U.lt(number, FIRST_OF_CORE) || U.lt(interrupts.length(), VIRTUAL_TIMER + 12))
            End.stop("the device tree says of the generic timer no interrupt that it can have");
        Cap distributor = Board.device(all, Board.address(fdt, node, 0), DISTRIBUTOR_BYTES);
        Stubs.synchronize();
        if (!isOne(distributor)) End.stop("the device tree names a GICv3 where there is none");
        Distributor d = distributor.as(Distributor.class);
        d.control(d.control() | GROUP_1_BY_AFFINITY);
        int affinity = (int) Stubs.affinity() & 0xff_ffff;
        ofCore(mine(all, frames, affinity), FIRST_OF_CORE + number);
        if (uart == 0) return;
        interrupts = Tree.property(fdt, uart, "interrupts");
        int port = FIRST_SHARED + Tree.number(interrupts, 4);
        if (!interrupts.isNull() && port >= FIRST_SHARED && port < NONE) shared(distributor, port, affinity);
    }

    /** Do the registers say that they are of a GICv3 or its successor? */
    private static boolean isOne(Cap registers) {
        int revision = registers.load32(IDENTITY) >>> 4 & 15;
        return revision == 3 || revision == 4;
    }

    /** The redistributor of this core: the one with its affinity. */
    private static Cap mine(Cap all, long at, int affinity) {
        while (true) {
            Cap frames = Board.device(all, at, REDISTRIBUTOR_BYTES);
            Stubs.synchronize();
            if (!isOne(frames)) End.stop("the device tree names redistributors of the GICv3 where there are none");
            Redistributor r = frames.as(Redistributor.class);
            if ((r.affinity() & 0xff_ffff) == affinity || (r.type() & LAST) != 0) return frames;
            at += REDISTRIBUTOR_BYTES;
        }
    }

    private static void ofCore(Cap frames, int interrupt) {
        Redistributor r = frames.as(Redistributor.class);
        r.waker(r.waker() & ~PROCESSOR_SLEEP);
        while ((r.waker() & CHILDREN_ASLEEP) != 0) { }
        r.group(-1);
        frames.store8(OWN_PRIORITY + interrupt, URGENT);
        r.enable(1 << interrupt);
    }

    private static void shared(Cap distributor, int interrupt, int affinity) {
        device = interrupt;
        long word = interrupt / 32 * 4L;
        distributor.store32(GROUP + word, distributor.load32(GROUP + word) | 1 << interrupt % 32);
        distributor.store8(PRIORITY + interrupt, LESS_URGENT);
        distributor.store64(ROUTE + interrupt * 8L, affinity);
        distributor.store32(ENABLE + word, 1 << interrupt % 32);
    }

    /** Forgets the interrupt that was raised. Our stub has silenced the timer, and waits for a word about the port; without it both is to be done here. */
    @Export("clear_interrupt")
    static void clear() {
        if (Stubs.isStubThere()) {
            Stubs.interruptWasTaken(device);
            return;
        }
        long interrupt = Stubs.acknowledge() & 0xff_ffff;
        if (interrupt >= NONE) return;
        if (interrupt < FIRST_SHARED) Stubs.timerControl(TIMER_MASKED);
        Stubs.endOf(interrupt);
    }
}
