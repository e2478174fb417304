package dev.ufork.ci.morello;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the public QEMU prints of every {@link GuestProgram}, recorded. */
final class GuestTranscripts {
    static final String RESOURCE = "guest-programs.txt";
    static final Path FILE = Path.of("src/test/resources/dev/ufork/ci/morello", RESOURCE);

    private GuestTranscripts() {}

    /** The lines between the program's title and the next. */
    static String recorded(GuestProgram program) throws IOException {
        try (var in = GuestTranscripts.class.getResourceAsStream(RESOURCE)) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String title = "== " + program.name() + "\n";
            int from = all.indexOf(title);
            if (from < 0) return "nothing recorded";
            int to = all.indexOf("== ", from + title.length());
            return all.substring(from + title.length(), to < 0 ? all.length() : to);
        }
    }

    static String file(List<String> transcripts) {
        StringBuilder all = new StringBuilder("# what the public CHERI QEMU prints; made by GuestProgramsIT with -Dufork.record=true\n");
        for (GuestProgram p : GuestProgram.values()) all.append("== ").append(p.name()).append('\n').append(transcripts.get(p.ordinal()));
        return all.toString();
    }

    static String qemu(GuestProgram program, Path folder) throws IOException, InterruptedException {
        String board = "virt,gic-version=3" + (program.entry == dev.ufork.emulator.morello.VirtMachine.Entry.EL2 ? ",virtualization=on" : "");
        Path printed = folder.resolve("printed");
        Process qemu = new ProcessBuilder(Machines.QEMU, "-M", board, "-cpu", "morello", "-m", "256M", "-smp", Integer.toString(program.cores), "-display",
                "none", "-monitor", "none", "-icount", "shift=0,sleep=off", "-serial", "file:" + printed, "-kernel",
                Files.write(folder.resolve("program.elf"), program.elf()).toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("qemu.log").toFile()).start();
        try {
            boolean ended = qemu.waitFor(20, TimeUnit.SECONDS);
            return Files.readString(printed).replace("\r", "") + (ended ? "" : "QEMU did not end\n");
        } finally {
            qemu.destroyForcibly();
        }
    }

}
