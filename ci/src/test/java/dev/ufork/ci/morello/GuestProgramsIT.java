package dev.ufork.ci.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of what QEMU prints is what it prints today. */
class GuestProgramsIT {
    @TempDir
    Path folder;

    /** With {@code -Dufork.record=true}, records instead. */
    @Test
    void qemuPrintsWhatIsRecorded() throws IOException, InterruptedException {
        assumeTrue(Machines.qemuIsInstalled(), "needs " + Machines.QEMU + " on the PATH");
        List<String> today = new ArrayList<>();
        for (GuestProgram p : GuestProgram.values()) today.add(GuestTranscripts.qemu(p, folder));
        if (Boolean.getBoolean("ufork.record")) {
            Files.createDirectories(GuestTranscripts.FILE.getParent());
            Files.writeString(GuestTranscripts.FILE, GuestTranscripts.file(today));
            return;
        }
        for (GuestProgram p : GuestProgram.values()) assertThat(today.get(p.ordinal())).as(p.name()).isEqualTo(GuestTranscripts.recorded(p));
    }
}
