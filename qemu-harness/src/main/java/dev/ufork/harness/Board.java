package dev.ufork.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The boards an ELF file can be for, one row each: how to recognise the file, where RAM is, and how QEMU is started.
 *
 * <p>Both are QEMU's {@code virt} boards; the embedded machines use the same addresses and the same reset state.
 */
public enum Board {
    /*
     * Without "-bios none" QEMU looks for a firmware file that is not shipped; with it the reset vector jumps to the
     * first byte of RAM, whatever the ELF entry says. Xcheri_v9 selects tag clearing instead of ISAv8's traps.
     * "...xcheri" is the newer name of the same program and is preferred where both exist.
     */
    RISCV64("riscv64", 243, 0x8000_0000L, true, false,
            List.of("qemu-system-riscv64xcheri", "qemu-system-riscv64cheri"),
            List.of("-M", "virt", "-cpu", "rv64,Xcheri_v9=true", "-bios", "none")),

    /*
     * virtualization=on enters the image at EL2, as boards do. PSCI's power-off carries no status, so the guest's
     * status is the console record that ExitRecord reads.
     */
    MORELLO("morello", 183, 0x4000_0000L, false, true,
            List.of("qemu-system-morello"),
            List.of("-M", "virt,virtualization=on,gic-version=3", "-cpu", "morello"));

    private final String target;
    private final int elfMachine;
    private final long ramBase;
    private final boolean startsAtRamBase;
    private final boolean statusOnConsole;
    private final List<String> binaries;
    private final List<String> qemuOptions;

    Board(String target, int elfMachine, long ramBase, boolean startsAtRamBase, boolean statusOnConsole,
          List<String> binaries, List<String> qemuOptions) {
        this.target = target;
        this.elfMachine = elfMachine;
        this.ramBase = ramBase;
        this.startsAtRamBase = startsAtRamBase;
        this.statusOnConsole = statusOnConsole;
        this.binaries = binaries;
        this.qemuOptions = qemuOptions;
    }

    /** The name people use: {@code riscv64}, {@code morello}. */
    public String target() {
        return target;
    }

    /** {@code e_machine} of the ELF files this board runs. */
    public int elfMachine() {
        return elfMachine;
    }

    /** Physical address of the first byte of RAM. */
    public long ramBase() {
        return ramBase;
    }

    /** Does the board start at the first byte of RAM, whatever the file's entry point says? */
    public boolean startsAtRamBase() {
        return startsAtRamBase;
    }

    /** Does power-off carry no status, so that the guest prints it instead? */
    boolean statusOnConsole() {
        return statusOnConsole;
    }

    /** Names of the QEMU programs that have this board, best first. */
    public List<String> binaries() {
        return binaries;
    }

    /** QEMU's options that make it this board. */
    public List<String> qemuOptions() {
        return qemuOptions;
    }

    /** The board of this target name. */
    public static Optional<Board> ofTarget(String target) {
        return Arrays.stream(values()).filter(board -> board.target.equals(target)).findFirst();
    }
}
