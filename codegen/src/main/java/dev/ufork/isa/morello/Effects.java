package dev.ufork.isa.morello;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an instruction does with registers and condition flags, read off its text: the operand's kind, the hole's name and
 * the mnemonic say it all.
 *
 * @param registers   the operands that are registers, in the order in which they are written, then the implied ones
 * @param readsFlags  whether N, Z, C or V decide what happens
 * @param writesFlags whether N, Z, C and V are set
 */
public record Effects(List<Register> registers, boolean readsFlags, boolean writesFlags) {

    /** What is done with a register. */
    public enum Role {
        READ, WRITE, READ_WRITE;

        public boolean reads() {
            return this != WRITE;
        }

        public boolean writes() {
            return this != READ;
        }
    }

    /**
     * A register operand. Number 31 is the stack pointer or the zero register, as its kind says.
     *
     * @param kind how it is written: integer, capability, base, SIMD
     * @param hole the hole's place among the pattern's fields, or -1 if the instruction implies the register
     * @param plus what is added to the hole's value: 1 for the second register of CASP's pairs; the number itself if implied
     * @param role what is done with it
     */
    public record Register(Operand.Kind kind, int hole, int plus, Role role) {
        /** The register's number in an instruction with these operand values. */
        public int number(long[] values) {
            return hole < 0 ? plus : (int) values[hole] + plus;
        }

        public boolean isVector() {
            return kind.isVector();
        }
    }

    private static final Set<String> READ_FLAGS = Set.of("adc", "adcs", "sbc", "sbcs", "csel", "csinc", "csinv", "csneg", "ccmn", "ccmp", "b.");
    private static final Set<String> WRITE_FLAGS = Set.of("adds", "subs", "ands", "bics", "adcs", "sbcs", "ccmn", "ccmp", "chksld", "chktgd", "chkss",
            "chkeq", "chkssu", "cseal");
    private static final Set<String> LINKING = Set.of("bl", "blr", "blrs", "blrr", "ldpblr");
    private static final Set<String> CONVERSIONS = Set.of("cvt", "cvtd", "cvtp");

    public Effects {
        registers = List.copyOf(registers);
    }

    static Effects of(Syntax syntax) {
        String name = syntax.mnemonic();
        List<Register> all = new ArrayList<>();
        for (Operand o : syntax.operands()) {
            if (!o.kind().isRegister()) continue;
            boolean second = o.kind() == Operand.Kind.X1 || o.kind() == Operand.Kind.W1;
            all.add(new Register(o.kind(), o.hole(0), second ? 1 : 0, role(syntax, name, o)));
        }
        boolean fromPair = syntax.text().startsWith(name + " c29,");
        if (fromPair) all.add(new Register(Operand.Kind.C, -1, 29, Role.WRITE));
        if (name.equals("adrdp")) all.add(new Register(Operand.Kind.C, -1, 28, Role.READ));
        if (LINKING.contains(name)) all.add(new Register(Operand.Kind.P, -1, 30, Role.WRITE));
        boolean toPointer = CONVERSIONS.contains(name) && all.getFirst().kind() == Operand.Kind.X;
        return new Effects(all, READ_FLAGS.contains(name), WRITE_FLAGS.contains(name) || toPointer);
    }

    private static Role role(Syntax syntax, String name, Operand o) {
        return switch (syntax.holeName(o)) {
            case "Rd", "Cd" -> name.equals("movk") || name.equals("bfm") ? Role.READ_WRITE : Role.WRITE;
            case "Rt", "Rt2", "Ct", "Ct2" -> writesTransfer(name) ? Role.WRITE : Role.READ;
            case "Rs", "Cs" -> name.startsWith("cas") ? Role.READ_WRITE : name.startsWith("st") ? Role.WRITE : Role.READ;
            case "Rn", "Cn" -> writesBase(syntax, name) ? Role.READ_WRITE : Role.READ;
            default -> Role.READ;
        };
    }

    /** Loads, swaps and reads of system registers write the register they transfer. */
    private static boolean writesTransfer(String name) {
        return name.startsWith("ld") || name.startsWith("swp") || name.equals("mrs") || name.equals("sysl");
    }

    /** Pre- and post-indexed accesses, and BR and BLR through memory, which leave the base unsealed. */
    private static boolean writesBase(Syntax syntax, String name) {
        String text = syntax.text();
        boolean branch = (name.equals("br") || name.equals("blr")) && text.contains("[");
        return branch || text.endsWith("]!") || text.contains("], #");
    }
}
