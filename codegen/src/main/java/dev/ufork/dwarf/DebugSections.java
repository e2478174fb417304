package dev.ufork.dwarf;

import dev.ufork.asm.CodeElement.Frame.Rule;
import dev.ufork.dwarf.CodeRun.FrameRow;
import dev.ufork.dwarf.CodeRun.Function;
import dev.ufork.dwarf.CodeRun.LineRow;
import dev.ufork.elf.ByteSink;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfSection;
import java.util.ArrayList;
import java.util.List;

/** Writes the debugging sections of an image. */
public final class DebugSections {
    private static final int UNIT = 1;
    private static final int FUNCTION = 2;
    private static final int ADDRESS_BYTES = 8;

    private final String image;
    private final List<CodeRun> runs;
    private final LineTable lines;

    private DebugSections(String image, List<CodeRun> runs) {
        this.image = image;
        this.runs = runs;
        lines = new LineTable(runs);
    }

    /**
     * The sections for code in {@code runs}; none if there is none.
     *
     * @param image the compile unit's name
     */
    public static List<ElfSection> of(String image, List<CodeRun> runs) {
        if (runs.isEmpty()) return List.of();
        DebugSections all = new DebugSections(image, runs);
        List<ElfSection> sections = new ArrayList<>();
        sections.add(section(".debug_info", all.info()));
        sections.add(section(".debug_abbrev", abbreviations()));
        sections.add(section(".debug_line", all.lines.toByteArray()));
        if (runs.stream().anyMatch(r -> !r.frames().isEmpty())) sections.add(section(".debug_frame", all.frames()));
        return sections;
    }

    private static ElfSection section(String name, byte[] content) {
        return ElfSection.of(name, Elf.SHT_PROGBITS, 0, 0, name.equals(".debug_frame") ? ADDRESS_BYTES : 1, 0, content);
    }

    private static byte[] abbreviations() {
        ByteSink out = new ByteSink().uleb128(UNIT).uleb128(Dw.TAG_COMPILE_UNIT).u8(1);
        attribute(out, Dw.AT_PRODUCER, Dw.FORM_STRING);
        attribute(out, Dw.AT_LANGUAGE, Dw.FORM_DATA2);
        attribute(out, Dw.AT_NAME, Dw.FORM_STRING);
        attribute(out, Dw.AT_LOW_PC, Dw.FORM_ADDR);
        attribute(out, Dw.AT_HIGH_PC, Dw.FORM_DATA8);
        attribute(out, Dw.AT_STMT_LIST, Dw.FORM_SEC_OFFSET);
        attribute(out, 0, 0);
        out.uleb128(FUNCTION).uleb128(Dw.TAG_SUBPROGRAM).u8(0);
        attribute(out, Dw.AT_NAME, Dw.FORM_STRING);
        attribute(out, Dw.AT_DECL_FILE, Dw.FORM_UDATA);
        attribute(out, Dw.AT_DECL_LINE, Dw.FORM_UDATA);
        attribute(out, Dw.AT_LOW_PC, Dw.FORM_ADDR);
        attribute(out, Dw.AT_HIGH_PC, Dw.FORM_DATA8);
        attribute(out, Dw.AT_EXTERNAL, Dw.FORM_FLAG_PRESENT);
        attribute(out, 0, 0);
        return out.u8(0).toByteArray();
    }

    private static void attribute(ByteSink out, int name, int form) {
        out.uleb128(name).uleb128(form);
    }

    private byte[] info() {
        long low = runs.stream().mapToLong(CodeRun::start).min().orElseThrow();
        long high = runs.stream().mapToLong(CodeRun::end).max().orElseThrow();
        ByteSink out = new ByteSink().u32(0).u16(Dw.VERSION).u32(0).u8(ADDRESS_BYTES);
        out.uleb128(UNIT).string("ufork").u16(Dw.LANG_JAVA).string(image).u64(low).u64(high - low).u32(0);
        for (CodeRun run : runs)
            for (Function f : run.functions()) {
                LineRow first = lineOf(run, f);
                out.uleb128(FUNCTION).string(f.name()).uleb128(lines.fileNumber(first.file())).uleb128(first.line());
                out.u64(f.address()).u64(f.size());
            }
        out.u8(0);
        return out.patch(0, out.size() - 4, 4).toByteArray();
    }

    /** The line of a function's first instruction, or the run's first line if nothing is said. */
    private static LineRow lineOf(CodeRun run, Function f) {
        LineRow found = run.lines().getFirst();
        for (LineRow row : run.lines()) {
            if (row.address() > f.address()) break;
            found = row;
        }
        return found;
    }

    /** One common entry, and one entry for each function that has rules. */
    private byte[] frames() {
        ByteSink out = new ByteSink();
        int cie = out.size();
        out.u32(0).u32(-1).u8(Dw.VERSION).u8(0).u8(ADDRESS_BYTES).u8(0).uleb128(1).sleb128(1).uleb128(returnRegister());
        close(out, cie);
        for (CodeRun run : runs) for (Function f : run.functions()) frame(out, cie, run, f);
        return out.toByteArray();
    }

    /** The register whose saved value is the return address: the first that any function saves. */
    private int returnRegister() {
        for (CodeRun run : runs)
            for (FrameRow row : run.frames()) if (row.rule() instanceof Rule.Saved(int register, _)) return register;
        return 1;
    }

    private static void frame(ByteSink out, int cie, CodeRun run, Function f) {
        List<FrameRow> rows = run.frames().stream()
                .filter(r -> f.address() <= r.address() && r.address() < f.address() + f.size()).toList();
        if (rows.isEmpty()) return;
        int start = out.size();
        out.u32(0).u32(cie).u64(f.address()).u64(f.size());
        long at = f.address();
        for (FrameRow row : rows) {
            if (row.address() != at) out.u8(Dw.CFA_ADVANCE_LOC4).u32(row.address() - at);
            at = row.address();
            switch (row.rule()) {
                case Rule.Address(int register, long offset) -> out.u8(Dw.CFA_DEF_CFA).uleb128(register).uleb128(offset);
                case Rule.Saved(int register, long offset) -> out.u8(Dw.CFA_OFFSET_EXTENDED_SF).uleb128(register).sleb128(offset);
                case Rule.Restored(int register) -> out.u8(Dw.CFA_SAME_VALUE).uleb128(register);
            }
        }
        close(out, start);
    }

    /** Pads an entry to whole addresses and writes its length. */
    private static void close(ByteSink out, int start) {
        while ((out.size() - start) % ADDRESS_BYTES != 0) out.u8(Dw.CFA_NOP);
        out.patch(start, out.size() - start - 4, 4);
    }
}
