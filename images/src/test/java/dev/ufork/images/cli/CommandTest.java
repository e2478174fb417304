package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.images.ImageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line in this JVM; QEMU is a shell script that carries its name. */
@Timeout(60)
class CommandTest {
    @TempDir Path folder;
    private Path elf;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeFile() throws IOException {
        elf = TinyElf.riscv(folder.resolve("k.elf"), 0x0000006f);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "run --colour                 | 64 | there is no option --colour; the options of ufork run are: --count, --dry-run,",
            "run --on fpga                | 64 | there is no machine fpga; the machines are: embedded, qemu, container",
            "run --memory 12Q K           | 64 | --memory 12Q is no size of RAM; write whole mebibytes, 1M to 2G",
            "run --memory 5000 K          | 64 | --memory 5000 is no size of RAM",
            "run --smp 9 K                | 64 | --smp 9 is no number of harts; a board has 1 to 8",
            "run --smp two K              | 64 | --smp two is no number of harts",
            "run --timeout soon K         | 64 | --timeout soon is no time; write 500ms, 60s or 2m",
            "run --timeout                | 64 | --timeout needs TIME; 'ufork run --help' says more",
            "run K extra                  | 64 | ufork run takes no argument extra here; arguments for the guest go after --",
            "bench fork --sizes 1,x       | 64 | --sizes 1,x: x is no number of MiB that a process can touch here; write 0 to 200, with commas",
            "bench fork --policy cow      | 64 | there is no policy cow; the policies are: copy, coa, copa",
            "bench fork --image hello-riscv | 64 | image hello-riscv has no forks to measure; those that have: ufork-riscv",
            "bench fork --image nothing   | 66 | there is no image nothing; those with forks to measure: ufork-riscv",
            "bench posix --image hello-morello | 64 | image hello-morello has no processes to measure; those that have: ufork-riscv, ufork-morello",
            "bench isolation --image nothing | 66 | there is no image nothing; those with processes to isolate: ufork-riscv, ufork-morello",
            "soak --image hello-riscv     | 64 | image hello-riscv has no processes to verify; those that have: ufork-riscv",
            "soak --minutes many          | 64 | --minutes many is no number of minutes; write 10, or 0.5",
            "fuzz --image nothing         | 66 | there is no image nothing; those with system calls to fuzz: ufork-riscv",
            "fuzz --seed x                | 64 | --seed x is no seed; write a number of up to nine digits",
            "fly                          | 64 | there is no command fly; the commands are: run, images, disasm, doctor, bench",
            "disasm                       | 64 | ufork disasm needs IMAGE[:PROGRAM]",
            "new                          | 64 | ufork new needs DIR; 'ufork new --help' says more",
            "new /                        | 64 | / cannot name a project",
            "rnu                          | 64 | there is no command rnu; do you mean run? the commands are: run,",
            "run hello-rscv               | 66 | there is no image or file hello-rscv; do you mean hello-riscv? the images are:",
            "run --jsn K                  | 64 | there is no option --jsn; do you mean --json?",
            "bench codegen --without fly  | 64 | there is no pass fly; ",
            "bench compile --lines many   | 64 | --lines many is no number of lines",
            "run no-such-image            | 66 | there is no image or file no-such-image; the images are:",
            "disasm no-such-image         | 66 | there is no image or file no-such-image; the images are:",
            "run FOLDER                   | 66 | is a directory; give an ELF file or the name of an image",
            "run TEXT                     | 66 | is not an ELF file",
            "run CUT                      | 66 | is truncated",
            "run X86                      | 66 | is for ELF machine 62; the machines here run riscv64 (243) and morello (183)",
            "run LOW                      | 66 | the segment at 0x10000..0x10004 lies outside RAM",
    })
    void mistakesAreOneSentence(String command, int status, String sentence) throws IOException {
        Files.writeString(folder.resolve("text"), "hello\n");
        byte[] whole = Files.readAllBytes(elf);
        Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 2));
        TinyElf.write(folder.resolve("x86"), 62, 0x8000_0000L, 0);
        TinyElf.write(folder.resolve("low"), 243, 0x10000, 0);
        String[] words = command.replace("K", elf.toString()).replace("TEXT", folder + "/text").replace("CUT", folder + "/cut")
                .replace("X86", folder + "/x86").replace("LOW", folder + "/low").replace("FOLDER", folder.toString()).split(" +");

        assertThat(ufork(Map.of(), words)).isEqualTo(status);
        assertThat(err.toString()).startsWith("ufork: ").contains(sentence).doesNotContain("\tat ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "echo hi; exit 0                                      | 0   | exited with status 0",
            "echo hi; exit 63                                     | 63  | exited with status 63",
            "echo hi; exit 70                                     | 70  | kernel panic or unhandled fault (power-off status 70)",
            "echo hi; exit 255                                    | 70  | kernel panic or unhandled fault (power-off status 255)",
            "echo hi; sleep 100                                   | 124 | timed out: the guest was still running after 700 ms",
            "echo hi; kill -9 $$                                  | 74  | the machine failed: qemu-system-morello was killed by signal 9",
    })
    void theGuestsStatusIsOurs(String script, int status, String sentence) throws IOException {
        assertThat(runOnFakeQemu(script, "--timeout", "700ms")).isEqualTo(status);
        assertThat(out.toString()).isEqualTo("hi\n");
        assertThat(err.toString()).contains(sentence);
    }

    @Test
    void theConsoleIsUntouched() throws IOException {
        runOnFakeQemu("printf 'a\\r\\n\\033[1mb\\000\\377 no newline'", "--timeout", "20s");
        assertThat(out.toByteArray()).isEqualTo("a\r\n\033[1mb\0\u00ff no newline".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aMachineThatIsMissingIsNamed() {
        assertThat(ufork(Map.of("UFORK_QEMU_DIR", folder.toString()), "run", elf.toString(), "--on", "qemu")).isEqualTo(69);
        assertThat(err.toString()).isEqualTo("ufork: UFORK_QEMU_DIR=%s holds no qemu-system-riscv64xcheri or qemu-system-riscv64cheri; unset it or name the folder that does%n".formatted(folder));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ufork-riscv   |             | 69 | ufork: UFORK_QEMU_DIR=FOLDER holds no qemu-system-riscv64xcheri or qemu-system-riscv64cheri; unset it or name the folder that does",
            "ufork-morello | kill -9 $$  | 74 | ufork: random calls for ufork-morello, seed 5: the machine failed: FOLDER/qemu-system-morello cannot be debugged: it opens no gdb stub; "
                    + "'ufork doctor' tries the machine, and 'ufork fuzz --on qemu --image ufork-morello --kind calls --seed 5' gives it the same once more",
    })
    void aMachineThatCannotBeFuzzedIsOneSentence(String image, String script, int status, String sentence) throws IOException {
        if (script != null) fakeQemu(script);
        int ended = new Ufork(out, err, Map.of("UFORK_QEMU_DIR", folder.toString()), new ImageStore(Optional.of(Path.of("target", "images"))))
                .execute("fuzz", "--on", "qemu", "--image", image, "--kind", "calls", "--seed", "5", "--minutes", "0.01");
        assertThat(ended).isEqualTo(status);
        assertThat(err.toString()).isEqualTo(sentence.replace("FOLDER", folder.toString()) + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void jsonIsOneObject() throws IOException {
        assertThat(runOnFakeQemu("printf 'say \"hi\"\\n\\001'; exit 3", "--json")).isEqualTo(3);
        assertThat(out.toString()).startsWith("{\"image\":\"" + folder + "/m.elf\",\"target\":\"morello\",\"machine\":\"qemu\",\"status\":3,"
                + "\"verdict\":\"the guest exited with status 3\",\"instructions\":null,\"wallSeconds\":0.")
                .contains("\"console\":\"say \\\"hi\\\"\\n\\u0001\"").endsWith("}\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aDryRunPrintsTheCommandAndStartsNothing() throws IOException {
        Path log = folder.resolve("started");
        assertThat(runOnFakeQemu("touch " + log, "--dry-run", "--smp", "2", "--count")).isZero();
        assertThat(out.toString()).isEqualTo(("%1$s/qemu-system-morello -M virt,virtualization=on,gic-version=3 -cpu morello -kernel %1$s/m.elf"
                + " -nographic -m 256M -smp 2 -append 'one two' -icount shift=0,sleep=off%n").formatted(folder));
        assertThat(log).doesNotExist();
    }

    @Test
    void helpIsShown() {
        assertThat(ufork(Map.of())).isZero();
        assertThat(out.toString()).contains("run ", "images ", "disasm ", "doctor ", "bench ");
        out.reset();
        assertThat(ufork(Map.of(), "run", "--help")).isZero();
        assertThat(out.toString()).contains("--timeout", "124 timed out", "Everything after -- goes to the guest");
    }

    @Test
    void doctorSaysHowToGetWhatIsMissing() {
        int status = ufork(Map.of("UFORK_QEMU_DIR", folder.toString(), "PATH", folder.toString()), "doctor");
        assertThat(status).isIn(0, 69);
        assertThat(out.toString()).contains("ok       Java ", "-        QEMU riscv64 ", "-> unset it or name the folder that does",
                "-> apt-get install gcc-riscv64-linux-gnu");
    }

    /** Boots a Morello file, whose encoding is not probed, on a script; the guest gets "one two". */
    private int runOnFakeQemu(String script, String... options) throws IOException {
        fakeQemu(script);
        Path file = TinyElf.write(folder.resolve("m.elf"), 183, 0x4000_0000L, 0x14000000);
        List<String> words = new ArrayList<>(List.of("run", file.toString(), "--on", "qemu"));
        words.addAll(List.of(options));
        words.addAll(List.of("--", "one", "two"));
        return ufork(Map.of("UFORK_QEMU_DIR", folder.toString()), words.toArray(String[]::new));
    }

    private void fakeQemu(String script) throws IOException {
        Path program = folder.resolve("qemu-system-morello");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int ufork(Map<String, String> environment, String... words) {
        return new Ufork(out, err, environment, new ImageStore(Optional.empty())).execute(words);
    }
}
