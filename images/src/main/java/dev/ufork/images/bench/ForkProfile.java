package dev.ufork.images.bench;

import dev.ufork.dwarf.Symbolizer;
import dev.ufork.elf.ElfReader;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Profile;
import dev.ufork.emulator.riscv.VirtMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The instructions of one fork by function: the program {@code onefork} of the image {@code ufork-riscv}, run on the embedded machine with a profile
 * whose marks are the program's readings of the instruction counter.
 *
 * @param instructions of the fork
 * @param rows         most instructions first
 */
public record ForkProfile(long instructions, List<Row> rows) {
    /** csrrs rd, instret, zero: any rd. */
    private static final int READ_INSTRET = 0xc020_2073;
    private static final int READ_INSTRET_MASK = 0xffff_f07f;
    private static final long LIMIT = 2_000_000_000L;
    private static final long MIB = 1 << 20;
    private static final String PROGRAM = "(the program)";

    /**
     * A function, or a line of it.
     *
     * @param name         of the function, with file and line when lines were asked for
     * @param instructions executed in it, not in what it calls
     * @param share        of all, 0 to 1
     */
    public record Row(String name, long instructions, double share) {}

    public ForkProfile {
        rows = List.copyOf(rows);
    }

    /**
     * Runs and counts.
     *
     * @param elf    the image's file
     * @param mib    memory that the program touches before
     * @param policy as {@code onefork} takes it: 0 copy, 1 coa, 2 copa
     * @param whole  until the child has ended and has been waited for, not only until the fork returns
     * @param lines  a row for each source line instead of each function
     * @throws IOException if the program does not come to its end; the message says what it printed
     */
    public static ForkProfile run(byte[] elf, int mib, int policy, boolean whole, boolean lines) throws IOException {
        StringBuilder console = new StringBuilder();
        Profile profile = new Profile(word -> (word & READ_INSTRET_MASK) == READ_INSTRET);
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withMemory((256 + 2L * mib) * MIB).withInstructionLimit(LIMIT)
                .withBootArguments("onefork %d %d".formatted(mib, policy)).withTrace(profile)
                .withConsole(b -> console.append((char) (b & 0xff))));
        machine.load(ElfProgram.read("ufork-riscv", elf));
        Outcome outcome = machine.run().outcome();
        List<Map<Long, Long>> intervals = profile.intervals();
        if (!outcome.equals(new Outcome.Exit(0)) || intervals.size() < 3)
            throw new IOException("onefork did not come to its end (%s); it printed: %s".formatted(outcome, text(console)));
        int last = intervals.size() - 1;
        List<Map<Long, Long>> wanted = whole ? intervals.subList(last - 2, last) : intervals.subList(last - 2, last - 1);
        return of(wanted, Symbolizer.of(ElfReader.read("ufork-riscv", elf)), lines);
    }

    private static String text(StringBuilder console) {
        return new String(console.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
    }

    private static ForkProfile of(List<Map<Long, Long>> intervals, Symbolizer symbols, boolean lines) {
        Map<String, Long> byName = new TreeMap<>();
        for (Map<Long, Long> interval : intervals)
            interval.forEach((pc, count) -> byName.merge(name(symbols, pc, lines), count, Long::sum));
        long all = byName.values().stream().mapToLong(Long::longValue).sum();
        List<Row> rows = new ArrayList<>();
        byName.forEach((name, count) -> rows.add(new Row(name, count, (double) count / all)));
        rows.sort(Comparator.comparing(Row::instructions).reversed());   // stable: equal ones stay in the order of their names
        return new ForkProfile(all, rows);
    }

    private static String name(Symbolizer symbols, long pc, boolean lines) {
        return symbols.at(pc).filter(n -> !n.function().isEmpty())
                .map(n -> lines && n.line() > 0 ? "%s (%s:%d)".formatted(n.function(), n.file(), n.line()) : n.function()).orElse(PROGRAM);
    }
}
