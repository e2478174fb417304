package dev.ufork.emulator.morello;

import dev.ufork.isa.Field;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.MorelloOp;

/**
 * What a row says of a load or store, made once for each row: its name tells what is moved, its holes where the offset is.
 *
 * @param offset    the hole that has the offset in bytes, or null if a register has it
 * @param flags     {@link Uop}'s flags of MEM, size included
 * @param alternate whether the base is the other mode's (ALDR, ASTR and their kin)
 * @param literal   whether the base is PC
 */
record MemoryForm(Field offset, int flags, boolean alternate, boolean literal) {
    private static final MemoryForm[] A64_FORMS = forms(A64.values());
    private static final MemoryForm[] CHERI_FORMS = forms(Cheri.values());
    private static final String NONE = "LDPB.*|LDR_C_I_C";
    private static final String ANY = "A?(LD|ST)(R|P|UR|TR|NP|RS|URS|TRS|PS).*";

    private static MemoryForm[] forms(MorelloOp[] rows) {
        MemoryForm[] all = new MemoryForm[rows.length];
        for (MorelloOp row : rows) all[((Enum<?>) row).ordinal()] = row.name().matches(ANY) && !row.name().matches(NONE) ? of(row) : null;
        return all;
    }

    /** The row's form, or null if it is no plain load or store. */
    static MemoryForm find(MorelloOp row) {
        return switch (row) {
            case A64 a -> A64_FORMS[a.ordinal()];
            case Cheri c -> CHERI_FORMS[c.ordinal()];
        };
    }

    private static MemoryForm of(MorelloOp row) {
        String name = row.name();
        boolean cheri = row instanceof Cheri;
        boolean alternate = cheri && name.startsWith("A");
        boolean capability = cheri && name.matches("A?(LD|ST).*?_C.*");
        boolean vector = name.contains("FPSIMD") || alternate && name.contains("_V_");
        boolean load = name.matches("A?LD.*");
        String plain = name.replaceFirst("^A", "");
        boolean signed = plain.matches("LD[PUT]?R?S[BHW].*");
        boolean full = signed && (name.contains("SW") || name.endsWith("_64"));
        boolean register = name.contains("_REG") || name.contains("RRB");
        boolean post = name.contains("POST") || name.contains("RIAW");
        boolean pre = name.contains("PRE") || name.contains("RIBW");
        boolean literal = name.contains("_LIT");
        int flags = (capability ? 4 : size(plain, vector)) | (load ? Uop.M_LOAD : 0) | (signed ? Uop.M_SIGNED : 0) | (full ? Uop.M_64 : 0)
                | (vector ? Uop.M_VECTOR : 0) | (plain.matches("(LD|ST)TR.*") ? Uop.M_USER : 0) | (plain.matches("(LD|ST)N?P.*") ? Uop.M_PAIR : 0)
                | (register ? Uop.M_REGISTER : 0) | (post || pre ? Uop.M_WRITE_BACK : 0) | (post ? Uop.M_POST : 0);
        String hole = literal ? "label" : row.pattern().indexOf("simm") >= 0 ? "simm" : "imm";
        return new MemoryForm(register ? null : row.pattern().field(hole), flags, alternate, literal);
    }

    /** The logarithm of the bytes moved. */
    private static int size(String name, boolean vector) {
        if (vector) return "BHSDQ".indexOf(name.charAt(name.length() - 1));
        if (name.matches("(LD|ST)[UT]?RS?B.*")) return 0;
        if (name.matches("(LD|ST)[UT]?RS?H.*")) return 1;
        if (name.contains("SW")) return 2;
        return name.endsWith("_64") ? 3 : 2;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int size() {
        return flags & Uop.M_SIZE;
    }
}
