package dev.ufork.mir;

import dev.ufork.ir.Function;
import dev.ufork.regalloc.RegKind;
import java.util.ArrayList;
import java.util.List;

/** A function in machine instructions: blocks in layout order, the entry first, and its virtual registers. */
public final class MFunction {
    private final Function source;
    private final List<MBlock> blocks = new ArrayList<>();
    private final List<RegKind> kinds = new ArrayList<>();
    private final List<Integer> pinned = new ArrayList<>();
    private int blockCount;
    private long outgoingBytes;
    private boolean calls;
    private MBlock recovery;

    public MFunction(Function source) {
        this.source = source;
    }

    public Function source() {
        return source;
    }

    public String name() {
        return source.name();
    }

    /** May be reordered, but for the first. */
    public List<MBlock> blocks() {
        return blocks;
    }

    /** A new block, placed last. */
    public MBlock addBlock() {
        MBlock block = new MBlock(blockCount++);
        blocks.add(block);
        return block;
    }

    /** One more than the greatest {@link MBlock#id}. */
    public int blockIdCount() {
        return blockCount;
    }

    public int newRegister(RegKind kind) {
        return newRegister(kind, -1);
    }

    /** A virtual register that must be in a real one. */
    public int newPinned(RegKind kind, int register) {
        return newRegister(kind, register);
    }

    private int newRegister(RegKind kind, int register) {
        kinds.add(kind);
        pinned.add(register);
        return kinds.size() - 1;
    }

    public int registerCount() {
        return kinds.size();
    }

    public RegKind kind(int vreg) {
        return kinds.get(vreg);
    }

    /** The real register, or -1. */
    public int pinned(int vreg) {
        return pinned.get(vreg);
    }

    /** Bytes that calls need for arguments on the stack. */
    public long outgoingBytes() {
        return outgoingBytes;
    }

    public void needOutgoing(long bytes) {
        outgoingBytes = Math.max(outgoingBytes, bytes);
    }

    /** Are there calls that come back, so that the return address must be saved? */
    public boolean calls() {
        return calls;
    }

    public void hasCalls() {
        calls = true;
    }

    /** Where a fault of this function continues, with nothing but the stack pointer intact; {@code null} without recovery. */
    public MBlock recovery() {
        return recovery;
    }

    public void recovery(MBlock block) {
        recovery = block;
    }
}
