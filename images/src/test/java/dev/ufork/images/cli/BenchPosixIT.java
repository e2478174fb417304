package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.images.Image;
import dev.ufork.images.bench.PosixBench.Workload;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ./ufork bench posix} on both machines: what is promised of calls, pipes, signals and processes, and the same figures on both. */
class BenchPosixIT {
    private static final Pattern ROW = Pattern.compile("\\{\"workload\":\"([a-z0-9-]+)\",\"linux\":(?:null|\\d+),\"most\":(null|\\d+),"
            + "\"full\":\\{\"min\":(\\d+),\"median\":(\\d+),\"max\":(\\d+)\\}\\}");

    private static String json(Image image, String machine) {
        return BenchRun.of("posix", "--image", image.title(), "--isolation", "full", "--on", machine).json();
    }

    @ParameterizedTest
    @EnumSource(names = {"UFORK_RISCV", "UFORK_MORELLO"})
    void callsCostWhatIsPromisedAndTheSameOnBothMachines(Image image) {
        String embedded = json(image, "embedded");
        assertThat(embedded).startsWith("{\"target\":\"" + image.board().target() + "\",\"machine\":\"embedded\",\"unit\":\"instructions\",\"rows\":[");
        Matcher row = ROW.matcher(embedded);
        for (Workload workload : Workload.values()) {
            assertThat(row.find()).as("%s in %s", workload, embedded).isTrue();
            assertThat(row.group(1)).isEqualTo(workload.title());
            assertThat(Long.parseLong(row.group(3))).as(row.group()).isBetween(1L, Long.parseLong(row.group(4)));
            assertThat(Long.parseLong(row.group(4))).as(row.group()).isLessThanOrEqualTo(Long.parseLong(row.group(5)));
            if (workload.most() > 0) assertThat(Long.parseLong(row.group(4))).as(row.group()).isLessThanOrEqualTo(workload.most());
        }
        assertThat(json(image, "qemu").replace("\"machine\":\"qemu\"", "\"machine\":\"embedded\"")).isEqualTo(embedded);
    }
}
