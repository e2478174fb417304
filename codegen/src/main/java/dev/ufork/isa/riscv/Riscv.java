package dev.ufork.isa.riscv;

import dev.ufork.isa.Decoder;
import dev.ufork.isa.Insn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A RISC-V instruction set: a choice of rows, with the decoder, printer and parser that follow from them.
 *
 * <p>Immutable. The same bits may mean different rows in different modes, so everything takes the {@link Mode}.
 */
public final class Riscv {
    private final List<RvOp> rows;
    private final Map<Mode, Decoder<RvOp>> words = new EnumMap<>(Mode.class);
    private final Map<Mode, Decoder<RvOp>> halfwords = new EnumMap<>(Mode.class);
    private final AsmPrinter printer;
    private final AsmParser parser;

    /**
     * The base instruction set and what a profile adds to it.
     *
     * @param added   the profile's rows
     * @param names   names of numbers in the profile's holes
     * @param aliases the profile's pseudo-instructions
     * @throws IllegalArgumentException if two rows match the same words in one mode
     */
    public Riscv(Collection<? extends RvOp> added, List<Names> names, List<Alias> aliases) {
        List<RvOp> all = new ArrayList<>(BASE);
        all.addAll(added);
        rows = List.copyOf(all);
        for (Mode mode : Mode.values()) {
            List<RvOp> here = rows.stream().filter(op -> op.row().modes().contains(mode)).toList();
            words.put(mode, new Decoder<>(here.stream().filter(op -> op.bytes() == 4).toList()));
            halfwords.put(mode, new Decoder<>(here.stream().filter(op -> op.bytes() == 2).toList()));
        }
        Map<String, Names> byHole = new LinkedHashMap<>();
        byHole.put(Names.CSR.hole(), Names.CSR);
        for (Names n : names) byHole.put(n.hole(), n);
        List<Alias> allAliases = new ArrayList<>(aliases);
        allAliases.addAll(Aliases.BASE);
        printer = new AsmPrinter(byHole, allAliases);
        parser = new AsmParser(rows, byHole, allAliases);
    }

    private static final List<RvOp> BASE = base();

    private static List<RvOp> base() {
        List<RvOp> all = new ArrayList<>();
        for (Class<? extends RvOp> table : List.of(Base.class, Atomic.class, Privileged.class, FloatingPoint.class, Compressed.class))
            all.addAll(List.of(table.getEnumConstants()));
        return List.copyOf(all);
    }

    /** All rows, in the tables' order. */
    public List<RvOp> rows() {
        return rows;
    }

    /** Bytes of the instruction that begins with {@code halfword}: 2 or 4. */
    public static int length(int halfword) {
        return (halfword & 3) == 3 ? 4 : 2;
    }

    /**
     * The row of an instruction word.
     *
     * @param word 32 bits, of which a compressed instruction uses the lower 16
     * @return empty if the word is no instruction
     */
    public Optional<RvOp> find(int word, Mode mode) {
        return length(word) == 4 ? words.get(mode).find(word) : halfwords.get(mode).find(word & 0xffff);
    }

    /** As {@link #find}, with the operands. */
    public Optional<Insn> decode(int word, Mode mode) {
        return find(word, mode).map(op -> new Insn(op, op.pattern().decode(word)));
    }

    /** The shortest text, pseudo-instructions included; branch targets as {@code .+8}. */
    public String print(Insn insn, Mode mode) {
        return printer.shortest(insn, mode, OptionalLong.empty());
    }

    /** The shortest text for people; branch targets as addresses, the instruction being at {@code pc}. */
    public String print(Insn insn, Mode mode, long pc) {
        return printer.shortest(insn, mode, OptionalLong.of(pc));
    }

    /** The text without pseudo-instructions. */
    public String printPlain(Insn insn, Mode mode) {
        return printer.words(insn, mode, OptionalLong.empty()).toString();
    }

    /**
     * The instruction of a line of assembly.
     *
     * @throws dev.ufork.isa.EncodingException if there is none, or an operand does not fit
     */
    public Insn parse(String text, Mode mode) {
        return parser.parse(text, mode, Symbols.NONE);
    }

    /** As {@link #parse(String, Mode)}, asking {@code symbols} for operands that are no numbers. */
    public Insn parse(String text, Mode mode, Symbols symbols) {
        return parser.parse(text, mode, symbols);
    }
}
