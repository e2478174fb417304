package dev.ufork.ir;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A straight run of instructions: entered at its top with values for its parameters, left by its last instruction. */
public final class Block implements Iterable<Insn> {
    private final Function function;
    private final int id;
    private final List<Param> params = new ArrayList<>(4);
    private Insn first;
    private Insn last;

    Block(Function function, int id) {
        this.function = function;
        this.id = id;
    }

    /** Unique and dense within the function: an index for arrays of {@link Function#blockIdCount()}. */
    public int id() {
        return id;
    }

    public Function function() {
        return function;
    }

    /** May be changed, together with the arguments of every edge to this block. */
    public List<Param> params() {
        return params;
    }

    public Param addParam(Type t) {
        Param p = new Param(function.nextValueId(), t, this);
        params.add(p);
        return p;
    }

    /** Null in an empty block, which only a block under construction is. */
    public Insn first() {
        return first;
    }

    public Insn last() {
        return last;
    }

    /** The last instruction, which leaves the block. */
    public Insn terminator() {
        if (!isTerminated()) throw new IrException("%s has no terminator".formatted(this));
        return last;
    }

    public boolean isTerminated() {
        return last != null && last.isTerminator();
    }

    /** The terminator's edges. */
    public List<Edge> edges() {
        return terminator().edges();
    }

    public void append(Insn i) {
        i.block = this;
        i.prev = last;
        i.next = null;
        if (last == null) first = i;
        else last.next = i;
        last = i;
    }

    public void prepend(Insn i) {
        if (first == null) append(i);
        else linkBefore(i, first);
    }

    /** Appends all instructions of another block, which is empty then. */
    public void takeAll(Block other) {
        if (other.first == null) return;
        for (Insn i = other.first; i != null; i = i.next) i.block = this;
        other.first.prev = last;
        if (last == null) first = other.first;
        else last.next = other.first;
        last = other.last;
        other.first = null;
        other.last = null;
    }

    void linkBefore(Insn i, Insn at) {
        i.block = this;
        i.next = at;
        i.prev = at.prev;
        if (at.prev == null) first = i;
        else at.prev.next = i;
        at.prev = i;
    }

    void unlink(Insn i) {
        if (i.prev == null) first = i.next;
        else i.prev.next = i.next;
        if (i.next == null) last = i.prev;
        else i.next.prev = i.prev;
        i.block = null;
        i.prev = null;
        i.next = null;
    }

    /** Replaces the terminator. */
    public void terminate(Insn i) {
        if (isTerminated()) last.remove();
        append(i);
    }

    /** In order. The instruction last returned may be removed or moved meanwhile. */
    @Override
    public Iterator<Insn> iterator() {
        return new Iterator<>() {
            private Insn coming = first;

            @Override
            public boolean hasNext() {
                return coming != null;
            }

            @Override
            public Insn next() {
                Insn i = coming;
                coming = i.next;
                return i;
            }
        };
    }

    /** Blocks are equal only to themselves, and within their function the number tells them apart. */
    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return "b" + id;
    }
}
