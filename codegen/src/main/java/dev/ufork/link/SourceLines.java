package dev.ufork.link;

import dev.ufork.asm.CodeElement.Frame;
import dev.ufork.asm.CodeElement.Line;
import dev.ufork.asm.ObjectFile.Remark;
import dev.ufork.dwarf.CodeRun;
import dev.ufork.dwarf.CodeRun.FrameRow;
import dev.ufork.dwarf.CodeRun.Function;
import dev.ufork.dwarf.CodeRun.LineRow;
import java.util.ArrayList;
import java.util.List;

/** What the remarks in an image's code say about source lines and frames, by address. */
final class SourceLines {
    private final List<PlacedSegment> segments;
    private final List<ImageSymbol> symbols;

    SourceLines(List<PlacedSegment> segments, List<ImageSymbol> symbols) {
        this.segments = segments;
        this.symbols = symbols;
    }

    /** One run for each input section with code that names a source line. */
    List<CodeRun> units() {
        List<CodeRun> runs = new ArrayList<>();
        for (PlacedSegment g : segments)
            for (OutputSection s : g.sections())
                if (s.id().kind().executed()) for (Placed p : s.parts()) add(runs, p);
        return runs;
    }

    private void add(List<CodeRun> runs, Placed p) {
        List<LineRow> lines = new ArrayList<>();
        List<FrameRow> frames = new ArrayList<>();
        for (Remark r : p.section().remarks()) {
            long address = p.address() + r.offset();
            if (r.element() instanceof Line(String file, int line, int column)) lines.add(new LineRow(address, file, line, column));
            if (r.element() instanceof Frame(var rule)) frames.add(new FrameRow(address, rule));
        }
        if (lines.isEmpty()) return;
        List<Function> functions = new ArrayList<>();
        for (ImageSymbol s : symbols)
            if (s.isFunction() && p.address() <= s.address() && s.address() < p.end())
                functions.add(new Function(s.name(), s.address(), s.size()));
        functions.sort(java.util.Comparator.comparing(Function::address));
        runs.add(new CodeRun(p.address(), p.end(), lines, functions, frames));
    }
}
