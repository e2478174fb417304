package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ufork.boot.riscv.OwnKernel;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.images.ImageStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault is reported with its Java source: of a program and of a kernel, on the embedded machine and on the public CHERI QEMU of this host. */
class FaultReportIT {
    private static final ImageStore STORE = new ImageStore(Optional.of(Path.of("target", "images")));
    private static final List<String> MACHINES = List.of("embedded", "qemu");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int ufork(String... words) {
        out.reset();
        err.reset();
        int status = new Ufork(out, err, System.getenv(), STORE).execute(words);
        assumeFalse(status == Status.UNAVAILABLE, () -> "fault reports on QEMU were not looked at: " + err);
        return status;
    }

    private String report() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bounds     | 43 | capability fault: bounds, by c         | buffer.store64(i * 8L, i);       | ends 8 bytes behind the top",
            "tag        | 43 | capability fault: tag, by c            | forged.store64(0, 1);            | this one has lost its tag, or never had one",
            "null       | 43 | capability fault: tag, by c            | nothing.store32(8, 1);           | null is none",
            "permission | 43 | capability fault: permit store, by c   | constant.store8(3, 1);           | it has only load",
            "seal       | 43 | capability fault: seal, by c           | Out.number(entry.load8(0));      | a sealed entry can be jumped to, and nothing else",
            "align      | 43 | store address misaligned at 0x         | buffer.storeCap(8, Cap.NULL);    | an access must be at a multiple of its size",
            "page       | 43 | load page fault at 0x                  | code.at(code.base()).load32(4)   | no page is there that allows this access",
            "illegal    | 36 | illegal instruction                    | illegal_instruction              | the machine has no such instruction",
            "assert     | 60 | panic: assertion failed                | assert buffer.length() < 64;     | ",
            "panic      | 60 | panic: the program gives up: 2         | throw Panic.of(                  | ",
            "divide     | 60 | panic: division by zero                | buffer.length() / (              | "})
    void aProgramsFault(String kind, int status, String cause, String source, String rule) {
        String embedded = "";
        for (String machine : MACHINES) {
            assertThat(ufork("run", "ufork-riscv", "--on", machine, "--", "crash", kind)).as(report()).isEqualTo(status);
            assertThat(report()).contains(cause, source, rule == null ? "" : "  rule   ", rule == null ? "" : rule);
            assertThat(report().lines().filter(line -> line.startsWith("  > "))).singleElement().asString().contains(kind.equals("illegal") ? " .word   0 " : source);
            String said = report().lines().filter(line -> !line.contains(" exited with status ")).reduce("", (a, b) -> a + b + "\n");
            if (machine.equals("embedded")) embedded = said;
            else assertThat(said).isEqualTo(embedded);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "qemu"})
    void jsonHasTheReportToo(String machine) {
        assertThat(ufork("run", "ufork-riscv", "--json", "--on", machine, "--", "crash", "permission")).isEqualTo(43);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"faults\":[{\"kind\":\"fault\",\"kernel\":false,\"process\":2,\"program\":\"crash\","
                + "\"cause\":\"capability fault: permit store\"", "\"permissions\":[\"load\"],\"sealed\":false,\"seal\":null,\"tag\":true}",
                "\"file\":\"dev/ufork/apps/Crash.java\",\"line\":", "\"text\":\"        constant.store8(3, 1);\"");
        assertThat(report()).isEmpty();
    }

    private static final String KERNEL = """
            package own;
            import dev.ufork.dsl.*;
            @Kernel final class Main {
                static final Cap MEMORY = Global.bytes(64, 16);
                @Export("kernel_main") static int main() {
                    %s
                    return 3;
                }
            }
            """;

    /** A project of one's own: the source is on disk, beside the image. */
    private static Path project(Path folder, String statement) throws Exception {
        String text = KERNEL.formatted(statement);
        Path source = folder.resolve("src/main/java/own/Main.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, text);
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        Files.createDirectories(folder.resolve("target"));
        return Files.write(folder.resolve("target/own.elf"),
                OwnKernel.build("own", KernelProgram.read(List.of(SourceFile.of("own/Main.java", text)), List.of())).elf());
    }

    @Test
    void aKernelsFault(@TempDir Path folder) throws Exception {
        Path elf = project(folder, "MEMORY.store8(64, 1);");
        List<String> reports = new ArrayList<>();
        for (String machine : MACHINES) {
            assertThat(ufork("run", elf.toString(), "--on", machine)).isEqualTo(70);
            assertThat(report()).contains("ufork: the kernel: capability fault: bounds, by c", "(own/Main.java:6)", "  >     6 |         MEMORY.store8(64, 1);",
                    "  rule   the access must lie within the bounds; this one, 0x", "ends 1 byte behind the top", "kernel panic or unhandled fault");
            reports.add(report().lines().takeWhile(line -> !line.contains("kernel panic")).reduce("", String::concat));
        }
        assertThat(reports.getFirst()).isEqualTo(reports.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "qemu"})
    void aKernelsPanic(String machine, @TempDir Path folder) throws Exception {
        Path elf = project(folder, "if (MEMORY.load8(1) == 0) throw Panic.of(\"nothing there\", 7);");
        assertThat(ufork("run", elf.toString(), "--on", machine)).isEqualTo(70);
        assertThat(report()).contains("ufork: kernel panic: nothing there: 7", "  at     own/Main.java:6", "  >     6 |         if (MEMORY.load8(1) == 0)");
    }
}
