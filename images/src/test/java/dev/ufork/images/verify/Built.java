package dev.ufork.images.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongUnaryOperator;

/** The images of the μFork kernel, and what a test must know to damage their page tables. */
enum Built {
    RISCV("ufork-riscv.elf", 33, 0x8000_0000L, 0x1000_0000L, 0x003f_ffff_ffff_fc00L, 2,
            entry -> entry | 1 << 2,                             // W
            entry -> entry | 1 << 3,                             // X
            entry -> entry & ~(1L << 60) | 1L << 62),            // CR, and no CRM
    MORELLO("ufork-morello.elf", 38, 0x4000_0000L, 0x0900_0000L, 0x0000_ffff_ffff_f000L, 0,
            entry -> entry & ~(1L << 7),                         // AP2
            entry -> entry & ~(1L << 53),                        // PXN
            entry -> entry & ~(3L << 61) | 1L << 61);            // LC

    private final String file;
    /** Registers that a program can read: the general ones, and on Morello 31 and seven more. */
    final int registers;
    /** Physical addresses: where RAM and with it the kernel begins, and the serial port. */
    final long ram;
    final long device;
    private final long frame;
    private final int shift;
    private final LongUnaryOperator writable;
    private final LongUnaryOperator executable;
    private final LongUnaryOperator open;

    Built(String file, int registers, long ram, long device, long frame, int shift, LongUnaryOperator writable, LongUnaryOperator executable, LongUnaryOperator open) {
        this.file = file;
        this.registers = registers;
        this.ram = ram;
        this.device = device;
        this.frame = frame;
        this.shift = shift;
        this.writable = writable;
        this.executable = executable;
        this.open = open;
    }

    Path path() {
        return Path.of("target", "images", file);
    }

    KernelImage image() throws IOException {
        return KernelImage.of(Files.readAllBytes(path()));
    }

    long writable(long entry) {
        return writable.applyAsLong(entry);
    }

    long executable(long entry) {
        return executable.applyAsLong(entry);
    }

    /** The page of the entry without its trap. */
    long open(long entry) {
        return open.applyAsLong(entry);
    }

    /** The entry for another page. */
    long with(long entry, long address) {
        return entry & ~frame | address >>> shift;
    }
}
