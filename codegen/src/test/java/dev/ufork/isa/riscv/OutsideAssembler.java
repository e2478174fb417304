package dev.ufork.isa.riscv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An assembler that is not ours. Each text is put at a place of its own, so one that grows does not move the rest. */
enum OutsideAssembler {
    BINUTILS("riscv64-linux-gnu-as", "-march=rv64gc", "-mno-relax", "-mno-arch-attr"),
    LLVM_MC("llvm-mc", "-triple=riscv64", "-mattr=+m,+a,+f,+d,+c,-relax", "-filetype=obj");

    private static final int SLOT = 16;
    /** Room for branches backwards, so that their targets are no negative addresses. */
    private static final int START = 0x200000;
    private static final String OBJCOPY = "riscv64-linux-gnu-objcopy";
    private static final Pattern COMPLAINT = Pattern.compile(":(\\d+):(?:\\d+:)? (?:Error|error)");

    final List<String> command;

    OutsideAssembler(String... command) {
        this.command = List.of(command);
    }

    /** Whether the tools are installed. */
    boolean present() {
        return onPath(command.getFirst()) && onPath(OBJCOPY);
    }

    static boolean onPath(String tool) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":"))
            if (Files.isExecutable(Path.of(folder, tool))) return true;
        return false;
    }

    /** The words of the texts; empty where the tool does not know the text. */
    List<OptionalInt> assemble(List<String> texts) throws IOException, InterruptedException {
        return assemble(texts, false);
    }

    /** As {@link #assemble(List)}; {@code compressing} lets the tool choose shorter words than were asked for. */
    List<OptionalInt> assemble(List<String> texts, boolean compressing) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("assembler");
        try {
            TreeSet<Integer> refused = new TreeSet<>();
            String complaints = run(folder, source(texts, refused, compressing));
            Matcher m = COMPLAINT.matcher(complaints);
            while (m.find()) refused.add(Integer.parseInt(m.group(1)));
            if (!refused.isEmpty()) complaints = run(folder, source(texts, refused, compressing));
            if (COMPLAINT.matcher(complaints).find()) throw new IOException(complaints);

            exec(folder, List.of(OBJCOPY, "-O", "binary", "-j", ".text", "out.o", "out.bin"));
            ByteBuffer text = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out.bin"))).order(ByteOrder.LITTLE_ENDIAN);
            List<OptionalInt> words = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                int word = text.getInt(START + i * SLOT);
                words.add(refused.contains(i + 2) ? OptionalInt.empty() : OptionalInt.of((word & 3) == 3 ? word : word & 0xffff));
            }
            return words;
        } finally {
            try (var files = Files.list(folder)) {
                for (Path p : files.toList()) Files.delete(p);
            }
            Files.delete(folder);
        }
    }

    /** Line 1 is a heading, line i + 2 is text i. */
    private List<String> source(List<String> texts, TreeSet<Integer> without, boolean compressing) {
        List<String> lines = new ArrayList<>();
        lines.add(".text");
        for (int i = 0; i < texts.size(); i++) {
            String option = compressing || texts.get(i).startsWith("c.") ? ".option rvc" : ".option norvc";
            // llvm-mc takes a plain number as the distance.
            String text = without.contains(i + 2) ? ".4byte 0" : this == LLVM_MC ? texts.get(i).replaceFirst(" \\.\\+?(-?\\d)", " $1") : texts.get(i);
            lines.add("%s; .org 0x%x; %s".formatted(option, START + i * SLOT, text));
        }
        lines.add(".org 0x%x; .4byte 0".formatted(START + texts.size() * SLOT));
        return lines;
    }

    private String run(Path folder, List<String> lines) throws IOException, InterruptedException {
        Files.write(folder.resolve("in.s"), lines);
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("-o", "out.o", "in.s"));
        return exec(folder, all);
    }

    static String exec(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process p = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!p.waitFor(60, TimeUnit.SECONDS)) {
            p.destroyForcibly();
            throw new IOException(command + " did not end within 60 s");
        }
        return Files.readString(output);
    }
}
