package dev.ufork.images.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.dwarf.Symbolizer;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debuggers of other hands find the Java lines that our own reader finds: in the kernel's file and in a program's. */
class DebuggersIT {
    private static final int SAMPLES = 25;

    @TempDir Path folder;

    private record Sample(long address, String file, int line, String function) {}

    /** The kernel's ELF file and a program's. */
    private List<Path> files() throws IOException {
        Path image = Path.of("target", "images", "ufork-riscv.elf");
        byte[] program = Programs.of("ufork-riscv", Files.readAllBytes(image), SourceText.ofClassPath()).file("crash").orElseThrow();
        return List.of(image, Files.write(folder.resolve("crash.elf"), program));
    }

    /** Middles of functions with Java lines, from all over the file. */
    private static List<Sample> samples(Path path) throws IOException {
        ElfFile file = ElfReader.read(path.toString(), Files.readAllBytes(path));
        Symbolizer names = Symbolizer.of(file);
        List<Sample> all = new ArrayList<>();
        for (ElfSymbol symbol : file.symbols()) {
            if (symbol.type() != Elf.STT_FUNC || symbol.size() < 8) continue;
            long address = symbol.value() + symbol.size() / 8 * 4;
            names.at(address).filter(name -> name.file().endsWith(".java") && name.line() > 0)
                    .ifPresent(name -> all.add(new Sample(address, name.file(), name.line(), name.function())));
        }
        List<Sample> some = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) some.add(all.get((int) ((long) i * all.size() / SAMPLES)));
        return some;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return abort("%s is not installed: its view of the line tables was not compared".formatted(command.getFirst()));
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void gdbShowsTheJavaLine() throws Exception {
        for (Path file : files()) {
            List<String> command = new ArrayList<>(List.of("gdb-multiarch", "-nx", "-batch"));
            List<Sample> samples = samples(file);
            for (Sample sample : samples) command.addAll(List.of("-ex", "info line *0x%x".formatted(sample.address)));
            command.add(file.toString());
            List<String> lines = run(command).lines().filter(line -> line.startsWith("Line ")).toList();
            assertThat(lines).hasSameSizeAs(samples);
            for (int i = 0; i < samples.size(); i++) {
                Sample s = samples.get(i);
                assertThat(lines.get(i)).startsWith("Line %d of \"%s\"".formatted(s.line, s.file)).contains("<" + s.function);
            }
        }
    }

    @Test
    void llvmSymbolizerShowsTheJavaLine() throws Exception {
        for (Path file : files()) {
            List<String> command = new ArrayList<>(List.of("llvm-symbolizer", "--obj=" + file));
            List<Sample> samples = samples(file);
            for (Sample sample : samples) command.add("0x%x".formatted(sample.address));
            List<String> blocks = List.of(run(command).strip().split("\n\n"));
            assertThat(blocks).hasSameSizeAs(samples);
            for (int i = 0; i < samples.size(); i++) {
                Sample s = samples.get(i);
                assertThat(blocks.get(i).lines().findFirst().orElseThrow()).isEqualTo(s.function);
                assertThat(blocks.get(i)).contains("%s:%d:".formatted(s.file, s.line));
            }
        }
    }
}
