package dev.ufork.target.morello;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Comment;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Line;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import dev.ufork.asm.Expression;
import dev.ufork.asm.Label;
import dev.ufork.asm.Place;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.elf.ByteSink;
import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Insn;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads assembly text, line by line, and says everything that is wrong with it at once. */
final class AssemblyText {
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*):\\s*(.*)");
    private static final Pattern LAST_PLACE = Pattern.compile("(.*[\\s,])([A-Za-z_][A-Za-z0-9_.$]*)(\\+\\d+)?");
    private static final Pattern FAR_PLACE = Pattern.compile("(.*[\\s,])#?:(got|got_lo12|lo12):([A-Za-z_.][A-Za-z0-9_.$]*)(\\+\\d+)?(\\]?)");
    /** A number that names a constant; those without are left to the instruction's own syntax. */
    private static final Pattern NAMED_NUMBER = Pattern.compile("#([^,\\]!]*\\b[A-Z][A-Z0-9_]+\\b[^,\\]!]*)");
    private static final List<String> BEGINS = List.of(".function", ".local", ".object");

    private final Assembler asm;
    private final String file;
    private final Map<String, Label> labels = new HashMap<>();
    /** Whether words of data are instructions that the assembler does not know, and have a line in the source. */
    private boolean inFunction;

    AssemblyText(Assembler asm, String file) {
        this.asm = asm;
        this.file = file;
    }

    /** Reads a text whose labels hold everywhere in it. */
    void read(String text) {
        List<String> lines = text.lines().toList();
        for (String line : lines) label(line);
        read(lines, 1, false);
    }

    /** Reads a text whose labels hold up to where the next symbol begins, and which says where it is from. */
    void read(String text, int firstLine) {
        List<String> lines = text.lines().toList();
        findLabels(lines, 0);
        read(lines, firstLine, true);
    }

    private void read(List<String> lines, int firstLine, boolean ofSource) {
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String code = withoutComment(lines.get(i));
            if (ofSource && begins(code)) findLabels(lines, i + 1);
            try {
                if (ofSource) remark(lines.get(i));
                line(code, ofSource ? firstLine + i : 0);
            } catch (AsmException | EncodingException | NumberFormatException e) {
                reasons.add("%s:%d: %s: %s".formatted(file, firstLine + i, code, e.getMessage()));
            }
        }
        if (!reasons.isEmpty()) throw new AsmException(reasons);
    }

    private void findLabels(List<String> lines, int from) {
        labels.clear();
        for (int i = from; i < lines.size() && !begins(withoutComment(lines.get(i))); i++) label(lines.get(i));
    }

    private void label(String line) {
        Matcher m = LABEL.matcher(withoutComment(line));
        if (m.matches()) labels.put(m.group(1), new Label(m.group(1)));
    }

    private static boolean begins(String code) {
        return BEGINS.contains(code.split("\\s+")[0]);
    }

    private static String withoutComment(String line) {
        return line.replaceFirst("//.*", "").strip();
    }

    private void remark(String line) {
        int at = line.indexOf("//");
        if (at >= 0 && !line.substring(at + 2).isBlank()) asm.element(new Comment(line.substring(at + 2).strip()));
    }

    /** @param number of the line in the source; 0 for none */
    private void line(String code, int number) {
        Matcher m = LABEL.matcher(code);
        if (m.matches()) {
            asm.bind(labels.get(m.group(1)));
            code = m.group(2);
        }
        if (code.isEmpty()) return;
        boolean instruction = !code.startsWith(".") || inFunction && code.startsWith(".word");
        if (instruction && number != 0) asm.element(new Line(file, number, 0));
        if (code.startsWith(".")) {
            directive(code.split("\\s+", 2));
            return;
        }
        String[] words = code.split("\\s+|\\s*,\\s*", 3);
        switch (words[0]) {
            case "li" -> asm.li(register(words[1], "x"), number(words[2]));
            case "got" -> asm.got(register(words[1], "c"), new Symbol(words[2]));
            default -> instruction(NAMED_NUMBER.matcher(code).replaceAll(n -> "#0x" + Long.toHexString(number(n.group(1)))));
        }
    }

    private static long register(String name, String kind) {
        if (!name.matches(kind + "([12]?\\d|30)")) throw new EncodingException(name + " is no register " + kind + "0 to " + kind + "30");
        return Long.parseLong(name.substring(1));
    }

    private void directive(String[] words) {
        String rest = words.length > 1 ? words[1].strip() : "";
        if (begins(words[0])) inFunction = !words[0].equals(".object");
        switch (words[0]) {
            case ".function" -> asm.begin(rest, Nature.FUNCTION, Binding.GLOBAL);
            case ".local" -> asm.begin(rest, Nature.FUNCTION, Binding.LOCAL);
            case ".object" -> asm.begin(rest, Nature.OBJECT, Binding.GLOBAL);
            case ".end" -> asm.end();
            case ".mode" -> asm.mode(Mode.valueOf(rest.toUpperCase(Locale.ROOT)));
            case ".text" -> asm.section(SectionId.TEXT);
            case ".rodata" -> asm.section(SectionId.RODATA);
            case ".relro" -> asm.section(SectionId.RELRO);
            case ".data" -> asm.section(SectionId.DATA);
            case ".bss" -> asm.section(SectionId.BSS);
            case ".balign" -> asm.align((int) number(rest));
            case ".space" -> asm.element(new Space(number(rest)));
            case ".quad" -> asm.bytes(new ByteSink().little(number(rest), 8).toByteArray());
            case ".word" -> asm.bytes(new ByteSink().little(number(rest), 4).toByteArray());
            case ".asciz" -> asm.element(new Data(new ByteSink().string(rest.substring(1, rest.length() - 1).translateEscapes()).toByteArray()));
            case ".address" -> asm.element(new Word(new Reference(Reloc.R_AARCH64_ABS64, place(rest))));
            case ".capability" -> asm.capability(place(rest));
            default -> throw new EncodingException("no directive " + words[0]);
        }
    }

    private long number(String text) {
        return Expression.value(text, asm.constants());
    }

    private Place place(String name) {
        Label label = labels.get(name);
        return label != null ? label : new Symbol(name);
    }

    private void instruction(String line) {
        Matcher far = FAR_PLACE.matcher(line);
        Matcher near = LAST_PLACE.matcher(line);
        if (far.matches()) {
            String part = far.group(2);
            Insn insn = Morello.parse(far.group(1) + (part.equals("got") ? "." : "#0") + far.group(5), asm.mode(), 0);
            refer(insn, part.startsWith("got") ? slotRelocation(insn) : part.equals("lo12") ? lowRelocation(insn) : relocation(insn), far.group(3), far.group(4));
        } else if (near.matches() && takesPlace(line) && !isRegister(near.group(2))) {
            Insn insn = Morello.parse(near.group(1) + ".", asm.mode(), 0);
            refer(insn, relocation(insn), near.group(2), near.group(3));
        } else {
            asm.element(Instruction.of(Morello.parse(line, asm.mode(), 0)));
        }
    }

    private void refer(Insn insn, Reloc kind, String name, String plus) {
        long addend = plus == null ? 0 : Long.parseLong(plus.substring(1));
        asm.element(Instruction.of(insn, new Reference(kind, place(name), addend)));
    }

    private static boolean takesPlace(String line) {
        return line.matches("(b|bl|b\\.\\w+|cbz|cbnz|tbz|tbnz|adr|adrp|ldr|ldrsw)\\s.*") && !line.contains("[");
    }

    private static boolean isRegister(String word) {
        return word.matches("[xwc]([12]?\\d|30|zr)|sp|csp");
    }

    private Reloc relocation(Insn insn) {
        boolean c64 = asm.mode() == Mode.C64;
        return switch (insn.op()) {
            case A64.B_UNCOND -> c64 ? Reloc.R_MORELLO_JUMP26 : Reloc.R_AARCH64_JUMP26;
            case A64.BL -> c64 ? Reloc.R_MORELLO_CALL26 : Reloc.R_AARCH64_CALL26;
            case A64.TBZ, A64.TBNZ -> c64 ? Reloc.R_MORELLO_TSTBR14 : Reloc.R_AARCH64_TSTBR14;
            case A64.ADR_C_I_C -> Reloc.R_AARCH64_ADR_PREL_LO21;
            case A64.ADRP_C_I_C -> Reloc.R_AARCH64_ADR_PREL_PG_HI21;
            case Cheri.ADRP_C_IP_C -> Reloc.R_MORELLO_ADR_PREL_PG_HI20;
            case A64.LDR_LIT_GEN_32, A64.LDR_LIT_GEN_64, A64.LDRSW_LIT -> Reloc.R_AARCH64_LD_PREL_LO19;
            case Cheri.LDR_C_I_C -> Reloc.R_MORELLO_LD_PREL_LO17;
            default -> c64 ? Reloc.R_MORELLO_CONDBR19 : Reloc.R_AARCH64_CONDBR19;
        };
    }

    private static Reloc slotRelocation(Insn insn) {
        return switch (insn.op()) {
            case Cheri.ADRP_C_IP_C -> Reloc.R_MORELLO_ADR_GOT_PAGE;
            case Cheri.LDR_C_RIB_C -> Reloc.R_MORELLO_LD128_GOT_LO12_NC;
            default -> throw new EncodingException("slots of the capability table are reached by adrp and ldr of capabilities, in C64");
        };
    }

    /** By the size of the access, which is the step of the hole that takes the offset. */
    private static Reloc lowRelocation(Insn insn) {
        if (insn.op() == A64.ADD_ADDSUB_IMM_64 || insn.op() == Cheri.ADD_C_CIS_C) return Reloc.R_AARCH64_ADD_ABS_LO12_NC;
        int hole = insn.op().pattern().indexOf("imm");
        if (hole < 0) throw new EncodingException(":lo12: is for add, and for loads and stores with an unsigned offset");
        return switch ((int) insn.op().pattern().fields().get(hole).step()) {
            case 1 -> Reloc.R_AARCH64_LDST8_ABS_LO12_NC;
            case 2 -> Reloc.R_AARCH64_LDST16_ABS_LO12_NC;
            case 4 -> Reloc.R_AARCH64_LDST32_ABS_LO12_NC;
            case 8 -> Reloc.R_AARCH64_LDST64_ABS_LO12_NC;
            default -> Reloc.R_AARCH64_LDST128_ABS_LO12_NC;
        };
    }
}
