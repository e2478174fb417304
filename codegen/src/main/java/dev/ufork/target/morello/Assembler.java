package dev.ufork.target.morello;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.CodeConsumer;
import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeElement.Align;
import dev.ufork.asm.CodeElement.Begin;
import dev.ufork.asm.CodeElement.Bind;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Choice;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Dialect;
import dev.ufork.asm.CodeElement.End;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Into;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import dev.ufork.asm.Label;
import dev.ufork.asm.Place;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.elf.ByteSink;
import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Insn;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Bitmask;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.morello.MorelloOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Morello face of the assembler: assembly text becomes code elements. It starts in A64.
 *
 * <p>Instructions are written as {@link Morello#parse} reads them, and a label may stand where a distance does. A far place
 * is {@code adrp c0, name} with {@code :lo12:name} as the number of an add, load or store behind it, or a capability for it
 * from the table: {@code adrp c0, :got:name} and {@code ldr c0, [c0, :got_lo12:name]}. The directives are {@code .function .object .end .mode .balign .space .quad .word .asciz .address .capability}; {@code //} begins
 * a comment. {@code adr c0, name+1} gives a C64 code pointer, whose lowest bit says the mode.
 */
public final class Assembler {
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*):\\s*(.*)");
    private static final Pattern LAST_PLACE = Pattern.compile("(.*[\\s,])([A-Za-z_][A-Za-z0-9_.$]*)(\\+\\d+)?");
    private static final Pattern FAR_PLACE = Pattern.compile("(.*[\\s,])#?:(got|got_lo12|lo12):([A-Za-z_.][A-Za-z0-9_.$]*)(\\+\\d+)?(\\]?)");
    private static final int ZERO = 31;
    private static final Insn NOP = Morello.parse("hint #0x0", Mode.A64, 0);

    private final CodeConsumer out;
    private final Map<String, Label> labels = new HashMap<>();
    private Mode mode;
    private SectionId section = SectionId.TEXT;
    private Symbol open;

    public Assembler(CodeConsumer out) {
        this(out, Mode.A64);
    }

    /** @param mode in which it starts */
    public Assembler(CodeConsumer out, Mode mode) {
        this.out = out;
        this.mode = mode;
    }

    /** Hands on an element as it is. */
    public Assembler element(CodeElement element) {
        out.accept(element);
        return this;
    }

    public Assembler section(SectionId id) {
        section = id;
        return element(new Into(id)).element(new Dialect(id.kind().executed() ? MorelloCode.dialect(mode) : MorelloCode.DATA));
    }

    /** From here on, code runs in this mode. It does not switch the core. */
    public Assembler mode(Mode now) {
        mode = now;
        return element(new Dialect(MorelloCode.dialect(now)));
    }

    /** Begins a function or an object. */
    public Assembler begin(String name, Nature nature, Binding binding) {
        open = new Symbol(name);
        return element(new Begin(open, nature, binding));
    }

    /** Ends what was begun last. */
    public Assembler end() {
        return element(new End(open));
    }

    public Assembler bind(Place place) {
        return element(new Bind(place));
    }

    /** Goes on at a multiple of {@code bytes}; gaps in code hold {@code nop}. */
    public Assembler align(int bytes) {
        return element(new Align(bytes, section.kind().executed() ? Optional.of(NOP) : Optional.empty()));
    }

    /** An instruction; operands in the order in which they are written, registers as numbers. */
    public Assembler insn(MorelloOp op, long... operands) {
        return element(Instruction.of(op.insn(operands)));
    }

    // ---- several instructions, or one with a place --------------------------------------------------------------

    /** {@code xd = value}, in as few instructions as moves of halves and bitmask immediates allow. */
    public Assembler li(long d, long value) {
        int zeros = halves(value, 0);
        int ones = halves(value, 0xffff);
        OptionalInt bits = Bitmask.encode(value, 64);
        if (zeros < 3 && ones < 3 && bits.isPresent()) {
            int n = bits.getAsInt();
            return insn(A64.ORR_LOG_IMM_64, d, ZERO, n >>> 12, n >>> 6 & 63, n & 63);
        }
        if (value >>> 32 == 0 && zeros < 3) {
            OptionalInt word = Bitmask.encode(value, 32);
            if (halves(~value & 0xffff_ffffL, 0) >= 3) return move(d, value | -1L << 32, true, A64.MOVN_32);
            if (word.isPresent()) return insn(A64.ORR_LOG_IMM_32, d, ZERO, word.getAsInt() >>> 6 & 63, word.getAsInt() & 63);
        }
        return move(d, value, ones > zeros, ones > zeros ? A64.MOVN_64 : A64.MOVZ_64);
    }

    private static int halves(long value, int equal) {
        int count = 0;
        for (int at = 0; at < 64; at += 16) if ((value >>> at & 0xffff) == equal) count++;
        return count;
    }

    /** The first half that is not the filling by {@code first}, the others by MOVK. */
    private Assembler move(long d, long value, boolean negative, MorelloOp first) {
        int filling = negative ? 0xffff : 0;
        boolean begun = false;
        for (int hw = 0; hw < 4; hw++) {
            long half = value >>> 16 * hw & 0xffff;
            if (half == filling) continue;
            insn(begun ? A64.MOVK_64 : first, d, begun ? half : half ^ filling, hw);
            begun = true;
        }
        return begun ? this : insn(first, d, 0, 0);
    }

    /** {@code cd} = the place, as PCC moved there, at most ±1 MiB away. */
    public Assembler adr(long d, Place place, long addend) {
        return element(Instruction.of(A64.ADR_C_I_C.insn(d, 0), new Reference(Reloc.R_AARCH64_ADR_PREL_LO21, place, addend)));
    }

    /** {@code cd} = the capability for the symbol, loaded from the capability table. */
    public Assembler got(long d, Symbol symbol) {
        element(Instruction.of(Cheri.ADRP_C_IP_C.insn(d, 0), new Reference(Reloc.R_MORELLO_ADR_GOT_PAGE, symbol)));
        return element(Instruction.of(Cheri.LDR_C_RIB_C.insn(d, d, 0), new Reference(Reloc.R_MORELLO_LD128_GOT_LO12_NC, symbol)));
    }

    /** Calls the place, linking in c30. */
    public Assembler call(Place place) {
        return element(Instruction.of(A64.BL.insn(0), new Reference(Reloc.R_MORELLO_CALL26, place)));
    }

    public Assembler jump(Place place) {
        return element(jumpTo(place));
    }

    private static Instruction jumpTo(Place place) {
        return Instruction.of(A64.B_UNCOND.insn(0), new Reference(Reloc.R_MORELLO_JUMP26, place));
    }

    /**
     * Branches at most ±128 MiB: where the row's own reach is not enough, the opposite branch skips a jump.
     *
     * @param op       B_COND, CBZ, CBNZ, TBZ or TBNZ
     * @param operands those before the label
     */
    public Assembler branch(MorelloOp op, long[] operands, Place place) {
        long[] all = java.util.Arrays.copyOf(operands, operands.length + 1);
        boolean tests = op == A64.TBZ || op == A64.TBNZ;
        Instruction near = Instruction.of(op.insn(all), new Reference(tests ? Reloc.R_MORELLO_TSTBR14 : Reloc.R_MORELLO_CONDBR19, place));
        long[] skip = all.clone();
        skip[operands.length] = 8;
        if (op == A64.B_COND) skip[0] ^= 1;
        return element(new Choice(List.of(List.of(near), List.of(Instruction.of(opposite(op).insn(skip)), jumpTo(place)))));
    }

    /** The row that branches where {@code op} does not; of B_COND, the condition's lowest bit does that. */
    static MorelloOp opposite(MorelloOp op) {
        return switch ((A64) op) {
            case B_COND -> A64.B_COND;
            case CBZ_32 -> A64.CBNZ_32;
            case CBZ_64 -> A64.CBNZ_64;
            case CBNZ_32 -> A64.CBZ_32;
            case CBNZ_64 -> A64.CBZ_64;
            case TBZ -> A64.TBNZ;
            case TBNZ -> A64.TBZ;
            default -> throw new IllegalArgumentException(op + " is no conditional branch");
        };
    }

    // ---- text ---------------------------------------------------------------------------------------------------

    /**
     * Reads lines of assembly text.
     *
     * @throws AsmException with everything that is wrong, line by line
     */
    public Assembler text(String file, String text) {
        List<String> lines = text.lines().map(line -> line.replaceFirst("//.*", "").strip()).toList();
        for (String line : lines) {
            Matcher m = LABEL.matcher(line);
            if (m.matches()) labels.put(m.group(1), new Label(m.group(1)));
        }
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                line(lines.get(i));
            } catch (AsmException | EncodingException | NumberFormatException e) {
                reasons.add("%s:%d: %s: %s".formatted(file, i + 1, lines.get(i), e.getMessage()));
            }
        }
        if (!reasons.isEmpty()) throw new AsmException(reasons);
        return this;
    }

    private void line(String line) {
        Matcher m = LABEL.matcher(line);
        if (m.matches()) {
            element(new Bind(labels.get(m.group(1))));
            line = m.group(2);
        }
        if (line.isEmpty()) return;
        if (line.startsWith(".")) directive(line.split("\\s+", 2));
        else instruction(line);
    }

    private void directive(String[] words) {
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case ".function" -> begin(rest, Nature.FUNCTION, Binding.GLOBAL);
            case ".object" -> begin(rest, Nature.OBJECT, Binding.GLOBAL);
            case ".end" -> element(new End(open));
            case ".mode" -> {
                mode = Mode.valueOf(rest.toUpperCase(java.util.Locale.ROOT));
                element(new Dialect(MorelloCode.dialect(mode)));
            }
            case ".text" -> section(SectionId.TEXT);
            case ".rodata" -> section(SectionId.RODATA);
            case ".data" -> section(SectionId.DATA);
            case ".bss" -> section(SectionId.BSS);
            case ".balign" -> align(Integer.decode(rest));
            case ".space" -> element(new Space(Long.decode(rest)));
            case ".quad" -> element(new Data(new ByteSink().little(number(rest), 8).toByteArray()));
            case ".word" -> element(new Data(new ByteSink().little(number(rest), 4).toByteArray()));
            case ".asciz" -> element(new Data(new ByteSink().string(rest.substring(1, rest.length() - 1).translateEscapes()).toByteArray()));
            case ".address" -> element(new Word(new Reference(Reloc.R_AARCH64_ABS64, place(rest))));
            case ".capability" -> element(new Word(new Reference(Reloc.R_MORELLO_CAPINIT, place(rest))));
            default -> throw new EncodingException("no directive " + words[0]);
        }
    }

    private static long number(String text) {
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
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
            Insn insn = Morello.parse(far.group(1) + (part.equals("got") ? "." : "#0") + far.group(5), mode, 0);
            refer(insn, part.startsWith("got") ? slotRelocation(insn) : part.equals("lo12") ? lowRelocation(insn) : relocation(insn), far.group(3), far.group(4));
        } else if (near.matches() && takesPlace(line) && !isRegister(near.group(2))) {
            Insn insn = Morello.parse(near.group(1) + ".", mode, 0);
            refer(insn, relocation(insn), near.group(2), near.group(3));
        } else {
            element(Instruction.of(Morello.parse(line, mode, 0)));
        }
    }

    private void refer(Insn insn, Reloc kind, String name, String plus) {
        long addend = plus == null ? 0 : Long.parseLong(plus.substring(1));
        element(Instruction.of(insn, new Reference(kind, place(name), addend)));
    }

    private static boolean takesPlace(String line) {
        return line.matches("(b|bl|b\\.\\w+|cbz|cbnz|tbz|tbnz|adr|adrp|ldr|ldrsw)\\s.*") && !line.contains("[");
    }

    private static boolean isRegister(String word) {
        return word.matches("[xwc]([12]?\\d|30|zr)|sp|csp");
    }

    private Reloc relocation(Insn insn) {
        boolean c64 = mode == Mode.C64;
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
