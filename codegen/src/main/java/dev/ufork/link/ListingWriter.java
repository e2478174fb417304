package dev.ufork.link;

import dev.ufork.asm.CodeElement.Comment;
import dev.ufork.asm.CodeElement.Dialect;
import dev.ufork.asm.CodeElement.Line;
import dev.ufork.asm.Disassembler;
import dev.ufork.asm.ObjectFile.Remark;
import dev.ufork.isa.Insn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes an image's code as text: address, word, instruction; above them the symbols, source lines and remarks.
 *
 * <p>It is read from the final bytes, not from what the producer meant.
 */
final class ListingWriter {
    private static final int REMARK_COLUMN = 60;
    private static final int DATA_PER_LINE = 16;

    private final Disassembler disassembler;
    private final List<PlacedSegment> segments;
    private final Map<Long, List<ImageSymbol>> symbols = new HashMap<>();
    private final TreeMap<Long, ImageSymbol> functions = new TreeMap<>(Long::compareUnsigned);
    private final StringBuilder text = new StringBuilder();
    private String source = "";

    ListingWriter(Disassembler disassembler, List<PlacedSegment> segments, List<ImageSymbol> symbols) {
        this.disassembler = disassembler;
        this.segments = segments;
        for (ImageSymbol s : symbols) {
            if (s.section().isEmpty()) continue;
            this.symbols.computeIfAbsent(s.address(), _ -> new ArrayList<>()).add(s);
            if (s.isFunction()) functions.put(s.address(), s);
        }
    }

    @Override
    public String toString() {
        for (PlacedSegment g : segments)
            for (OutputSection s : g.sections())
                if (s.id().kind().executed()) for (Placed p : s.parts()) part(s, p);
        return text.toString();
    }

    private void part(OutputSection output, Placed p) {
        text.append("\n%s from %s\n".formatted(p.section().id().name(), p.object().name()));
        String dialect = disassembler.defaultDialect();
        int base = (int) (p.address() - output.address());
        int size = p.section().content().length;
        int next = 0;
        List<Remark> remarks = p.section().remarks();
        for (int at = 0; at < size; ) {
            String remark = "";
            Line line = null;
            for (; next < remarks.size() && remarks.get(next).offset() <= at; next++)
                switch (remarks.get(next).element()) {
                    case Dialect(String name) -> dialect = name;
                    case Comment(String comment) -> remark += (remark.isEmpty() ? "" : " ") + comment;
                    case Line last -> line = last;
                    default -> { /* frames are not for people */ }
                }
            labels(p.address() + at);
            if (line != null) source(line);
            int end = next < remarks.size() ? (int) Math.min(remarks.get(next).offset(), size) : size;
            at += line(output.content(), base + at, base + end, p.address() + at, dialect, remark);
        }
    }

    private void source(Line line) {
        String now = line.file() + ":" + line.line();
        if (!now.equals(source)) text.append("                      ; ").append(now).append('\n');
        source = now;
    }

    private void labels(long address) {
        for (ImageSymbol s : symbols.getOrDefault(address, List.of())) {
            text.append("%s%s:\n".formatted(s.isFunction() ? "\n" : "", s.name()));
            if (s.isFunction()) source = "";        // each function names its lines for itself
        }
    }

    /** Writes what is at {@code at}, and returns how many bytes that was. */
    private int line(byte[] code, int at, int end, long pc, String dialect, String remark) {
        boolean data = dialect.equals(Disassembler.DATA);
        int length = Math.min(end - at, data ? DATA_PER_LINE : disassembler.length(code, at, dialect));
        Optional<Insn> insn = data ? Optional.empty() : disassembler.decode(code, at, dialect);
        StringBuilder word = new StringBuilder();
        for (int i = length - 1; i >= 0; i--) word.append("%02x".formatted(code[at + i]));
        String what = insn.map(i -> disassembler.print(i, dialect, pc)).orElse(data ? "" : "(no instruction)");
        StringBuilder line = new StringBuilder("%12x  %-8s  %s".formatted(pc, word, what + target(what)));
        if (!remark.isEmpty()) {
            while (line.length() < REMARK_COLUMN) line.append(' ');
            line.append(" # ").append(remark);
        }
        text.append(line.toString().stripTrailing()).append('\n');
        return length;
    }

    /** {@code  <main+0x10>} behind a branch whose text ends with an address in a function. */
    private String target(String what) {
        int hex = what.lastIndexOf("0x");
        if (hex < 0 || !what.substring(hex + 2).matches("\\p{XDigit}{5,16}")) return "";
        long address = Long.parseUnsignedLong(what.substring(hex + 2), 16);
        Map.Entry<Long, ImageSymbol> floor = functions.floorEntry(address);
        if (floor == null || address - floor.getKey() >= Math.max(1, floor.getValue().size())) return "";
        long offset = address - floor.getKey();
        return " <" + floor.getValue().name() + (offset == 0 ? "" : "+0x" + Long.toHexString(offset)) + ">";
    }
}
