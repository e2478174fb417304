package dev.ufork.emulator.riscv;

import dev.ufork.emulator.DeviceTree;
import dev.ufork.emulator.MachineConfig;

/** The device tree of the board, with the names, properties and order that QEMU's virt board gives its guests. */
final class BoardTree {
    static final long RAM = 0x8000_0000L;
    static final int UART_INTERRUPT = 10;
    private static final int TIMEBASE = 10_000_000;
    /** QEMU reserves this much for the tree when it chooses the address. */
    private static final long RESERVED = 1 << 20;
    private static final long ALIGNMENT = 16 << 20;
    private static final long HIGHEST = 3L << 30;
    private static final int SOFTWARE = 3;
    private static final int TIMER = 7;
    private static final int SUPERVISOR_EXTERNAL = 9;
    private static final int MACHINE_EXTERNAL = 11;

    private BoardTree() {}

    /** Where the tree is in memory. */
    static long address(MachineConfig config) {
        long end = Math.min(RAM + config.memory(), HIGHEST);
        return Math.max(RAM, (end - RESERVED) / ALIGNMENT * ALIGNMENT);
    }

    static byte[] blob(MachineConfig config) {
        int cores = config.cores();
        int plic = 2 * cores + 1;
        int test = plic + 1;
        DeviceTree root = DeviceTree.root().cells("#address-cells", 2).cells("#size-cells", 2)
                .string("compatible", "riscv-virtio").string("model", "riscv-virtio,qemu");
        root.child("chosen").string("bootargs", config.bootArguments()).string("stdout-path", "/soc/uart@10000000");
        root.child("memory@80000000").string("device_type", "memory").longs("reg", RAM, config.memory());
        cpus(root, cores);

        DeviceTree soc = root.child("soc").cells("#address-cells", 2).cells("#size-cells", 2)
                .string("compatible", "simple-bus").flag("ranges");
        soc.child("uart@10000000").cells("interrupts", UART_INTERRUPT).cells("interrupt-parent", plic)
                .cells("clock-frequency", 3_686_400).longs("reg", Uart16550.BASE, 0x100).string("compatible", "ns16550a");
        power(soc, "poweroff", 0x5555, test);
        power(soc, "reboot", 0x7777, test);
        soc.child("test@100000").cells("phandle", test).longs("reg", SifiveTest.BASE, 0x1000)
                .string("compatible", "sifive,test1", "sifive,test0", "syscon");
        soc.child("plic@c000000").cells("phandle", plic).cells("riscv,ndev", 35).longs("reg", Plic.BASE, Plic.SIZE)
                .cells("interrupts-extended", lines(cores, MACHINE_EXTERNAL, SUPERVISOR_EXTERNAL)).flag("interrupt-controller")
                .string("compatible", "riscv,plic0").cells("#interrupt-cells", 1).cells("#address-cells", 0);
        soc.child("clint@2000000").cells("interrupts-extended", lines(cores, SOFTWARE, TIMER))
                .longs("reg", Clint.BASE, Clint.SIZE).string("compatible", "riscv,clint0");
        return root.blob();
    }

    /** QEMU numbers from the last core down: core i has handle 2 (n - i) - 1, its interrupt controller the next. */
    private static int handle(int core, int cores) {
        return 2 * (cores - core) - 1;
    }

    private static void cpus(DeviceTree root, int cores) {
        DeviceTree cpus = root.child("cpus").cells("#address-cells", 1).cells("#size-cells", 0)
                .cells("timebase-frequency", TIMEBASE);
        for (int i = 0; i < cores; i++) {
            DeviceTree cpu = cpus.child("cpu@" + i).cells("phandle", handle(i, cores)).string("device_type", "cpu")
                    .cells("reg", i).string("status", "okay").string("compatible", "riscv")
                    .string("riscv,isa", "rv64imafdcsux").string("mmu-type", "riscv,sv48");
            cpu.child("interrupt-controller").cells("#interrupt-cells", 1).flag("interrupt-controller")
                    .string("compatible", "riscv,cpu-intc").cells("phandle", handle(i, cores) + 1);
        }
        DeviceTree cluster = cpus.child("cpu-map").child("cluster0");
        for (int i = 0; i < cores; i++) cluster.child("core" + i).cells("cpu", handle(i, cores));
    }

    private static void power(DeviceTree soc, String name, int value, int test) {
        soc.child(name).cells("value", value).cells("offset", 0).cells("regmap", test).string("compatible", "syscon-" + name);
    }

    private static int[] lines(int cores, int first, int second) {
        int[] cells = new int[4 * cores];
        for (int i = 0; i < cores; i++) {
            int controller = handle(i, cores) + 1;
            cells[4 * i] = controller;
            cells[4 * i + 1] = first;
            cells[4 * i + 2] = controller;
            cells[4 * i + 3] = second;
        }
        return cells;
    }
}
