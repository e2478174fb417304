package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.images.ImageStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code ./ufork bench fork} on both machines: the object it prints, and the same figures in it. */
class BenchForkIT {
    private static final Pattern ROW = Pattern.compile("\\{\"workload\":\"([a-z-]+)\",\"memoryMiB\":(\\d+),\"policy\":\"(copy|coa|copa)\","
            + "\"isolation\":\"full\",\"unit\":\"(instructions|bytes)\",\"min\":(\\d+),\"median\":(\\d+),\"max\":(\\d+)\\}");
    private static final String COUNTER = "\\{\"counter\":\"[a-z-]+\",\"memoryMiB\":\\d+,\"policy\":\"(copy|coa|copa)\",\"value\":\\d+\\}";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String json(String machine) {
        out.reset();
        err.reset();
        int status = new Ufork(out, err, System.getenv(), new ImageStore(Optional.of(Path.of("target/images"))))
                .execute("bench", "fork", "--sizes", "0,1", "--on", machine, "--json");
        assumeTrue(status != Status.UNAVAILABLE, "not run: " + err);
        assertThat(status).as(err.toString()).isZero();
        assertThat(err.toString()).contains("ufork: forkbench 0 MiB, copy\n", "ufork: forkbench 1 MiB, copa\n");
        return out.toString();
    }

    @Test
    void theObjectHasItsRowsAndBothMachinesCountTheSame() {
        String embedded = json("embedded");
        assertThat(embedded).matches("\\{\"target\":\"riscv64\",\"machine\":\"embedded\",\"rows\":\\[(" + ROW.pattern() + ",?)+\\],\"counters\":\\[("
                + COUNTER + ",?)+\\]\\}\n");
        for (String workload : new String[] {"fork", "fork-exit-wait", "getppid", "child-memory", "parent-first-touch", "parent-rewrite", "child-read"})
            for (String policy : new String[] {"copy", "coa", "copa"})
                assertThat(embedded).contains("{\"workload\":\"%s\",\"memoryMiB\":1,\"policy\":\"%s\",".formatted(workload, policy));
        Matcher rows = ROW.matcher(embedded);
        while (rows.find()) {
            assertThat(Long.parseLong(rows.group(5))).as(rows.group()).isLessThanOrEqualTo(Long.parseLong(rows.group(6)));
            assertThat(Long.parseLong(rows.group(6))).as(rows.group()).isLessThanOrEqualTo(Long.parseLong(rows.group(7)));
        }
        assertThat(json("qemu").replace("\"machine\":\"qemu\"", "\"machine\":\"embedded\"")).isEqualTo(embedded);
    }
}
