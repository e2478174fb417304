package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.images.Image;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ./ufork bench fork} on both machines: the object it prints, and the same figures in it. */
class BenchForkIT {
    private static final Pattern ROW = Pattern.compile("\\{\"workload\":\"([a-z-]+)\",\"memoryMiB\":(\\d+),\"policy\":\"(copy|coa|copa)\","
            + "\"isolation\":\"full\",\"unit\":\"(instructions|bytes)\",\"min\":(\\d+),\"median\":(\\d+),\"max\":(\\d+)\\}");
    private static final String COUNTER = "\\{\"counter\":\"[a-z-]+\",\"memoryMiB\":\\d+,\"policy\":\"(copy|coa|copa)\",\"value\":\\d+\\}";

    private static String json(Image image, String machine) {
        BenchRun run = BenchRun.of("fork", "--image", image.title(), "--sizes", "0,1", "--on", machine);
        assertThat(run.err()).contains("ufork: forkbench 0 MiB, copy\n", "ufork: forkbench 1 MiB, copa\n");
        return run.json();
    }

    @ParameterizedTest
    @EnumSource(names = {"UFORK_RISCV", "UFORK_MORELLO"})
    void theObjectHasItsRowsAndBothMachinesCountTheSame(Image image) {
        String embedded = json(image, "embedded");
        assertThat(embedded).matches("\\{\"target\":\"" + image.board().target() + "\",\"machine\":\"embedded\",\"rows\":\\[(" + ROW.pattern() + ",?)+\\],\"counters\":\\[("
                + COUNTER + ",?)+\\]\\}\n");
        for (String workload : new String[] {"fork", "fork-exit-wait", "getppid", "child-memory", "parent-first-touch", "parent-rewrite", "child-read"})
            for (String policy : new String[] {"copy", "coa", "copa"})
                assertThat(embedded).contains("{\"workload\":\"%s\",\"memoryMiB\":1,\"policy\":\"%s\",".formatted(workload, policy));
        assertThat(median(embedded, "fork")).isBetween(1L, 4_000L);
        assertThat(median(embedded, "fork-exit-wait")).isBetween(1L, 12_000L);
        assertThat(median(embedded, "getppid")).isBetween(1L, 60L);
        Matcher rows = ROW.matcher(embedded);
        while (rows.find()) {
            assertThat(Long.parseLong(rows.group(5))).as(rows.group()).isLessThanOrEqualTo(Long.parseLong(rows.group(6)));
            assertThat(Long.parseLong(rows.group(6))).as(rows.group()).isLessThanOrEqualTo(Long.parseLong(rows.group(7)));
        }
        assertThat(json(image, "qemu").replace("\"machine\":\"qemu\"", "\"machine\":\"embedded\"")).isEqualTo(embedded);
    }

    private static long median(String object, String workload) {
        return ROW.matcher(object).results().filter(r -> r.group(1).equals(workload) && r.group(2).equals("0") && r.group(3).equals("copa"))
                .mapToLong(r -> Long.parseLong(r.group(6))).findFirst().orElseThrow();
    }
}
