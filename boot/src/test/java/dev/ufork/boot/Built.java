package dev.ufork.boot;

import dev.ufork.boot.morello.UforkMorello;
import dev.ufork.boot.riscv.UforkRiscv;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The image of the μFork kernel for each architecture, made once for all tests that boot it. */
public enum Built {
    RISCV(new UforkRiscv(), CapFormat.CC128, 2, 1, 10), MORELLO(new UforkMorello(), CapFormat.CC128M, 31, 30, 0);

    private final UforkParts parts;
    final CapFormat format;
    /** The numbers of the stack pointer, the register of the return address, and that of a first argument and a result. */
    final int stack;
    final int link;
    final int result;
    private byte[] elf;
    private Path file;

    Built(UforkParts parts, CapFormat format, int stack, int link, int result) {
        this.parts = parts;
        this.format = format;
        this.stack = stack;
        this.link = link;
        this.result = result;
    }

    UforkParts parts() {
        return parts;
    }

    /** The word of an instruction that names no place. */
    int word(String instruction) {
        return this == RISCV ? Xcheri.ISA.parse(instruction, Mode.CAPABILITY).encode() : Morello.parse(instruction, dev.ufork.isa.morello.Mode.C64, 0).encode();
    }

    /** The image's file, which nobody changes. */
    public synchronized byte[] elf() {
        if (elf == null) elf = parts.build().elf();
        return elf;
    }

    synchronized Path image() throws IOException {
        if (file == null) {
            file = Files.createTempFile("ufork-", ".elf");
            file.toFile().deleteOnExit();
            Files.write(file, elf());
        }
        return file;
    }
}
