package dev.ufork.ci.morello;

import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the public QEMU leaves behind after instructions of every row of {@link Cheri}: one line a case, and after {@code =>}
 * all that is different from the same case without code. Cases in which QEMU deviates say so instead.
 */
final class QemuStates {
    static final String RESOURCE = "qemu-states.txt";
    static final Path FILE = Path.of("src/test/resources/dev/ufork/ci/morello", RESOURCE);
    static final String DEVIATES = "QEMU deviates";

    private static final long SEED = 20260101;
    private static final int CASES_PER_ROW = 3;

    private QemuStates() {}

    /** Each case, and behind it the same without code; the same ones each time while the tables are the same. */
    static List<Case> cases() {
        MorelloCases generator = new MorelloCases(SEED);
        List<Case> all = new ArrayList<>();
        for (Cheri op : Cheri.values())
            for (Mode mode : Mode.values())
                for (int i = 0; i < CASES_PER_ROW; i++) generator.single(op, mode, all.size()).ifPresent(c -> {
                    all.add(c);
                    all.add(c.withoutCode());
                });
        return all;
    }

    static List<Integer> all(List<Case> cases) {
        return IntStream.range(0, cases.size()).boxed().toList();
    }

    static List<String> lines(List<Case> cases, byte[] printed) {
        return IntStream.range(0, cases.size() / 2).mapToObj(i -> line(cases, i, State.of(printed, 2 * i), State.of(printed, 2 * i + 1))).toList();
    }

    private static String line(List<Case> cases, int i, State after, State before) {
        Case c = cases.get(2 * i);
        long pc = MorelloGuest.code(2 * i);
        return "%s %s => %s".formatted(c.mode(), Morello.print(c.words()[0], c.mode(), pc), after.changes(before).stream().collect(Collectors.joining("; ")));
    }

    static String question(String line) {
        return line.substring(0, line.indexOf(" => "));
    }

    static List<String> recorded() throws IOException {
        try (var in = QemuStates.class.getResourceAsStream(RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
