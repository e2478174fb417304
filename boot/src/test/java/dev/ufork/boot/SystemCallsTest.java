package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.apps.ConformCalls;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The tables that go by the numbers of the system calls agree. */
class SystemCallsTest {
    /** Who appends a call says here what its bad arguments are answered with. */
    @Test
    void everyCallIsTriedWithBadArguments() {
        assertThat(Arrays.stream(ConformCalls.ROWS).map(row -> row.split(" ")[0])).containsExactlyElementsOf(SystemCalls.NAMES);
    }
}
