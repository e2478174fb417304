package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.ConsoleInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyboardTest {
    private static ByteArrayInputStream typed(String keys) {
        return new ByteArrayInputStream(keys.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String all(Keyboard keyboard) throws InterruptedException {
        keyboard.start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int c = keyboard.await(); c >= 0; c = keyboard.await()) out.write(c);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void charactersOfTextsThatMeanAnEndAreQuoted() throws Exception {
        assertThat(all(Keyboard.text(typed("a\004\026\001x\n"), false))).isEqualTo("a\026\004\026\026\001x\n");
    }

    @Test
    void theEndIsToldSoManyTimes() throws Exception {
        Keyboard keyboard = Keyboard.text(typed("a"), false);
        assertThat(keyboard.end()).as("before it").isEqualTo(ConsoleInput.CLOSED);
        assertThat(all(keyboard)).isEqualTo("a");
        assertThat(keyboard.next()).isEqualTo(ConsoleInput.CLOSED);
        for (int i = 0; i < 64; i++) assertThat(keyboard.end()).isEqualTo(4);
        assertThat(keyboard.end()).isEqualTo(ConsoleInput.CLOSED);
    }

    @Test
    void anEmptyTextTellsItsEndOnlyToThoseWhoRead() throws Exception {
        Keyboard unwanted = Keyboard.text(typed(""), false);
        Keyboard wanted = Keyboard.text(typed(""), true);
        assertThat(all(unwanted) + all(wanted)).isEmpty();
        assertThat(unwanted.tellsEnd()).isFalse();
        assertThat(wanted.tellsEnd()).isTrue();
    }

    @Test
    void aPrefixLeavesTheMachine() throws Exception {
        Keyboard keyboard = Keyboard.terminal(typed("\001a\001\001\004\001xb"));
        AtomicInteger left = new AtomicInteger();
        keyboard.onLeave(left::incrementAndGet);
        assertThat(all(keyboard)).isEqualTo("\001a\001\004b");
        assertThat(left).hasValue(1);
    }
}
