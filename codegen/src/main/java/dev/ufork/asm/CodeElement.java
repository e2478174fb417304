package dev.ufork.asm;

import dev.ufork.isa.Insn;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One thing that a section is made of, in order. */
public sealed interface CodeElement {

    /** What a symbol names. */
    enum Nature { FUNCTION, OBJECT }

    /** Who sees a symbol. */
    enum Binding { LOCAL, GLOBAL, WEAK }

    /** What follows belongs to this section. */
    record Into(SectionId section) implements CodeElement {}

    /** An instruction, one operand of which may depend on a place. */
    record Instruction(Insn insn, Optional<Reference> reference) implements CodeElement {
        public static Instruction of(Insn insn) {
            return new Instruction(insn, Optional.empty());
        }

        public static Instruction of(Insn insn, Reference reference) {
            return new Instruction(insn, Optional.of(reference));
        }

        public int bytes() {
            return insn.op().pattern().width() / 8;
        }
    }

    /**
     * Several ways to write the same, shortest first; the first that reaches is taken, and the last where a place is in
     * another section. The last must reach everywhere.
     */
    record Choice(List<List<Instruction>> forms) implements CodeElement {
        public Choice {
            if (forms.isEmpty()) throw new IllegalArgumentException("a choice needs a form");
            forms = forms.stream().map(List::copyOf).toList();
        }
    }

    /** The place is here. */
    record Bind(Place place) implements CodeElement {}

    /** The symbol is here, and extends to its {@link End}. */
    record Begin(Symbol symbol, Nature nature, Binding binding) implements CodeElement {}

    /** Where a symbol ends. */
    record End(Symbol symbol) implements CodeElement {}

    /** Goes on at a multiple of {@code bytes}, a power of two; the gap holds {@code filler}, or zeros. */
    record Align(int bytes, Optional<Insn> filler) implements CodeElement {
        public Align {
            if (Integer.bitCount(bytes) != 1) throw new IllegalArgumentException("alignment " + bytes + " is no power of two");
        }
    }

    /** Bytes. */
    record Data(byte[] bytes) implements CodeElement {
        public Data {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Data that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** As many bytes as the reference's kind has, which depend on a place. */
    record Word(Reference reference) implements CodeElement {}

    /** Zeros. */
    record Space(long bytes) implements CodeElement {}

    /** What follows comes from this line of a source file; column 0 is unknown. */
    record Line(String file, int line, int column) implements CodeElement {}

    /** How what follows is to be read by a disassembler; the architecture gives the names. */
    record Dialect(String name) implements CodeElement {}

    /** A remark on what follows, for the listing. */
    record Comment(String text) implements CodeElement {}

    /**
     * From here on, the caller's frame is found as this rule says (a row of {@code .debug_frame}).
     *
     * @param rule what changes
     */
    record Frame(Rule rule) implements CodeElement {
        /** A change to how the caller's registers are found; registers by their DWARF numbers, offsets in bytes. */
        public sealed interface Rule {
            /** The caller's stack address is {@code register + offset}. */
            record Address(int register, long offset) implements Rule {}

            /** The caller's {@code register} is kept at the caller's stack address {@code + offset}. */
            record Saved(int register, long offset) implements Rule {}

            /** The caller's {@code register} is where it was on entry. */
            record Restored(int register) implements Rule {}
        }
    }
}
