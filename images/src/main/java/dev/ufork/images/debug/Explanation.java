package dev.ufork.images.debug;

import dev.ufork.dwarf.Symbolizer.Name;
import dev.ufork.images.debug.FaultRecord.Fault;
import dev.ufork.images.debug.FaultRecord.Panic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fault or a panic with its source.
 *
 * @param what   one sentence
 * @param detail what there is to say about it, by name, in order; for JSON
 * @param notes  the same in words, by name, in order; for people
 * @param source the lines around, by their numbers
 * @param line   which of them it was; 0 if not known
 */
public record Explanation(String what, Map<String, Object> detail, Map<String, String> notes, Map<Integer, String> source, int line) {
    /** Lines shown before and behind the one that matters. */
    private static final int AROUND = 2;

    static Explanation of(Panic panic, SourceText sources) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("kind", "panic");
        detail.put("kernel", panic.kernel());
        detail.put("message", panic.message());
        place(detail, "", panic.file(), panic.line());
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("at", panic.file() + ":" + panic.line());
        return new Explanation((panic.kernel() ? "kernel panic: " : "panic: ") + panic.message(), detail, notes,
                around(sources, panic.file(), panic.line()), panic.line());
    }

    static Explanation of(Fault fault, Optional<Name> name, Optional<String> instruction, SourceText sources) {
        Optional<PrintedCapability> capability = fault.capability().flatMap(PrintedCapability::parse);
        Optional<String> rule = Rule.of(fault.cause(), capability, instruction.orElse(""));
        String file = name.map(Name::file).orElse("");
        int line = name.map(Name::line).orElse(0);

        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("at", name.map(Name::toString).orElseGet(() -> fault.offset().isPresent() ? "0x%x, which is in no function".formatted(fault.offset().getAsLong())
                : "0x%x, which is not the program's".formatted(fault.pc())));
        instruction.ifPresent(text -> notes.put("insn", text));
        if (fault.register().isPresent()) capability.ifPresent(c -> notes.put(fault.register().get(), c.inWords()));
        rule.ifPresent(text -> notes.put("rule", text));

        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("kind", "fault");
        detail.put("kernel", fault.process().isEmpty());
        detail.put("process", fault.process().isPresent() ? fault.process().getAsInt() : null);
        detail.put("program", fault.program().orElse(null));
        detail.put("cause", fault.cause());
        detail.put("register", fault.register().orElse(null));
        detail.put("capability", capability.map(PrintedCapability::fields).orElse(null));
        detail.put("pc", "0x" + Long.toHexString(fault.pc()));
        detail.put("offset", fault.offset().isPresent() ? "0x" + Long.toHexString(fault.offset().getAsLong()) : null);
        detail.put("instruction", instruction.orElse(null));
        detail.put("rule", rule.orElse(null));
        place(detail, name.map(Name::function).orElse(""), file, line);
        return new Explanation(title(fault), detail, notes, around(sources, file, line), line);
    }

    private static String title(Fault fault) {
        String who = fault.process().isEmpty() ? "the kernel"
                : "process %d, %s".formatted(fault.process().getAsInt(), fault.program().orElse("?"));
        return "%s: %s%s".formatted(who, fault.cause(), fault.register().map(r -> ", by " + r).orElse(""));
    }

    private static void place(Map<String, Object> detail, String function, String file, int line) {
        detail.put("function", function.isEmpty() ? null : function);
        detail.put("file", file.isEmpty() ? null : file);
        detail.put("line", line == 0 ? null : line);
    }

    private static Map<Integer, String> around(SourceText sources, String file, int line) {
        Map<Integer, String> lines = new LinkedHashMap<>();
        if (line == 0 || sources.line(file, line).isEmpty()) return lines;
        for (int n = line - AROUND; n <= line + AROUND; n++) {
            int number = n;
            sources.line(file, n).ifPresent(text -> lines.put(number, text));
        }
        return lines;
    }

    /** The report, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("ufork: " + what);
        notes.forEach((name, text) -> {
            lines.add("  %-6s %s".formatted(name, text));
            if (name.equals("at")) source.forEach((n, code) -> lines.add("  %s %5d | %s".formatted(n == line ? ">" : " ", n, code)));
        });
        return lines;
    }

    /** The report as a JSON object. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>(detail);
        List<Object> lines = new ArrayList<>();
        source.forEach((number, text) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("line", number);
            one.put("text", text);
            lines.add(one);
        });
        fields.put("source", lines);
        return fields;
    }
}
