package dev.ufork.images.bench;

import dev.ufork.harness.Board;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What the same workloads cost on a monolithic kernel, in instructions: medians.
 *
 * <p>Source: measured for this project with static C programs as {@code /init} of Debian's Linux 6.12.107, riscv64 on {@code -M virt} and the cloud
 * kernel for arm64 on {@code -M virt -cpu cortex-a72}, on QEMU 7.2 with {@code -icount shift=0}, where a nanosecond of the guest is an instruction.
 */
public enum Baseline {
    //               workload              MiB   riscv64      arm64
    FORK_0          ("fork",                0,      73_800,      56_300),
    FORK_1          ("fork",                1,     112_100,     100_600),
    FORK_10         ("fork",               10,     433_400,     478_600),
    FORK_100        ("fork",              100,   9_833_600,   9_779_100),
    WHOLE_0         ("fork-exit-wait",      0,     187_400,     170_200),
    WHOLE_1         ("fork-exit-wait",      1,     288_500,     276_500),
    WHOLE_10        ("fork-exit-wait",     10,   1_160_400,   1_200_000),
    WHOLE_100       ("fork-exit-wait",    100,  17_853_700,  18_426_100),
    GETPPID         ("getppid",             0,         438,         477),
    FIRST_TOUCH     ("parent-first-touch",  1,       5_100,       3_700),
    REWRITE_1       ("parent-rewrite",      1,   1_396_200,   1_040_400),
    REWRITE_10      ("parent-rewrite",     10,  26_269_700,  22_454_600),
    REWRITE_100     ("parent-rewrite",    100, 147_244_100, 110_630_700),
    READ_1          ("child-read",          1,       1_400,     280_200),
    READ_10         ("child-read",         10,      12_900,   2_803_500),
    READ_100        ("child-read",        100,     128_100,  28_092_600);

    /** What the numbers are of, for the head of a table. */
    public static final String NAME = "Linux 6.12";

    private final String workload;
    private final int mebibytes;
    private final long riscv;
    private final long arm;

    Baseline(String workload, int mebibytes, long riscv, long arm) {
        this.workload = workload;
        this.mebibytes = mebibytes;
        this.riscv = riscv;
        this.arm = arm;
    }

    /** Linux's median of a workload with so much memory touched, on the board's architecture, where there is one. */
    public static OptionalLong of(Board board, String workload, int mebibytes) {
        return Arrays.stream(values()).filter(b -> b.workload.equals(workload) && b.mebibytes == mebibytes)
                .mapToLong(b -> switch (board) {
                    case RISCV64 -> b.riscv;
                    case MORELLO -> b.arm;
                }).findFirst();
    }
}
