package dev.ufork.dwarf;

import dev.ufork.dwarf.CodeRun.LineRow;
import dev.ufork.elf.ByteSink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes {@code .debug_line}: a program whose run gives the rows "address, file, line, column". */
final class LineTable {
    /** A special opcode advances the line by LINE_BASE.. and the address by a small number at once. */
    private static final int LINE_BASE = -5;
    private static final int LINE_RANGE = 14;
    private static final int OPCODE_BASE = 13;
    private static final int[] STANDARD_OPCODE_LENGTHS = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};
    /** All instructions begin at multiples of this. */
    private static final int MINIMUM_INSTRUCTION = 2;

    private final Map<String, Integer> directories = new LinkedHashMap<>();
    private final Map<String, Integer> files = new LinkedHashMap<>();
    private final List<CodeRun> runs;

    LineTable(List<CodeRun> runs) {
        this.runs = runs;
        for (CodeRun run : runs) for (LineRow row : run.lines()) fileNumber(row.file());
    }

    /** The number by which {@code .debug_info} may name a file; numbers count from 1. */
    int fileNumber(String file) {
        directories.computeIfAbsent(directory(file), d -> d.isEmpty() ? 0 : directories.size() + (directories.containsKey("") ? 0 : 1));
        return files.computeIfAbsent(file, _ -> files.size() + 1);
    }

    private static String directory(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    byte[] toByteArray() {
        byte[] header = header();
        ByteSink program = new ByteSink();
        for (CodeRun run : runs) sequence(run, program);
        ByteSink out = new ByteSink();
        out.u32(2 + 4 + header.length + program.size());
        return out.u16(Dw.VERSION).u32(header.length).bytes(header).bytes(program.toByteArray()).toByteArray();
    }

    private byte[] header() {
        ByteSink out = new ByteSink().u8(MINIMUM_INSTRUCTION).u8(1).u8(1).u8(LINE_BASE).u8(LINE_RANGE).u8(OPCODE_BASE);
        for (int length : STANDARD_OPCODE_LENGTHS) out.u8(length);
        for (String d : directories.keySet()) if (!d.isEmpty()) out.string(d);
        out.u8(0);
        for (String file : files.keySet())
            out.string(file.substring(file.lastIndexOf('/') + 1)).uleb128(directories.get(directory(file))).uleb128(0).uleb128(0);
        return out.u8(0).toByteArray();
    }

    /** One run of code: the program's registers start anew, and its end is told. */
    private void sequence(CodeRun run, ByteSink out) {
        if (run.lines().isEmpty()) return;
        long address = run.lines().getFirst().address();
        int file = 1;
        int line = 1;
        int column = 0;
        out.u8(0).uleb128(9).u8(Dw.LNE_SET_ADDRESS).u64(address);
        for (int i = 0; i < run.lines().size(); i++) {
            LineRow row = run.lines().get(i);
            if (i + 1 < run.lines().size() && run.lines().get(i + 1).address() == row.address()) continue;
            if (fileNumber(row.file()) != file) out.u8(Dw.LNS_SET_FILE).uleb128(file = fileNumber(row.file()));
            if (row.column() != column) out.u8(Dw.LNS_SET_COLUMN).uleb128(column = row.column());
            advance(row.address() - address, row.line() - line, out);
            address = row.address();
            line = row.line();
        }
        out.u8(Dw.LNS_ADVANCE_PC).uleb128((run.end() - address) / MINIMUM_INSTRUCTION);
        out.u8(0).uleb128(1).u8(Dw.LNE_END_SEQUENCE);
    }

    private static void advance(long bytes, int lines, ByteSink out) {
        long steps = bytes / MINIMUM_INSTRUCTION;
        long special = lines - LINE_BASE + LINE_RANGE * steps + OPCODE_BASE;
        if (LINE_BASE <= lines && lines < LINE_BASE + LINE_RANGE && special <= 255) {
            out.u8(special);
            return;
        }
        if (steps != 0) out.u8(Dw.LNS_ADVANCE_PC).uleb128(steps);
        if (lines != 0) out.u8(Dw.LNS_ADVANCE_LINE).sleb128(lines);
        out.u8(Dw.LNS_COPY);
    }
}
