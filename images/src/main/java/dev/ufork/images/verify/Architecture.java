package dev.ufork.images.verify;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Permission;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What differs between the architectures of the kernel for somebody who reads a machine: registers, page table, capabilities. One row each. */
enum Architecture {
    /** SCRs but DDC ask for Access_System_Registers, which no program has. */
    RISCV(243, CapFormat.CC128, 32, 14, "cra csp cgp ctp ct[0-6] cs[0-9] cs1[01] ca[0-7] pcc ddc",
            "cra csp cgp ctp ct0 ct1 ct2 ct3 ct4 ct5 ct6 cfp=cs0 cs1 cs2 cs3 cs4 cs5 cs6 cs7 cs8 cs9 cs10 cs11 ca0 ca1 ca2 ca3 ca4 ca5 ca6 ca7 pcc ddc csr180=satp",
            new Permission[] {Permission.SYSTEM, Permission.SEAL, Permission.UNSEAL, Permission.BRANCH_SEALED_PAIR, Permission.SET_CID},
            core -> new Sv48(integer(core, "satp")), (config, _) -> new dev.ufork.emulator.riscv.VirtMachine(config)),

    /** Programs are Restricted: csp and ddc are what the core reports as RCSP and RDDC. The others of the list can be read at EL1 without permission. */
    MORELLO(183, CapFormat.CC128M, 34, 13, "c[0-9] c[12][0-9] c30 csp pcc ddc rctpidr_el0 ctpidrro_el0 cid_el0 celr_el1",
            "c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20 c21 c22 c23 c24 c25 c26 c27 c28 c29 c30 csp pcc ddc "
                    + "rctpidr=rctpidr_el0 cid=cid_el0 TTBR0_EL1=ttbr0_el1 TCR_EL1=tcr_el1 CCTLR_EL1=cctlr_el1",
            new Permission[] {Permission.SYSTEM, Permission.SEAL, Permission.UNSEAL, Permission.EXECUTIVE, Permission.SET_CID},
            core -> new StageOne(integer(core, "ttbr0_el1"), integer(core, "tcr_el1"), integer(core, "cctlr_el1")),
            (config, level) -> new dev.ufork.emulator.morello.VirtMachine(config, dev.ufork.emulator.morello.VirtMachine.Entry.valueOf("EL" + level)));

    private final int elfMachine;
    private final CapFormat format;
    private final int frameRegisters;
    private final int firstOfProgram;
    private final Pattern readable;
    private final Map<String, String> gdbRegisters = new LinkedHashMap<>();
    private final int forbidden;
    private final Function<CoreReport, Paging> paging;
    private final BiFunction<MachineConfig, Integer, Machine> machine;

    Architecture(int elfMachine, CapFormat format, int frameRegisters, int firstOfProgram, String readable, String gdbRegisters,
            Permission[] forbidden, Function<CoreReport, Paging> paging, BiFunction<MachineConfig, Integer, Machine> machine) {
        this.elfMachine = elfMachine;
        this.format = format;
        this.frameRegisters = frameRegisters;
        this.firstOfProgram = firstOfProgram;
        this.readable = Pattern.compile(readable.replace(' ', '|'));
        for (String pair : gdbRegisters.split(" ")) this.gdbRegisters.put(pair.substring(0, (pair + "=").indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        this.forbidden = Permission.mask(format, forbidden);
        this.paging = paging;
        this.machine = machine;
    }

    /** The row of an ELF file's {@code e_machine}. */
    static Architecture of(int elfMachine) {
        return Arrays.stream(values()).filter(a -> a.elfMachine == elfMachine).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("ELF machine %d: the kernel is not for it".formatted(elfMachine)));
    }

    CapFormat format() {
        return format;
    }

    /** Slots of a saved frame that hold registers. */
    int frameRegisters() {
        return frameRegisters;
    }

    /** In a saved context: the first of the registers that the kernel does not use and programs may write, up to the end. */
    int firstOfProgram() {
        return firstOfProgram;
    }

    /** Can a program that runs use or read the register? */
    boolean isReadable(String register) {
        return readable.matcher(register).matches();
    }

    /** The names of registers in a gdb stub's description, and ours: those that are readable or say how memory is translated. */
    Map<String, String> gdbRegisters() {
        return Collections.unmodifiableMap(gdbRegisters);
    }

    /** The bits of permissions that no program has. */
    int forbidden() {
        return forbidden;
    }

    Paging paging(CoreReport core) {
        return paging.apply(core);
    }

    /** An embedded machine; {@code level} is the exception level at which a Morello board's core begins. */
    Machine machine(MachineConfig config, int level) {
        return machine.apply(config, level);
    }

    private static long integer(CoreReport core, String name) {
        return core.registers().stream().filter(r -> r.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the machine does not tell what %s is".formatted(name))).value();
    }
}
