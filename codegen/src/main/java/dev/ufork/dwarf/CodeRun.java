package dev.ufork.dwarf;

import dev.ufork.asm.CodeElement.Frame;
import java.util.List;

/**
 * A run of code without gaps, and what is known about it.
 *
 * @param lines     by address
 * @param functions by address
 * @param frames    by address
 */
public record CodeRun(long start, long end, List<LineRow> lines, List<Function> functions, List<FrameRow> frames) {
    public CodeRun {
        lines = List.copyOf(lines);
        functions = List.copyOf(functions);
        frames = List.copyOf(frames);
    }

    /** From {@code address} on, code comes from this line; column 0 is unknown. */
    public record LineRow(long address, String file, int line, int column) {}

    public record Function(String name, long address, long size) {}

    /** From {@code address} on, the rule holds. */
    public record FrameRow(long address, Frame.Rule rule) {}
}
