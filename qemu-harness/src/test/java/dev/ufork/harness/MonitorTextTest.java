package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The monitor's answer, cut out of what QEMU 6.0 prints on a terminal that echoes. */
class MonitorTextTest {
    private static final String ECHO = "QEMU 6.0.0 monitor - type 'help' for more information\r\n(qemu) "
            + "s\033[K\033[Dst\033[K\r\n(qemu) i\033[K\033[Dinfo registers -\033[K\033[Dinfo registers -a\033[K\r\n";

    @Test
    void keepsTheIntegerRegisters() {
        String raw = ECHO + "\r\nCPU#0\r\n pc       0000000080000024\r\n x0/zero 0000000000000000\r\n f0/ft0 0000000000000000 f1/ft1 0\r\n(qemu) ";
        assertThat(MonitorText.answer(raw)).isEqualTo("CPU#0\n pc       0000000080000024\n x0/zero 0000000000000000");
    }

    @Test
    void waitsForTheWholeAnswer() {
        assertThat(MonitorText.answer("")).isEmpty();
        assertThat(MonitorText.answer(ECHO)).isEmpty();
        assertThat(MonitorText.answer(ECHO + " pc 00")).isEmpty();
    }

    @Test
    void doesNotWaitForAMachineThatHasEnded() throws Exception {
        MonitorText text = new MonitorText();
        text.finish();
        assertThat(text.awaitRegisters(60_000_000_000L)).isEmpty();
    }
}
