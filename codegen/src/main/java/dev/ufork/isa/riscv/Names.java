package dev.ufork.isa.riscv;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The names of the numbers in one hole, such as those of control registers.
 *
 * @param hole   the hole's name
 * @param text   the name of a number, if it has one
 * @param number the number of a name, if there is one
 */
public record Names(String hole, LongFunction<Optional<String>> text, Function<String, Optional<Integer>> number) {
    static final Names CSR = new Names("csr", n -> Csr.of(n).map(Csr::text), s -> Csr.named(s).map(Csr::number));
}
