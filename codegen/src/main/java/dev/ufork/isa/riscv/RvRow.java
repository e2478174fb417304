package dev.ufork.isa.riscv;

import dev.ufork.isa.Insn;
import dev.ufork.isa.Op;
import dev.ufork.isa.Pattern;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What one line of an instruction table says, and what follows from it.
 *
 * <p>Signed numbers are called {@code imm}, unsigned ones anything else. {@code imm} of a branch or jump counts from
 * the instruction's own address. The assembler's order of operands is: registers written, control register, registers
 * read, numbers, and last the base of a memory access in parentheses behind its offset.
 */
public final class RvRow {
    private static final Set<String> SIGNED = Set.of("imm");
    private static final List<String> CONTROL_REGISTERS = List.of("csr", "scr");
    /** Numbers with a usual value, which the assembler writes as a suffix or leaves out. */
    private static final List<String> OPTIONAL = List.of("aq", "rl", "rm");
    /** Rounding mode "as in the control register". */
    private static final long DYNAMIC = 7;

    private static final Set<String> NUMBERS =
            Set.of("imm", "uimm", "shamt", "csr", "scr", "pred", "succ", "aq", "rl", "rm", "quarter");
    private static final int LAST = 6;

    private final String[] mnemonics;
    private final Pattern pattern;
    private final Extension extension;
    private final Kind kind;
    private final int accessBytes;
    private final Set<Mode> modes;
    private final List<Operand> operands;
    private final List<Operand> written;

    private RvRow(String[] mnemonics, Pattern pattern, Extension extension, Kind kind, int accessBytes, Set<Mode> modes) {
        this.mnemonics = mnemonics;
        this.pattern = pattern;
        this.extension = extension;
        this.kind = kind;
        this.accessBytes = accessBytes;
        this.modes = modes;
        List<Operand> all = new ArrayList<>();
        for (int i = 0; i < pattern.fields().size(); i++) all.add(Operand.of(pattern.fields().get(i), i));
        for (Operand o : all)
            if (!o.isRegister() && !NUMBERS.contains(o.name()))
                throw new IllegalArgumentException("nobody knows what hole " + o.name() + " of " + pattern + " is");
        operands = List.copyOf(all);
        written = assemblyOrder(all);
    }

    /**
     * A row.
     *
     * @param mnemonic the assembler's name; where the name in capability mode is not {@code c} + name, both with a
     *                 bar between them
     */
    public static RvRow of(Extension extension, String mnemonic, String pattern, Kind kind, int accessBytes) {
        Pattern bits = Pattern.of(pattern, SIGNED);
        boolean byMode = bits.fields().stream().anyMatch(f -> f.name().matches("a(d|sd|s1|b)"));
        int bar = mnemonic.indexOf('|');
        String integer = bar < 0 ? mnemonic : mnemonic.substring(0, bar);
        String capability = bar >= 0 ? mnemonic.substring(bar + 1) : byMode ? prefixed(mnemonic) : mnemonic;
        return new RvRow(new String[] {integer, capability}, bits, extension, kind, accessBytes, EnumSet.allOf(Mode.class));
    }

    /** The row restricted to one mode; in the other the same bits mean another instruction. */
    public RvRow only(Mode mode) {
        return new RvRow(mnemonics, pattern, extension, kind, accessBytes, EnumSet.of(mode));
    }

    private static String prefixed(String mnemonic) {
        return mnemonic.startsWith("c.") ? "c.c" + mnemonic.substring(2) : "c" + mnemonic;
    }

    private static List<Operand> assemblyOrder(List<Operand> all) {
        List<Operand> order = new ArrayList<>();
        for (int rank = 0; rank <= LAST; rank++)
            for (Operand o : all) if (isWritten(o) && rank(o) == rank) order.add(o);
        return List.copyOf(order);
    }

    private static boolean isWritten(Operand o) {
        if (OPTIONAL.contains(o.name())) return false;
        return !o.isImplied() || o.isRegister() && o.field().base() == XReg.SP.number();
    }

    private static int rank(Operand o) {
        if (CONTROL_REGISTERS.contains(o.name())) return 1;
        return switch (o.role()) {
            case WRITE, READ_WRITE -> 0;
            case READ -> 1 + o.name().charAt(2) - '0';
            case NUMBER -> LAST - 1;
            case BASE -> LAST;
        };
    }

    public String mnemonic(Mode mode) {
        return mnemonics[mode.ordinal()];
    }

    public Pattern pattern() {
        return pattern;
    }

    public Extension extension() {
        return extension;
    }

    public Kind kind() {
        return kind;
    }

    /** Bytes read or written in memory; 0 if none. */
    public int accessBytes() {
        return accessBytes;
    }

    public Set<Mode> modes() {
        return modes;
    }

    /** All operands, implied ones included, in the pattern's order. */
    public List<Operand> operands() {
        return operands;
    }

    /** The operands that stand in the instruction's text, in that order. */
    public List<Operand> written() {
        return written;
    }

    /**
     * The instruction with operands in the order in which the assembler writes them ({@code rd, imm, base} for
     * {@code ld rd, imm(base)}); implied operands are left out, {@code aq} and {@code rl} are 0, {@code rm} dynamic.
     *
     * @throws IllegalArgumentException if their number is not the row's
     */
    Insn insn(Op op, long... values) {
        long[] all = new long[operands.size()];
        for (Operand o : operands) all[o.index()] = o.isImplied() ? o.field().base() : o.name().equals("rm") ? DYNAMIC : 0;
        int next = 0;
        for (Operand o : written) {
            if (o.isImplied()) continue;
            if (next == values.length) throw new IllegalArgumentException(op + " takes more operands than " + next);
            all[o.index()] = values[next++];
        }
        if (next != values.length) throw new IllegalArgumentException(op + " takes " + next + " operands, not " + values.length);
        return new Insn(op, all);
    }
}
