package dev.ufork.target.riscv;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Comment;
import dev.ufork.asm.CodeElement.Line;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.Expression;
import dev.ufork.asm.Label;
import dev.ufork.asm.Place;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.elf.ByteSink;
import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.Kind;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads assembly text, line by line, and says everything that is wrong with it at once. */
final class AssemblyText {
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_.][A-Za-z0-9_.]*):\\s*(.*)");
    private static final Pattern PLACE = Pattern.compile("([A-Za-z_.][A-Za-z0-9_.]*)\\s*([+-].*)?");
    private static final List<String> BEGINS = List.of(".function", ".local", ".weak", ".object");
    private static final Map<String, Integer> WIDTHS = Map.of(".byte", 1, ".half", 2, ".word", 4, ".quad", 8);

    private final Assembler asm;
    private final String file;
    private final Map<String, Label> labels = new HashMap<>();
    /** Whether words of data are instructions that the assembler does not know, and have a line in the source. */
    private boolean inFunction;

    AssemblyText(Assembler asm, String file) {
        this.asm = asm;
        this.file = file;
    }

    void read(String text, int firstLine) {
        List<String> lines = text.lines().toList();
        findLabels(lines, 0);
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (begins(lines.get(i))) findLabels(lines, i + 1);
            try {
                line(lines.get(i), firstLine + i);
            } catch (AsmException | EncodingException e) {
                reasons.add("%s:%d: %s: %s".formatted(file, firstLine + i, withoutComment(lines.get(i)).strip(), e.getMessage()));
            }
        }
        if (!reasons.isEmpty()) throw new AsmException(reasons);
    }

    /** Makes the labels that hold from line {@code from} up to where the next symbol begins. */
    private void findLabels(List<String> lines, int from) {
        labels.clear();
        for (int i = from; i < lines.size() && !begins(lines.get(i)); i++) {
            Matcher label = LABEL.matcher(withoutComment(lines.get(i)).strip());
            if (label.matches()) labels.put(label.group(1), new Label(label.group(1)));
        }
    }

    private static boolean begins(String line) {
        return BEGINS.contains(line.strip().split("\\s+")[0]);
    }

    private void line(String line, int number) {
        String code = withoutComment(line).strip();
        String comment = line.substring(withoutComment(line).length()).replaceFirst("^#\\s*", "").strip();
        Matcher label = LABEL.matcher(code);
        if (label.matches()) {
            asm.bind(labels.get(label.group(1)));
            code = label.group(2);
        }
        if (!comment.isEmpty()) asm.element(new Comment(comment));
        if (code.isEmpty()) return;
        String[] words = code.split("\\s+", 2);
        String rest = words.length > 1 ? words[1].strip() : "";
        boolean instruction = !words[0].startsWith(".") || inFunction && (words[0].equals(".word") || words[0].equals(".half"));
        if (instruction) asm.element(new Line(file, number, 0));
        if (words[0].startsWith(".")) {
            directive(words[0], rest);
            return;
        }
        if (!pseudo(words[0], rest.isEmpty() ? List.of() : List.of(rest.split("\\s*,\\s*")))) instruction(code);
    }

    /** The line up to a {@code #} that is not in a string or character. */
    private static String withoutComment(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && (i == 0 || line.charAt(i - 1) != '\\')) quoted = !quoted;
            if (c == '#' && !quoted && !(i > 0 && line.charAt(i - 1) == '\'')) return line.substring(0, i);
        }
        return line;
    }

    private void directive(String name, String rest) {
        if (begins(name)) inFunction = !name.equals(".object");
        switch (name) {
            case ".function" -> asm.function(rest);
            case ".local" -> asm.begin(rest, Nature.FUNCTION, Binding.LOCAL);
            case ".weak" -> asm.begin(rest, Nature.FUNCTION, Binding.WEAK);
            case ".object" -> asm.begin(rest, Nature.OBJECT, Binding.GLOBAL);
            case ".end" -> asm.end();
            case ".text" -> asm.section(SectionId.TEXT);
            case ".rodata" -> asm.section(SectionId.RODATA);
            case ".relro" -> asm.section(SectionId.RELRO);
            case ".data" -> asm.section(SectionId.DATA);
            case ".bss" -> asm.section(SectionId.BSS);
            case ".balign" -> asm.align((int) number(rest));
            case ".space" -> asm.space(number(rest));
            case ".mode" -> asm.mode(Mode.valueOf(rest.toUpperCase(java.util.Locale.ROOT)));
            case ".asciz" -> asm.bytes(new ByteSink().string(string(rest)).toByteArray());
            case ".capability" -> place(rest, asm::capability);
            case ".address" -> place(rest, asm::address);
            case ".byte", ".half", ".word", ".quad" -> {
                for (String value : rest.split(",")) asm.word(number(value), WIDTHS.get(name));
            }
            default -> throw new EncodingException("no directive " + name);
        }
    }

    private interface PlaceTaker {
        Assembler take(Place place, long addend);
    }

    private void place(String text, PlaceTaker taker) {
        Matcher m = PLACE.matcher(text);
        if (!m.matches()) throw new EncodingException(text + " is no place");
        taker.take(place(m.group(1)), m.group(2) == null ? 0 : number(m.group(2).startsWith("+") ? m.group(2).substring(1) : m.group(2)));
    }

    private Place place(String name) {
        Label label = labels.get(name);
        return label != null ? label : new Symbol(name);
    }

    private static String string(String quoted) {
        if (quoted.length() < 2 || !quoted.startsWith("\"") || !quoted.endsWith("\"")) throw new EncodingException("expected \"text\"");
        return quoted.substring(1, quoted.length() - 1).translateEscapes();
    }

    private long number(String text) {
        return Expression.value(text, asm.constants());
    }

    /** Pseudo-instructions of several instructions, or with places; false if the name is none. */
    private boolean pseudo(String name, List<String> operands) {
        switch (name) {
            case "li" -> asm.li(integer(operand(operands, 0)), number(operand(operands, 1)));
            case "lla", "cllc" -> asm.lla(any(operand(operands, 0)), place(operand(operands, 1)));
            case "lgc", "clgc" -> asm.lgc(any(operand(operands, 0)), new Symbol(operand(operands, 1)));
            case "call", "ccall" -> asm.call(place(operand(operands, 0)));
            case "tail", "ctail" -> asm.tail(place(operand(operands, 0)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String operand(List<String> operands, int i) {
        if (i >= operands.size()) throw new EncodingException("operand " + (i + 1) + " is missing");
        return operands.get(i);
    }

    private static XReg integer(String text) {
        return XReg.named(text).orElseThrow(() -> new EncodingException(text + " is no integer register"));
    }

    private XReg any(String text) {
        return (asm.mode() == Mode.CAPABILITY ? XReg.capabilityNamed(text) : XReg.named(text))
                .orElseThrow(() -> new EncodingException(text + " is no register for an address in this mode"));
    }

    /** One instruction. A branch or jump may name a place; every other number is an expression. */
    private void instruction(String code) {
        List<String> places = new ArrayList<>();
        Insn insn = Xcheri.ISA.parse(code, asm.mode(), text -> {
            if (isPlace(text)) {
                places.add(text);
                return OptionalLong.of(0);
            }
            return OptionalLong.of(number(text));
        });
        RvOp op = (RvOp) insn.op();
        if (places.isEmpty()) asm.insn(insn);
        else if (op.kind() == Kind.BRANCH) asm.branch(op, XReg.of(insn.get("rs1")), XReg.of(insn.get("rs2")), place(places.getLast()));
        else if (op == Base.JAL) asm.insn(insn, new Reference(Reloc.R_RISCV_JAL, place(places.getLast())));
        else throw new EncodingException(places.getLast() + " is no constant that was defined");
    }

    private boolean isPlace(String text) {
        return text.matches("[A-Za-z_.][A-Za-z0-9_.]*") && !asm.constants().containsKey(text);
    }
}
