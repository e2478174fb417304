package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.ci.UforkScript.Result;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./ufork} from end to end: statuses, streams, and one sentence for everything that can be wrong. */
class CommandLineIT {
    private static final Path IMAGES = UforkScript.TOP.resolve("images/target/images");

    @TempDir static Path folder;

    @BeforeAll
    static void writeFiles() throws Exception {
        byte[] image = Files.readAllBytes(IMAGES.resolve("hello-riscv.elf"));
        Files.write(folder.resolve("whole.elf"), image);
        Files.write(folder.resolve("truncated.elf"), Arrays.copyOf(image, image.length / 2));
        Files.write(folder.resolve("header.elf"), Arrays.copyOf(image, 50));
        Files.writeString(folder.resolve("text.elf"), "no ELF file\n");
        Files.write(folder.resolve("empty.elf"), new byte[0]);
        Files.write(folder.resolve("x86.elf"), with(image, 18, (short) 62));
        long physicalAddress = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getLong(32) + 24;
        byte[] outside = image.clone();
        ByteBuffer.wrap(outside).order(ByteOrder.LITTLE_ENDIAN).putLong((int) physicalAddress, 0x1000);
        Files.write(folder.resolve("outside.elf"), outside);
        byte[] loop = image.clone();
        int offset = (int) ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getLong((int) physicalAddress - 16);
        ByteBuffer.wrap(loop).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, 0x0000006f);      // j .
        Files.write(folder.resolve("loop.elf"), loop);
    }

    private static byte[] with(byte[] image, int at, short value) {
        byte[] changed = image.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(at, value);
        return changed;
    }

    @Test
    void theDefaultDemoBoots() throws Exception {
        Result result = UforkScript.ufork("run");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).isNotEmpty().doesNotContain("ufork: hello-riscv on");
        assertThat(result.err()).contains("ufork: hello-riscv on embedded exited with status 0");
    }

    @Test
    void aFileBootsLikeTheImage() throws Exception {
        assertThat(UforkScript.ufork("run", folder + "/whole.elf").out()).isEqualTo(UforkScript.ufork("run", "hello-riscv").out());
    }

    @Test
    void twoRunsAreTheSame() throws Exception {
        assertThat(stable(UforkScript.ufork("run", "--json").out())).isEqualTo(stable(UforkScript.ufork("run", "--json").out()))
                .contains("\"image\":\"hello-riscv\"", "\"status\":0", "\"instructions\":");
    }

    private static String stable(String json) {
        return json.replaceAll("\"wallSeconds\":[0-9.E-]+", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "run DIR/truncated.elf                   | 66  | is truncated",
            "run DIR/header.elf                      | 66  | is truncated",
            "run DIR/text.elf                        | 66  | is not an ELF file",
            "run DIR/empty.elf                       | 66  | is not an ELF file",
            "run DIR/x86.elf                         | 66  | is for ELF machine 62; the machines here run riscv64 (243) and morello (183)",
            "run DIR/outside.elf                     | 66  | lies outside RAM, which is 0x80000000..0x90000000",
            "run DIR/none.elf                        | 66  | there is no image or file DIR/none.elf; the images are: hello-riscv",
            "run DIR                                 | 66  | is a directory",
            "run no-such-image                       | 66  | there is no image or file no-such-image; the images are: hello-riscv",
            "disasm no-such-image                    | 66  | there is no image or file no-such-image; the images are: hello-riscv",
            "disasm hello-riscv no_such_function     | 66  | there is no function no_such_function in hello-riscv, or it was inlined; the nearest of its ",
            "run --no-such-option                    | 64  | there is no option --no-such-option; the options of ufork run are: ",
            "run --on fpga                           | 64  | there is no machine fpga; the machines are: embedded, qemu, container",
            "run --memory lots                       | 64  | --memory lots is no size of RAM",
            "run --smp 0                             | 64  | --smp 0 is no number of harts",
            "run --timeout never                     | 64  | --timeout never is no time",
            "no-such-command                         | 64  | there is no command no-such-command; the commands are: run, images,",
            "run --trace /no/such/folder/t           | 74  | the trace file /no/such/folder/t cannot be written",
    })
    void mistakes(String command, int status, String sentence) throws Exception {
        Result result = UforkScript.ufork(command.replace("DIR", folder.toString()).split(" +"));
        assertThat(result.status()).as(result.err()).isEqualTo(status);
        assertThat(result.err().lines().filter(line -> line.startsWith("ufork: "))).hasSize(1);
        assertThat(result.err()).contains(sentence.replace("DIR", folder.toString())).doesNotContain("\tat ", "Exception");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aSilentLoopShowsRegistersAndLastLine() throws Exception {
        Result result = UforkScript.ufork("run", folder + "/loop.elf", "--timeout", "700ms");
        assertThat(result.status()).isEqualTo(124);
        assertThat(result.err()).contains("ufork: timed out: the guest was still running after 700 ms",
                "last console line : (the guest printed nothing)", "registers", "pc 0000000080000000").doesNotContain("\tat ");
    }

    @Test
    void aMissingQemuIsOneSentence() throws Exception {
        Result result = UforkScript.run(UforkScript.TOP, Map.of("UFORK_QEMU_DIR", folder.toString()), List.of("./ufork", "run", "--on", "qemu"));
        assertThat(result.status()).isEqualTo(69);
        assertThat(result.err()).isEqualTo("ufork: UFORK_QEMU_DIR=%s holds no qemu-system-riscv64xcheri or qemu-system-riscv64cheri; unset it or name the folder that does\n".formatted(folder));
    }

    /** The limit on file size stands in for a full disk: writing fails in the middle of a file. */
    @Test
    void imagesThatCannotBeWrittenLeaveNothing() throws Exception {
        Path target = folder.resolve("images-without-space");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = "ulimit -f 1; exec \"$0\" -Xshare:off -XX:-UsePerfData -cp \"$1\" dev.ufork.images.GenerateImages \"$2\"";
        Result result = UforkScript.run(folder, Map.of(), List.of("sh", "-c", script, java, System.getProperty("java.class.path"), target.toString()));
        assumeTrue(result.status() == 0 || result.err().contains("images"), "not run: this shell's ulimit -f did not act as expected: " + result.err());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("the images cannot be written to " + target).doesNotContain("\tat ").hasLineCount(1);
        assertThat(target).isEmptyDirectory();
    }
}
