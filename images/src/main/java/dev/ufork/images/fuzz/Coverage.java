package dev.ufork.images.fuzz;

import dev.ufork.boot.SystemCalls;
import dev.ufork.dwarf.Symbolizer;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which lines of the kernel all inputs together have reached, and how the random system calls ended. A line counts if the image has an instruction of it, and
 * is reached when one of them is executed. Looking costs a machine about half its speed.
 */
public final class Coverage implements Trace {
    /** All instructions begin at multiples of this. */
    private static final int STEP = 2;
    private static final String SOURCES = "dev/ufork/kernel/";
    private static final Pattern COUNT = Pattern.compile("count (\\d+) (\\d+) (\\d+)");

    private final long begin;
    private final long end;
    private final Symbolizer symbolizer;
    private final List<ElfSymbol> functions;
    private final BitSet reached;
    private final Map<Integer, Map<Integer, Long>> ends = new TreeMap<>();

    /**
     * Of a source file.
     *
     * @param name    with the path from the source root
     * @param lines   that have instructions
     * @param reached of these
     * @param missed  the others
     */
    public record File(String name, int lines, int reached, List<Integer> missed) {}

    /**
     * Of a system call.
     *
     * @param ends times that it ended so: 0 well, or an error's number; {@link #OTHERWISE} otherwise or not yet
     */
    public record Call(String name, Map<Integer, Long> ends) {
        /** Not at all, or with something that is no error's number. */
        public static final int OTHERWISE = 127;
    }

    /** @param image an image of the kernel, with symbols and lines */
    public Coverage(byte[] image) {
        ElfFile elf = ElfReader.read("image", image);
        symbolizer = Symbolizer.of(elf);
        functions = elf.symbols().stream().filter(s -> s.type() == Elf.STT_FUNC && s.size() > 0).toList();
        begin = functions.stream().mapToLong(s -> s.value() & -STEP).min().orElse(0);
        end = functions.stream().mapToLong(s -> (s.value() & -STEP) + s.size()).max().orElse(0);
        reached = new BitSet((int) ((end - begin) / STEP));
    }

    @Override public boolean wantsText() {
        return false;
    }

    @Override public void instruction(int core, long pc, int word, String text) {
        if (pc >= begin && pc < end) reached.set((int) (pc - begin) / STEP);
    }

    @Override public void register(int core, String name, String text) {}

    @Override public void trap(int core, CoreReport.Trap trap) {}

    /** Takes what the program {@code calls} says of how calls ended. */
    void counted(List<String> lines) {
        for (String line : lines) {
            Matcher m = COUNT.matcher(line);
            if (m.matches()) ends.computeIfAbsent(Integer.parseInt(m.group(1)), _ -> new TreeMap<>()).merge(Integer.parseInt(m.group(2)), Long.parseLong(m.group(3)), Long::sum);
        }
    }

    /** The kernel's source files, by name. */
    public List<File> files() {
        Map<String, Map<Integer, Boolean>> all = new TreeMap<>();
        for (ElfSymbol f : functions)
            for (long at = f.value() & -STEP; at < (f.value() & -STEP) + f.size(); at += STEP) {
                boolean here = isReached(at);
                symbolizer.at(at).filter(n -> n.file().startsWith(SOURCES) && n.line() > 0)
                        .ifPresent(n -> all.computeIfAbsent(n.file(), _ -> new TreeMap<>()).merge(n.line(), here, Boolean::logicalOr));
            }
        List<File> files = new ArrayList<>();
        all.forEach((name, lines) -> {
            List<Integer> missed = lines.entrySet().stream().filter(l -> !l.getValue()).map(Map.Entry::getKey).toList();
            files.add(new File(name, lines.size(), lines.size() - missed.size(), missed));
        });
        return files;
    }

    /** The kernel's functions of which nothing was executed, by name. */
    public List<String> missedFunctions() {
        TreeSet<String> missed = new TreeSet<>();
        for (ElfSymbol f : functions) {
            boolean kernel = symbolizer.at(f.value() & -STEP).filter(n -> n.file().startsWith(SOURCES)).isPresent();
            int first = index(f.value() & -STEP);
            int next = reached.nextSetBit(first);
            if (kernel && (next < 0 || next >= first + f.size() / STEP)) missed.add(f.name());
        }
        return List.copyOf(missed);
    }

    /** The system calls, in the order of their numbers; none if no calls were made that were counted. */
    public List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        if (!ends.isEmpty()) for (int n = 0; n < SystemCalls.NAMES.size(); n++) calls.add(new Call(SystemCalls.NAMES.get(n), ends.getOrDefault(n, Map.of())));
        return calls;
    }

    private boolean isReached(long at) {
        return reached.get(index(at));
    }

    private int index(long at) {
        return (int) (at - begin) / STEP;
    }
}
