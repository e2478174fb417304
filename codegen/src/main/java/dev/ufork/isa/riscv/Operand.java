package dev.ufork.isa.riscv;

import dev.ufork.isa.Field;

/**
 * One operand of a row, read off the hole's name: a letter for the register class, then {@code d} (written),
 * {@code sd} (read and written), {@code s1 s2 s3} (read) or {@code b} (read, the base of a memory access). Holes of
 * other names are numbers.
 *
 * @param field the hole
 * @param index the hole's place in the pattern, which is the value's place in an {@link dev.ufork.isa.Insn}
 * @param role  what the instruction does with it
 */
public record Operand(Field field, int index, Role role) {

    /** What the instruction does with an operand. */
    public enum Role {
        WRITE("d"), READ_WRITE("sd"), READ("s1|s2|s3"), BASE("b"),
        /** A number in the instruction. */
        NUMBER("");

        private final String suffixes;

        Role(String suffixes) {
            this.suffixes = suffixes;
        }

        public boolean reads() {
            return this == READ || this == READ_WRITE || this == BASE;
        }

        public boolean writes() {
            return this == WRITE || this == READ_WRITE;
        }
    }

    static Operand of(Field field, int index) {
        for (Role role : Role.values())
            if (field.name().matches("[rcdaf](" + role.suffixes + ")") && role != Role.NUMBER)
                return new Operand(field, index, role);
        return new Operand(field, index, Role.NUMBER);
    }

    public String name() {
        return field.name();
    }

    public boolean isRegister() {
        return role != Role.NUMBER;
    }

    /** Whether the operand is implied: not in the instruction word, and not in its text unless it is sp. */
    public boolean isImplied() {
        return field.fixed();
    }

    /** @throws IllegalStateException if this is a number */
    public RegClass regClass() {
        for (RegClass c : RegClass.values()) if (isRegister() && c.letter == name().charAt(0)) return c;
        throw new IllegalStateException(name() + " is a number");
    }
}
