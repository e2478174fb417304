package dev.ufork.emulator.morello;

import dev.ufork.emulator.DeviceTree;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Memory;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The device tree of the board: cores, memory, interrupt controller, timer, serial port and power calls. */
final class BoardTree {
    static final long RAM = 0x4000_0000L;
    static final int UART_INTERRUPT = 33;
    private static final int GIC_HANDLE = 1;
    private static final int CLOCK_HANDLE = 2;
    private static final int PPI = 1;
    private static final int SPI = 0;
    private static final int LEVEL_HIGH = 4;

    private BoardTree() {}

    static byte[] blob(MachineConfig config, List<Memory> more, boolean hasEl2) {
        DeviceTree root = DeviceTree.root().cells("#address-cells", 2).cells("#size-cells", 2).cells("interrupt-parent", GIC_HANDLE)
                .string("compatible", "linux,dummy-virt");
        root.child("chosen").string("bootargs", config.bootArguments()).string("stdout-path", "/pl011@9000000");
        LongStream memory = Stream.concat(Stream.of(RAM, config.memory()), more.stream().flatMap(bank -> Stream.of(bank.base(), bank.size()))).mapToLong(n -> n);
        root.child("memory@40000000").string("device_type", "memory").longs("reg", memory.toArray());
        DeviceTree cpus = root.child("cpus").cells("#address-cells", 1).cells("#size-cells", 0);
        for (int i = 0; i < config.cores(); i++)
            cpus.child("cpu@" + i).string("device_type", "cpu").string("compatible", "arm,morello").cells("reg", i).string("enable-method", "psci");
        String method = hasEl2 ? "smc" : "hvc";
        root.child("psci").string("compatible", "arm,psci-0.2", "arm,psci").string("method", method).cells("cpu_on", 0xc4000003)
                .cells("cpu_off", 0x84000002).cells("cpu_suspend", 0xc4000001).cells("migrate", 0xc4000005);
        root.child("timer").string("compatible", "arm,armv8-timer", "arm,armv7-timer").flag("always-on")
                .cells("interrupts", PPI, 13, LEVEL_HIGH, PPI, 14, LEVEL_HIGH, PPI, 11, LEVEL_HIGH, PPI, 10, LEVEL_HIGH);
        root.child("intc@8000000").cells("phandle", GIC_HANDLE).string("compatible", "arm,gic-v3").cells("#interrupt-cells", 3)
                .flag("interrupt-controller").cells("#redistributor-regions", 1)
                .longs("reg", Gic.DISTRIBUTOR, 0x10000, Gic.REDISTRIBUTORS, 0x20000L * config.cores());
        root.child("apb-pclk").cells("phandle", CLOCK_HANDLE).string("compatible", "fixed-clock").cells("#clock-cells", 0)
                .cells("clock-frequency", 24_000_000).string("clock-output-names", "clk24mhz");
        root.child("pl011@9000000").string("compatible", "arm,pl011", "arm,primecell").longs("reg", Pl011.BASE, 0x1000)
                .cells("interrupts", SPI, UART_INTERRUPT - 32, LEVEL_HIGH).cells("clocks", CLOCK_HANDLE, CLOCK_HANDLE)
                .string("clock-names", "uartclk", "apb_pclk");
        return root.blob();
    }
}
