package dev.ufork.boot;

import dev.ufork.dwarf.Symbolizer;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.CoreView;
import dev.ufork.emulator.Trace;
import dev.ufork.isa.cap.Capability;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the kernel allocates while a machine runs: each allocation is known by the system call or event for which it is made, by what is allocated, and by the
 * place in the kernel that asks for it, as the image's tables of symbols and lines tell it. Some fail.
 *
 * <p>The kernel's allocators are functions of their own in the image. Each is watched from its first instruction until it returns.
 */
final class Allocations implements Trace {
    private static final String KERNEL = "dev.ufork.kernel.";
    private static final String CALL = "sys_";
    private static final Set<String> ALLOCATORS = Set.of("Frames.java", "Objects.java");
    /** Before anything has called or faulted. */
    static final String BOOT = "boot";

    /** What can be allocated, by which functions, and how each says that there is none. */
    private enum Kind {
        FRAME(Says.ZERO, "Frames.claimZeroed", "Frames.claimDirty"), OBJECT(Says.ZERO, "Objects.claim", "Objects.fresh"), TABLE(Says.ZERO, "Tables.claim"),
        REGION(Says.NEGATIVE, "Spaces.make"), SLOT(Says.ZERO, "Uprocs.claim");

        private final Says says;
        private final Set<String> functions;

        Kind(Says says, String... functions) {
            this.says = says;
            this.functions = Set.of(functions);
        }

        /** What the function allocates; null for any other. */
        static Kind of(String function) {
            return Arrays.stream(values()).filter(k -> k.functions.contains(function)).findFirst().orElse(null);
        }
    }

    private enum Says { ZERO, NEGATIVE }

    /** An allocator that has not returned. When one that it has asked itself had nothing, the lack is that one's. */
    private static final class Asked {
        final Kind kind;
        final String what;
        final long returnsTo;
        boolean innerFailed;

        Asked(Kind kind, String what, long returnsTo) {
            this.kind = kind;
            this.what = what;
            this.returnsTo = returnsTo;
        }
    }

    private final Built built;
    private final Symbolizer names;
    private final long base;
    /** Of every second byte of the kernel's code: what begins there. */
    private final String[] marks;
    private final Map<Long, String> causes = new HashMap<>();
    private final Deque<Asked> pending = new ArrayDeque<>();
    final Set<String> seen = new TreeSet<>();
    final Set<String> failed = new TreeSet<>();
    /** Functions that have to be in the image for this to see anything. */
    final Set<String> missing = new TreeSet<>();

    Allocations(Built built) {
        this.built = built;
        ElfFile image = ElfReader.read(built.name(), built.elf());
        names = Symbolizer.of(image);
        Map<Long, String> found = new HashMap<>();
        for (Kind kind : Kind.values()) missing.addAll(kind.functions);
        missing.addAll(Set.of("Signals.call", "trap_user"));
        for (ElfSymbol symbol : image.symbols()) {
            if (symbol.type() != Elf.STT_FUNC) continue;
            String name = symbol.name().replace(KERNEL, "");
            if (missing.remove(name) || name.startsWith(CALL)) found.put(symbol.value() & -2, name);
        }
        base = found.keySet().stream().mapToLong(a -> a).min().orElseThrow();
        marks = new String[(int) (found.keySet().stream().mapToLong(a -> a).max().orElseThrow() - base >>> 1) + 1];
        found.forEach((address, name) -> marks[(int) (address - base >>> 1)] = name);
    }

    @Override public boolean wantsText() {
        return false;
    }

    @Override public void before(CoreView core) {
        long pc = core.pc();
        while (!pending.isEmpty() && pending.peek().returnsTo == pc) returned(core, pending.pop());
        long at = pc - base >>> 1;
        if (at < 0 || at >= marks.length || marks[(int) at] == null) return;
        String function = marks[(int) at];
        Kind kind = Kind.of(function);
        if (kind != null) asked(core, kind);
        else if (function.startsWith(CALL)) causes.put(thread(core), function.substring(CALL.length()));
        else if (function.equals("Signals.call")) causes.put(thread(core), "signal");
        else causes.put(thread(core), (core.value(built.result + 1) < 0 ? "interrupt" : "touch"));
    }

    /** Each thread has a kernel stack of its own, by whose bounds it is known. */
    private long thread(CoreView core) {
        return new Capability(built.format, core.upper(built.stack), core.value(built.stack), true).base();
    }

    private void asked(CoreView core, Kind kind) {
        long returnsTo = core.value(built.link) & -2;
        Symbolizer.Name place = names.at(returnsTo - 2).orElseThrow();
        String function = place.function().replace(KERNEL, "").replaceAll("\\$.*", "");
        boolean inner = function.startsWith("Frames.") || function.startsWith("Objects.");
        String what = inner ? null : "%s: %s in %s (%s)".formatted(causes.getOrDefault(thread(core), BOOT), kind.name().toLowerCase(), function,
                line(place));
        if (what != null) seen.add(what);
        pending.push(new Asked(kind, what, returnsTo));
    }

    /** Where an allocator's own lines have come into the function that asks, they are one place: which of them fails is chance. */
    private static String line(Symbolizer.Name place) {
        String file = place.file().replaceAll(".*/", "");
        return ALLOCATORS.contains(file) ? file : file + ":" + place.line();
    }

    private void returned(CoreView core, Asked asked) {
        long result = core.value(built.result);
        boolean none = asked.kind.says == Says.ZERO ? result == 0 : (int) result < 0;
        if (!none) return;
        if (asked.what != null && !asked.innerFailed) failed.add(asked.what);
        if (!pending.isEmpty() && asked.what != null) pending.peek().innerFailed = true;
    }

    @Override public void instruction(int core, long pc, int word, String text) {}

    @Override public void register(int core, String name, String text) {}

    @Override public void trap(int core, CoreReport.Trap trap) {}
}
