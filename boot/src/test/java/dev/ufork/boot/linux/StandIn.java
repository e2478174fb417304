package dev.ufork.boot.linux;

import dev.ufork.elf.ByteSink;
import dev.ufork.elf.Elf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The x86-64 program of a Linux process that stands in for a hosted program: a loop that makes the system calls it finds in its {@link Slot}.
 *
 * <p>This exists because a JVM can neither fork, nor wait for signals, nor be replaced by {@code execve}, and because its own descriptors are in the way.
 * The instructions are in the resource {@value #GOLDEN}, beside their bytes.
 */
final class StandIn {
    static final String GOLDEN = "stand-in.golden";
    private static final int EM_X86_64 = 62;
    private static final long BASE = 0x10000;
    private static final int EHDR = 64;
    private static final int PHDR = 56;
    private static final int PT_LOAD_RWX = 7;

    private final byte[] code;
    private final Map<String, Long> labels = new HashMap<>();

    StandIn() {
        ByteSink bytes = new ByteSink();
        for (String line : text().lines().toList()) {
            int bar = line.indexOf('|');
            if (bar < 0) continue;
            int colon = line.indexOf(':', bar);
            if (colon > 0) labels.put(line.substring(bar + 1, colon).strip(), BASE + EHDR + PHDR + bytes.size());
            bytes.bytes(HexFormat.ofDelimiter(" ").parseHex(line.substring(0, bar).strip()));
        }
        code = bytes.toByteArray();
    }

    /** The table of instructions. */
    static String text() {
        try (InputStream in = StandIn.class.getResourceAsStream(GOLDEN)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where Linux enters every signal handler. */
    long handler() {
        return labels.get("caught");
    }

    /** Where a handler returns to. */
    long restorer() {
        return labels.get("leave");
    }

    /** The executable file: the stand-in, the path of the memory that it shares, and the program's name, which only {@link #program} reads. */
    byte[] file(Path shared, String program) {
        byte[] path = shared.toString().getBytes(StandardCharsets.UTF_8);
        byte[] name = program.getBytes(StandardCharsets.UTF_8);
        int size = EHDR + PHDR + code.length + path.length + 1 + name.length + 1;
        ByteSink out = new ByteSink();
        out.u8(0x7f).bytes("ELF".getBytes(StandardCharsets.US_ASCII)).u8(Elf.ELFCLASS64).u8(Elf.ELFDATA2LSB).u8(Elf.EV_CURRENT).zeros(9);
        out.u16(Elf.ET_EXEC).u16(EM_X86_64).u32(Elf.EV_CURRENT).u64(BASE + EHDR + PHDR).u64(EHDR).u64(0).u32(0);
        out.u16(EHDR).u16(PHDR).u16(1).u16(0).u16(0).u16(0);
        out.u32(Elf.PT_LOAD).u32(PT_LOAD_RWX).u64(0).u64(BASE).u64(BASE).u64(size).u64(size).u64(0x1000);
        return out.bytes(code).bytes(path).u8(0).bytes(name).u8(0).toByteArray();
    }

    /** The name of the program that a file made by {@link #file} stands in for. */
    static String program(Path file) {
        try {
            String all = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return all.substring(all.lastIndexOf(0, all.length() - 2) + 1, all.length() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
