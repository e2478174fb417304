package dev.ufork.images.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.riscv.UforkRiscv;
import dev.ufork.emulator.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random system calls and programs: the kernel goes on, or says why not, and processes stay apart. {@code -Dufork.seed=N} begins elsewhere,
 * {@code -Dufork.fuzz=N} takes N times as much. A failure names its seed, and the least that fails.
 */
class CallsIT {
    private static final Path IMAGE = Path.of("target", "images", "ufork-riscv.elf");
    private static final long SEED = Long.getLong("ufork.seed", 1);
    private static final int TIMES = Integer.getInteger("ufork.fuzz", 1);
    private static final long LIMIT = 60_000_000;
    private static final long HEADERS = 64 + 4 * 56;
    private static final int TYPE_OFFSET = 8;

    /** What came of a run: nothing if all is well. */
    private static String fault(byte[] image, String arguments) {
        List<String> lines = new ArrayList<>();
        Stepped machine = new Stepped(KernelImage.of(image), arguments, lines::add);
        Outcome outcome = machine.run(LIMIT / 2);
        if (outcome instanceof Outcome.Limit && machine.runIntoUser()) {
            List<Violation> violations = Verifier.check(machine.snapshot()).violations();
            if (!violations.isEmpty()) return violations.toString();
            outcome = machine.run(LIMIT / 2);
        }
        boolean panics = lines.stream().anyMatch(line -> line.contains("panic") || line.contains("a fault in the kernel") || line.contains("memory is lost"));
        boolean ended = outcome.equals(new Outcome.Exit(0)) || outcome instanceof Outcome.Limit;
        return ended && !panics ? "" : "%s: %s".formatted(outcome, lines.subList(Math.max(0, lines.size() - 6), lines.size()));
    }

    @Test
    void randomCalls() throws IOException {
        byte[] image = Files.readAllBytes(IMAGE);
        for (long seed = SEED; seed < SEED + 4 * TIMES; seed++) {
            int count = 250;
            String fault = fault(image, "calls %d %d".formatted(count, seed));
            String least = fault;
            while (!least.isEmpty() && count > 1) {           // fewer calls with the same seed are the first of them
                fault = least;
                count = count * 3 / 4;
                least = fault(image, "calls %d %d".formatted(count, seed));
            }
            assertThat(fault).as("calls %d %d does not fail yet", count, seed).isEmpty();
        }
    }

    /** Headers with random bytes, and text of random words: what is refused says so, what is admitted runs or is ended. */
    @Test
    void randomPrograms() throws IOException {
        byte[] hello = new dev.ufork.boot.UforkImage(new UforkRiscv()).program("hello", "dev.ufork.apps.Hello").elf();
        Map<String, byte[]> files = new TreeMap<>();
        for (int n = 0; n < 48 * TIMES; n++) files.put("fuzz%d".formatted(n), n % 3 == 2 ? text(hello, n) : headers(hello, n));
        byte[] image = UforkRiscv.build(files).elf();
        List<String> names = List.copyOf(files.keySet());
        for (int from = 0; from < names.size(); from += 12) {
            List<String> some = names.subList(from, Math.min(from + 12, names.size()));
            if (fault(image, "each " + String.join(" ", some)).isEmpty()) continue;
            String alone = some.stream().filter(name -> !fault(image, "each " + name).isEmpty()).collect(Collectors.joining(" "));
            assertThat(fault(image, "each " + (alone.isEmpty() ? String.join(" ", some) : alone))).as("seed %d, each %s", SEED, alone).isEmpty();
        }
    }

    private static byte[] headers(byte[] program, int n) {
        SplittableRandom random = new SplittableRandom(SEED * 1000 + n);
        byte[] copy = program.clone();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            int at = random.nextInt((int) Math.min(HEADERS, copy.length));
            copy[at] = (byte) (random.nextBoolean() ? copy[at] ^ 1 << random.nextInt(8) : random.nextInt());
        }
        return copy;
    }

    private static byte[] text(byte[] program, int n) {
        SplittableRandom random = new SplittableRandom(SEED * 1000 + n);
        ByteBuffer copy = ByteBuffer.wrap(program.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int text = (int) copy.getLong((int) copy.getLong(32) + TYPE_OFFSET);
        for (int at = 0; at < 64; at += 2) copy.putShort(text + at, (short) random.nextInt());
        return copy.array();
    }
}
