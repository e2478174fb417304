package dev.ufork.boot;

import dev.ufork.boot.morello.UforkMorello;
import dev.ufork.boot.riscv.UforkRiscv;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.link.LinkedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The image of the μFork kernel for each architecture, made once for all tests that boot it. */
public enum Built {
    RISCV(new UforkRiscv()::build, CapFormat.CC128, 2, 1, 10), MORELLO(new UforkMorello()::build, CapFormat.CC128M, 31, 30, 0);

    private final Supplier<LinkedImage> builder;
    final CapFormat format;
    /** The numbers of the stack pointer, the register of the return address, and that of a first argument and a result. */
    final int stack;
    final int link;
    final int result;
    private byte[] elf;
    private Path file;

    Built(Supplier<LinkedImage> builder, CapFormat format, int stack, int link, int result) {
        this.builder = builder;
        this.format = format;
        this.stack = stack;
        this.link = link;
        this.result = result;
    }

    /** The image's file, which nobody changes. */
    public synchronized byte[] elf() {
        if (elf == null) elf = builder.get().elf();
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
