package dev.ufork.ir;

import java.util.List;

/** The part of an instruction that is no value: what a load's access is like, whom a call calls. */
public sealed interface Attribute {
    /** For operations that need none. */
    enum None implements Attribute { NONE }

    /**
     * One access at {@code address of the capability + offset}: one check, at that sum, which is computed modulo 2^64 and
     * never needs to be representable.
     *
     * @param device the memory is a device's: the access happens exactly as often, as wide and in the order written, and
     *               is never a capability access
     */
    record Access(Mem mem, long offset, MemoryOrder order, boolean device) implements Attribute {
        public static Access of(Mem mem, long offset) {
            return new Access(mem, offset, MemoryOrder.PLAIN, false);
        }

        /** Neither a device's nor shared: passes may remove and move it. */
        public boolean isPlain() {
            return order == MemoryOrder.PLAIN && !device;
        }

        public Access at(long newOffset) {
            return new Access(mem, newOffset, order, device);
        }
    }

    /** The slot whose capability {@link Opcode#STACK} yields. */
    record Slot(StackSlot slot) implements Attribute {}

    /** The order of a fence. */
    record Order(MemoryOrder order) implements Attribute {}

    /** The message of a panic, without position: the instruction has that. */
    record Message(String text) implements Attribute {}

    /** The values a switch compares with; {@code values.get(i)} goes to edge {@code i + 1}, everything else to edge 0. */
    record Keys(List<Long> values) implements Attribute {
        public Keys {
            values = List.copyOf(values);
        }
    }

    /** Types of a callee. {@code result} is {@link Type#NONE} for a function that returns nothing. */
    record Signature(List<Type> params, Type result) implements Attribute {
        public Signature {
            params = List.copyOf(params);
        }

        public static Signature of(Type result, Type... params) {
            return new Signature(List.of(params), result);
        }
    }

    /** Something with an address and a linker name. */
    sealed interface Symbol extends Attribute permits Global, Function {
        String name();

        Linkage linkage();
    }

    /**
     * A target's operation that the IR does not know: read a control register, wait for an interrupt, flush a TLB.
     * The target's back end knows it by name; the optimiser knows its effects only.
     *
     * @param effects {@link Effect#READS}, {@link Effect#WRITES}, {@link Effect#FAULTS}; empty: pure, so equal
     *                arguments give equal results always and everywhere
     */
    record Intrinsic(String name, Signature signature, List<Effect> effects) implements Attribute {
        public Intrinsic {
            effects = List.copyOf(effects);
        }
    }
}
