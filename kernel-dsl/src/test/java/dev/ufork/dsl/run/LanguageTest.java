package dev.ufork.dsl.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.front.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every feature of the language on every executor: {@code Features.java} says in comments what its functions give. */
class LanguageTest {
    private static final Pattern EXPECTED = Pattern.compile("//= (\\w+)\\((.*)\\) -> (.*)");

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = {"QEMU_RISCV", "QEMU_MORELLO"})
    void featuresMeanTheSameEverywhere(Executor on) throws IOException { check(on); }

    static void check(Executor on) throws IOException {
        String text;
        try (InputStream in = LanguageTest.class.getResourceAsStream("Features.java")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Call> calls = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (Matcher m = EXPECTED.matcher(text); m.find(); ) {
            List<Object> arguments = new ArrayList<>();
            for (String a : m.group(2).isBlank() ? new String[0] : m.group(2).split(",")) arguments.add(argument(a.strip()));
            calls.add(new Call("features.Features." + m.group(1), arguments, 1));
            expected.add("%s(%s) -> %s".formatted(m.group(1), m.group(2), m.group(3).strip()));
        }
        List<Ending> endings = on.run(Batch.of(List.of(SourceFile.of("features/Features.java", text)), calls));
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < endings.size(); i++) {
            actual.add(expected.get(i).substring(0, expected.get(i).indexOf("-> ") + 3) + switch (endings.get(i)) {
                case Ending.Returned(long value, long _) -> Long.toString(value);
                case Ending.Panicked(String message) -> "panic " + message;
                case Ending.Faulted() -> "fault";
            });
        }
        List<String> wrong = new ArrayList<>(actual);
        wrong.removeAll(expected);
        assertThat(wrong).as("what " + on + " gives, unlike expected").isEmpty();
        assertThat(actual).isEqualTo(expected);
    }

    private static Object argument(String text) {
        if (text.equals("DATA")) return Call.DATA;
        if (text.startsWith("\"")) return text.substring(1, text.length() - 1).getBytes(StandardCharsets.UTF_8);
        if (text.endsWith("L")) return Long.parseLong(text.substring(0, text.length() - 1));
        return Integer.parseInt(text);
    }
}
