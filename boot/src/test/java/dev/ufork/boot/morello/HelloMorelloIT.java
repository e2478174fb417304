package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.emulator.morello.VirtMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same file on the public QEMU. */
class HelloMorelloIT {
    private static final String QEMU = "qemu-system-morello";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void printsTheSameOnQemu(VirtMachine.Entry entry) throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "needs " + QEMU + " on the PATH");
        Path elf = Files.write(folder.resolve("hello.elf"), HelloMorello.image().elf());
        String board = "virt,gic-version=3" + (entry == VirtMachine.Entry.EL2 ? ",virtualization=on" : "");
        Process qemu = new ProcessBuilder(QEMU, "-M", board, "-cpu", "morello", "-kernel", elf.toString(), "-nographic", "-m", "256M")
                .redirectInput(ProcessBuilder.Redirect.from(Files.createFile(folder.resolve("empty")).toFile())).start();
        try {
            boolean ended = qemu.waitFor(60, TimeUnit.SECONDS);
            assertThat(ended).as("QEMU ends by itself").isTrue();
            assertThat(new String(qemu.getInputStream().readAllBytes()).replace("\r", "")).isEqualTo(HelloMorelloTest.TRANSCRIPT);
        } finally {
            qemu.destroyForcibly();
        }
    }

    private static boolean isInstalled() {
        for (String path : System.getenv("PATH").split(":")) if (Files.isExecutable(Path.of(path, QEMU))) return true;
        return false;
    }
}
