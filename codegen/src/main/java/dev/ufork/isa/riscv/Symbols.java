package dev.ufork.isa.riscv;

import java.util.OptionalLong;

/** What an operand that is neither a register nor a number stands for. */
@FunctionalInterface
public interface Symbols {
    /** Nothing has a name. */
    Symbols NONE = _ -> OptionalLong.empty();

    /** The operand's value; of a branch or jump, the distance from the instruction. */
    OptionalLong value(String expression);
}
