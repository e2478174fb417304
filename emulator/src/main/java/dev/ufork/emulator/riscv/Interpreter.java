package dev.ufork.emulator.riscv;

import static dev.ufork.emulator.riscv.Code.auth;
import static dev.ufork.emulator.riscv.Code.immediate;
import static dev.ufork.emulator.riscv.Code.rd;
import static dev.ufork.emulator.riscv.Code.rs1;
import static dev.ufork.emulator.riscv.Code.rs2;

import dev.ufork.emulator.Memory;
import dev.ufork.isa.cap.CapFormat;
import java.util.Arrays;

/**
 * The loop that executes predecoded blocks: the fast path of every frequent instruction, and the way to the units for
 * the rest.
 *
 * <p>A fast path covers the ordinary case completely (tagged, unsealed, decoded, in bounds, aligned, cached page) and
 * anything else goes to {@link LoadStore} or {@link CapabilityUnit}, which hold the definition. Nothing here allocates.
 * {@link #run} must stay well below 8000 bytes of bytecode, or HotSpot never compiles it.
 *
 * <p>Counting: a block's instructions are taken off the budget when it begins; whoever leaves it early gives the rest
 * back. Before a slow path, {@code hart.left} is what remains after the current instruction.
 */
final class Interpreter {
    private static final int LOADABLE = Registers.USABLE | Registers.LOAD;
    private static final int LOADABLE_MASK = Registers.USABLE_MASK | Registers.LOAD;
    private static final int STORABLE = Registers.USABLE | Registers.STORE;
    private static final int STORABLE_MASK = Registers.USABLE_MASK | Registers.STORE;
    private static final int LOAD_DIFFERS = Tlb.LOAD_CLEARS | Tlb.LOAD_TRAPS;
    private static final int JUMPABLE = Registers.USABLE | Registers.EXECUTE | Registers.GLOBAL;
    private static final int PCC = Registers.PCC;
    private static final int JUMPS = 1 << 12;
    private static final long NO_JUMP = -1;

    private final Hart hart;
    private final Registers regs;
    private final long[] x;
    private final long[] upper;
    private final long[] base;
    private final long[] reach;
    private final int[] meta;
    private final LoadStore memory;
    private final CapabilityUnit capabilities;
    private final Atomics atomics;
    private final SystemUnit system;

    // Where blocks were found last, by virtual address and mode; valid for the current privilege and page tables.
    private final long[] jumpFrom = new long[JUMPS];
    private final Block[] jumpTo = new Block[JUMPS];
    private final int[] filled = new int[JUMPS];
    private int filledCount;

    Interpreter(Hart hart) {
        this.hart = hart;
        regs = hart.regs;
        x = regs.x;
        upper = regs.upper;
        base = regs.base;
        reach = regs.reach;
        meta = regs.meta;
        memory = hart.memory;
        capabilities = new CapabilityUnit(regs);
        atomics = hart.atomics;
        system = hart.system;
        Arrays.fill(jumpFrom, NO_JUMP);
    }

    void forgetJumps() {
        for (int i = 0; i < filledCount; i++) jumpFrom[filled[i]] = NO_JUMP;
        filledCount = 0;
    }

    private Block find(long pc, boolean capabilityMode) {
        int slot = (int) (pc >>> 1) & JUMPS - 1;
        long key = capabilityMode ? pc | 1 : pc;
        if (jumpFrom[slot] == key) return jumpTo[slot];
        Block block = hart.fetch(pc);
        if (block.physical >= 0) {
            if (jumpFrom[slot] == NO_JUMP) filled[filledCount++] = slot;
            jumpFrom[slot] = key;
            jumpTo[slot] = block;
        }
        return block;
    }

    /** Runs until the budget {@code hart.left} is used up, or something happened that the hart must look at. */
    void run() {
        final long[] x = this.x;
        final int[] meta = this.meta;
        final Tlb tlb = hart.mmu.data;
        final boolean capabilityMode = hart.capabilityMode;
        long left = hart.left;
        long pc = hart.pc;
        Block block = Block.EMPTY;
        long[] code = block.code;
        int i = 0;
        try {
            while (left > 0) {
                // Nothing is under way: a fault from here is the next instruction's fetch.
                block = Block.EMPTY;
                code = block.code;
                i = 0;
                Block found = find(pc, capabilityMode);
                long offset = pc - base[PCC];
                if (offset < 0 || offset > reach[PCC] - found.bytes || left < found.code.length)
                    found = hart.limited(pc, found, left);
                block = found;
                code = block.code;
                left -= code.length;
                long next = pc + block.bytes;
                for (; i < code.length; i++) {
                    long w = code[i];
                    switch (Code.operation(w)) {
                        case Code.NOP -> { }
                        case Code.CONST -> { x[rd(w)] = immediate(w); meta[rd(w)] = 0; }
                        case Code.AUIPC -> { x[rd(w)] = pc + immediate(w); meta[rd(w)] = 0; }
                        case Code.ADDI -> { x[rd(w)] = x[rs1(w)] + immediate(w); meta[rd(w)] = 0; }
                        case Code.SLTI -> { x[rd(w)] = x[rs1(w)] < immediate(w) ? 1 : 0; meta[rd(w)] = 0; }
                        case Code.SLTIU -> { x[rd(w)] = Long.compareUnsigned(x[rs1(w)], immediate(w)) < 0 ? 1 : 0; meta[rd(w)] = 0; }
                        case Code.XORI -> { x[rd(w)] = x[rs1(w)] ^ immediate(w); meta[rd(w)] = 0; }
                        case Code.ORI -> { x[rd(w)] = x[rs1(w)] | immediate(w); meta[rd(w)] = 0; }
                        case Code.ANDI -> { x[rd(w)] = x[rs1(w)] & immediate(w); meta[rd(w)] = 0; }
                        case Code.SLLI -> { x[rd(w)] = x[rs1(w)] << immediate(w); meta[rd(w)] = 0; }
                        case Code.SRLI -> { x[rd(w)] = x[rs1(w)] >>> immediate(w); meta[rd(w)] = 0; }
                        case Code.SRAI -> { x[rd(w)] = x[rs1(w)] >> immediate(w); meta[rd(w)] = 0; }
                        case Code.ADD -> { x[rd(w)] = x[rs1(w)] + x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SUB -> { x[rd(w)] = x[rs1(w)] - x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SLL -> { x[rd(w)] = x[rs1(w)] << x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SLT -> { x[rd(w)] = x[rs1(w)] < x[rs2(w)] ? 1 : 0; meta[rd(w)] = 0; }
                        case Code.SLTU -> { x[rd(w)] = Long.compareUnsigned(x[rs1(w)], x[rs2(w)]) < 0 ? 1 : 0; meta[rd(w)] = 0; }
                        case Code.XOR -> { x[rd(w)] = x[rs1(w)] ^ x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SRL -> { x[rd(w)] = x[rs1(w)] >>> x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SRA -> { x[rd(w)] = x[rs1(w)] >> x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.OR -> { x[rd(w)] = x[rs1(w)] | x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.AND -> { x[rd(w)] = x[rs1(w)] & x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.ADDIW -> { x[rd(w)] = (int) x[rs1(w)] + immediate(w); meta[rd(w)] = 0; }
                        case Code.SLLIW -> { x[rd(w)] = (int) x[rs1(w)] << immediate(w); meta[rd(w)] = 0; }
                        case Code.SRLIW -> { x[rd(w)] = (int) x[rs1(w)] >>> immediate(w); meta[rd(w)] = 0; }
                        case Code.SRAIW -> { x[rd(w)] = (int) x[rs1(w)] >> immediate(w); meta[rd(w)] = 0; }
                        case Code.ADDW -> { x[rd(w)] = (int) x[rs1(w)] + (int) x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SUBW -> { x[rd(w)] = (int) x[rs1(w)] - (int) x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SLLW -> { x[rd(w)] = (int) x[rs1(w)] << (int) x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SRLW -> { x[rd(w)] = (int) x[rs1(w)] >>> (int) x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.SRAW -> { x[rd(w)] = (int) x[rs1(w)] >> (int) x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.MUL -> { x[rd(w)] = x[rs1(w)] * x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.MULW -> { x[rd(w)] = (int) x[rs1(w)] * (int) x[rs2(w)]; meta[rd(w)] = 0; }
                        case Code.CGETTAG -> { x[rd(w)] = meta[rs1(w)] >>> 16 & 1; meta[rd(w)] = 0; }

                        // The last of a block: "next" becomes the target.
                        case Code.BEQ -> { if (x[rs1(w)] == x[rs2(w)]) next = branch(pc + immediate(w)); }
                        case Code.BNE -> { if (x[rs1(w)] != x[rs2(w)]) next = branch(pc + immediate(w)); }
                        case Code.BLT -> { if (x[rs1(w)] < x[rs2(w)]) next = branch(pc + immediate(w)); }
                        case Code.BGE -> { if (x[rs1(w)] >= x[rs2(w)]) next = branch(pc + immediate(w)); }
                        case Code.BLTU -> { if (Long.compareUnsigned(x[rs1(w)], x[rs2(w)]) < 0) next = branch(pc + immediate(w)); }
                        case Code.BGEU -> { if (Long.compareUnsigned(x[rs1(w)], x[rs2(w)]) >= 0) next = branch(pc + immediate(w)); }
                        case Code.JAL -> {
                            long target = branch(pc + immediate(w));
                            x[rd(w)] = next;
                            meta[rd(w)] = 0;
                            next = target;
                        }
                        case Code.JALR -> {
                            long target = branch(x[rs1(w)] + immediate(w) & -2);
                            x[rd(w)] = next;
                            meta[rd(w)] = 0;
                            next = target;
                        }
                        case Code.CJAL -> {
                            long target = pc + immediate(w);
                            if (!pccSpans(target) || (meta[PCC] & Registers.GLOBAL) == 0) system.checkJump(PCC, target);
                            link(rd(w), next);
                            next = target;
                        }
                        case Code.CJALR -> {
                            long target = x[rs1(w)] + immediate(w) & -2;
                            jump(rd(w), rs1(w), target, next);
                            next = target;
                            if (hart.capabilityMode != capabilityMode) {
                                hart.left = left;
                                hart.pc = next;
                                return;
                            }
                        }

                        case Code.LB -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = loadEntry(tlb, auth(w), va, 1);
                            if (e >= 0) {
                                x[rd(w)] = tlb.loadBytes[e][tlb.loadAt[e] + ((int) va & 4095)];
                                meta[rd(w)] = 0;
                            } else {
                                hart.left = left + code.length - 1 - i;
                                loadSlowly(w, va);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.LH -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = loadEntry(tlb, auth(w), va, 2);
                            if (e >= 0) {
                                x[rd(w)] = (short) Memory.SHORT.get(tlb.loadBytes[e], tlb.loadAt[e] + ((int) va & 4095));
                                meta[rd(w)] = 0;
                            } else {
                                hart.left = left + code.length - 1 - i;
                                loadSlowly(w, va);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.LW -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = loadEntry(tlb, auth(w), va, 4);
                            if (e >= 0) {
                                x[rd(w)] = (int) Memory.INT.get(tlb.loadBytes[e], tlb.loadAt[e] + ((int) va & 4095));
                                meta[rd(w)] = 0;
                            } else {
                                hart.left = left + code.length - 1 - i;
                                loadSlowly(w, va);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.LD -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = loadEntry(tlb, auth(w), va, 8);
                            if (e >= 0) {
                                x[rd(w)] = (long) Memory.LONG.get(tlb.loadBytes[e], tlb.loadAt[e] + ((int) va & 4095));
                                meta[rd(w)] = 0;
                            } else {
                                hart.left = left + code.length - 1 - i;
                                loadSlowly(w, va);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.LBU -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = loadEntry(tlb, auth(w), va, 1);
                            if (e >= 0) {
                                x[rd(w)] = tlb.loadBytes[e][tlb.loadAt[e] + ((int) va & 4095)] & 0xff;
                                meta[rd(w)] = 0;
                            } else {
                                hart.left = left + code.length - 1 - i;
                                loadSlowly(w, va);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.LHU -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = loadEntry(tlb, auth(w), va, 2);
                            if (e >= 0) {
                                x[rd(w)] = (short) Memory.SHORT.get(tlb.loadBytes[e], tlb.loadAt[e] + ((int) va & 4095)) & 0xffff;
                                meta[rd(w)] = 0;
                            } else {
                                hart.left = left + code.length - 1 - i;
                                loadSlowly(w, va);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.LWU -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = loadEntry(tlb, auth(w), va, 4);
                            if (e >= 0) {
                                x[rd(w)] = (int) Memory.INT.get(tlb.loadBytes[e], tlb.loadAt[e] + ((int) va & 4095)) & 0xffff_ffffL;
                                meta[rd(w)] = 0;
                            } else {
                                hart.left = left + code.length - 1 - i;
                                loadSlowly(w, va);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.SB -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = storeEntry(tlb, auth(w), va, 1);
                            if (e >= 0) {
                                int at = tlb.storeAt[e] + ((int) va & 4095);
                                tlb.storeBytes[e][at] = (byte) x[rs2(w)];
                                untag(tlb.storeTags[e], at >>> 4);
                            } else {
                                hart.left = left + code.length - 1 - i;
                                memory.store(auth(w), va, 1, x[rs2(w)]);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.SH -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = storeEntry(tlb, auth(w), va, 2);
                            if (e >= 0) {
                                int at = tlb.storeAt[e] + ((int) va & 4095);
                                Memory.SHORT.set(tlb.storeBytes[e], at, (short) x[rs2(w)]);
                                untag(tlb.storeTags[e], at >>> 4);
                            } else {
                                hart.left = left + code.length - 1 - i;
                                memory.store(auth(w), va, 2, x[rs2(w)]);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.SW -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = storeEntry(tlb, auth(w), va, 4);
                            if (e >= 0) {
                                int at = tlb.storeAt[e] + ((int) va & 4095);
                                Memory.INT.set(tlb.storeBytes[e], at, (int) x[rs2(w)]);
                                untag(tlb.storeTags[e], at >>> 4);
                            } else {
                                hart.left = left + code.length - 1 - i;
                                memory.store(auth(w), va, 4, x[rs2(w)]);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.SD -> {
                            long va = x[rs1(w)] + immediate(w);
                            int e = storeEntry(tlb, auth(w), va, 8);
                            if (e >= 0) {
                                int at = tlb.storeAt[e] + ((int) va & 4095);
                                Memory.LONG.set(tlb.storeBytes[e], at, x[rs2(w)]);
                                untag(tlb.storeTags[e], at >>> 4);
                            } else {
                                hart.left = left + code.length - 1 - i;
                                memory.store(auth(w), va, 8, x[rs2(w)]);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }
                        case Code.LC -> {
                            long va = x[rs1(w)] + immediate(w);
                            if (!loadCapability(tlb, rd(w), auth(w), va)) memory.loadCapability(rd(w), auth(w), va);
                        }
                        case Code.SC -> {
                            long va = x[rs1(w)] + immediate(w);
                            if (!storeCapability(tlb, rs2(w), auth(w), va)) {
                                hart.left = left + code.length - 1 - i;
                                memory.storeCapability(rs2(w), auth(w), va);
                                if (hart.leave) {
                                    hart.pc = pc + block.offset(i + 1);
                                    return;
                                }
                            }
                        }

                        case Code.AUIPCC -> {
                            long address = pc + immediate(w);
                            if (pccSpans(address)) copy(rd(w), PCC, address);
                            else capabilities.setAddress(rd(w), PCC, address);
                        }
                        case Code.CINCOFFSET -> {
                            long address = x[rs1(w)] + x[rs2(w)];
                            if (!moved(rd(w), rs1(w), address)) capabilities.incOffset(rd(w), rs1(w), address);
                        }
                        case Code.CINCOFFSETIMM -> {
                            long address = x[rs1(w)] + immediate(w);
                            if (!moved(rd(w), rs1(w), address)) capabilities.incOffset(rd(w), rs1(w), address);
                        }
                        case Code.CSETADDR -> {
                            long address = x[rs2(w)];
                            if (!moved(rd(w), rs1(w), address)) capabilities.setAddress(rd(w), rs1(w), address);
                        }
                        case Code.CMOVE -> copy(rd(w), rs1(w), x[rs1(w)]);
                        case Code.CSETBOUNDS -> bound(rd(w), rs1(w), x[rs2(w)], false);
                        case Code.CSETBOUNDSIMM -> bound(rd(w), rs1(w), immediate(w), false);
                        case Code.CSETBOUNDSEXACT -> bound(rd(w), rs1(w), x[rs2(w)], true);
                        case Code.CANDPERM -> capabilities.andPermissions(rd(w), rs1(w), x[rs2(w)]);

                        default -> {
                            hart.left = left + code.length - 1 - i;
                            if (Code.operation(w) >= Code.FIRST_SYSTEM) {
                                hart.pc = system.execute(w, pc + block.offset(i));
                                return;
                            }
                            rare(w);
                            if (hart.leave) {
                                hart.pc = pc + block.offset(i + 1);
                                return;
                            }
                        }
                    }
                }
                pc = next;
            }
            hart.left = left;
            hart.pc = pc;
        } catch (Trap trap) {
            hart.left = left + code.length - i - (trap.counts ? 1 : 0);
            hart.pc = pc + block.offset(i);
            hart.take(trap);
        }
    }

    // ------------------------------------------------------------------------------------------------- jumps

    /** The target of a branch in integer terms: within PCC, or a fault of the branch. */
    private long branch(long target) {
        long offset = target - base[PCC];
        if (offset < 0 || offset >= reach[PCC]) hart.checkBranch(target);
        return target;
    }

    private boolean pccSpans(long target) {
        long offset = target - base[PCC];
        return offset >= 0 && offset <= reach[PCC] - 2;
    }

    /** Writes the return address as a sealed entry; {@code next} is in PCC's bounds or just behind them. */
    private void link(int rd, long next) {
        x[rd] = next;
        upper[rd] = Registers.FORMAT.asSentry(upper[PCC]);
        base[rd] = base[PCC];
        reach[rd] = reach[PCC];
        meta[rd] = meta[PCC] | Registers.SEALED;
    }

    /** CJALR: PCC becomes register {@code rs}, unsealed, and {@code rd} links. */
    private void jump(int rd, int rs, long target, long next) {
        int m = regs.decode(rs);
        long offset = target - base[rs];
        boolean sentry = (m & Registers.SEALED) != 0 && target == x[rs] && Registers.FORMAT.isSentry(upper[rs]);
        boolean plain = (m & JUMPABLE) == JUMPABLE && ((m & Registers.SEALED) == 0 || sentry)
                && offset >= 0 && offset <= reach[rs] - 2 && (base[rs] & 1) == 0;
        if (!plain) system.checkJump(rs, target);
        long pccUpper = Registers.FORMAT.asUnsealed(upper[rs]);
        long pccBase = base[rs];
        long pccReach = reach[rs];
        int pccMeta = meta[rs] & ~Registers.SEALED;
        link(rd, next);
        upper[PCC] = pccUpper;
        base[PCC] = pccBase;
        reach[PCC] = pccReach;
        meta[PCC] = pccMeta;
        hart.capabilityMode = Registers.FORMAT.flags(pccUpper) != 0;
    }

    // ------------------------------------------------------------------------------------------------ memory

    /** The cache entry for an aligned load that {@code auth} permits, or -1. */
    private int loadEntry(Tlb tlb, int auth, long va, int size) {
        int m = meta[auth];
        if ((m & Registers.USABLE) == Registers.TAG) m = regs.decode(auth);
        long offset = va - base[auth];
        int e = Tlb.index(va);
        boolean hit = (m & LOADABLE_MASK) == LOADABLE && offset >= 0 && offset <= reach[auth] - size
                && tlb.loadTag[e] == (va & (Tlb.PAGE | size - 1));
        return hit ? e : -1;
    }

    private int storeEntry(Tlb tlb, int auth, long va, int size) {
        int m = meta[auth];
        if ((m & Registers.USABLE) == Registers.TAG) m = regs.decode(auth);
        long offset = va - base[auth];
        int e = Tlb.index(va);
        boolean hit = (m & STORABLE_MASK) == STORABLE && offset >= 0 && offset <= reach[auth] - size
                && tlb.storeTag[e] == (va & (Tlb.PAGE | size - 1));
        return hit ? e : -1;
    }

    private static void untag(long[] tags, int granule) {
        long word = tags[granule >>> 6];
        if (word != 0) tags[granule >>> 6] = word & ~(1L << granule);
    }

    private void loadSlowly(long w, long va) {
        int kind = Code.operation(w) - Code.LB;
        int size = 1 << (kind & 3);
        long value = memory.load(auth(w), va, size);
        int unused = 64 - 8 * size;
        boolean signed = kind < 4;
        regs.setInteger(rd(w), signed ? value << unused >> unused : value);
    }

    private boolean loadCapability(Tlb tlb, int rd, int auth, long va) {
        int e = loadEntry(tlb, auth, va, 16);
        if (e < 0) return false;
        int at = tlb.loadAt[e] + ((int) va & 4095);
        long tag = tlb.loadTags[e][at >>> 10] >>> (at >>> 4) & 1;
        if (tag != 0 && (tlb.loadCheri[e] & LOAD_DIFFERS | ~meta[auth] & Registers.LOAD_CAP) != 0) return false;
        byte[] bytes = tlb.loadBytes[e];
        long cursor = (long) Memory.LONG.get(bytes, at);
        upper[rd] = Registers.FORMAT.memoryForm((long) Memory.LONG.get(bytes, at + 8));
        x[rd] = cursor;
        meta[rd] = tag != 0 ? Registers.CAP | Registers.TAG : Registers.CAP;
        return true;
    }

    private boolean storeCapability(Tlb tlb, int cs, int auth, long va) {
        int e = storeEntry(tlb, auth, va, 16);
        if (e < 0) return false;
        long up = regs.upper(cs);
        boolean tag = (meta[cs] & Registers.TAG) != 0;
        if (tag) {
            boolean global = (Registers.FORMAT.permissions(up) & Registers.GLOBAL) != 0;
            int needed = global ? Registers.STORE_CAP : Registers.STORE_CAP | Registers.STORE_LOCAL;
            if ((~meta[auth] & needed) != 0 || (tlb.storeCheri[e] & Tlb.STORE_TRAPS) != 0) return false;
        }
        int at = tlb.storeAt[e] + ((int) va & 4095);
        byte[] bytes = tlb.storeBytes[e];
        Memory.LONG.set(bytes, at, x[cs]);
        Memory.LONG.set(bytes, at + 8, Registers.FORMAT.memoryForm(up));
        long[] tags = tlb.storeTags[e];
        if (tag) tags[at >>> 10] |= 1L << (at >>> 4);
        else untag(tags, at >>> 4);
        return true;
    }

    // ------------------------------------------------------------------------------------------ capabilities

    private void copy(int to, int from, long cursor) {
        upper[to] = upper[from];
        base[to] = base[from];
        reach[to] = reach[from];
        meta[to] = meta[from];
        x[to] = cursor;
    }

    /** Moves an integer, or a capability that stays in its bounds; false if it is neither. */
    private boolean moved(int to, int from, long address) {
        int m = meta[from];
        if (m == 0) {
            x[to] = address;
            meta[to] = 0;
            return true;
        }
        if ((m & Registers.USABLE) == Registers.TAG) m = regs.decode(from);
        long offset = address - base[from];
        if ((m & Registers.USABLE_MASK) != Registers.USABLE || offset < 0 || offset >= reach[from]) return false;
        copy(to, from, address);
        return true;
    }

    /** CSetBounds and its like; here with a request inside a capability of less than half the address space. */
    private void bound(int to, int from, long length, boolean exactly) {
        long cursor = x[from];
        int m = regs.decode(from);
        long offset = cursor - base[from];
        boolean inside = (m & Registers.USABLE_MASK) == Registers.USABLE && reach[from] != Long.MAX_VALUE
                && length >= 0 && offset >= 0 && offset <= reach[from] - length;
        long fit = Registers.FORMAT.fit(cursor, length);
        boolean exact = CapFormat.isExact(fit);
        if (!inside || exactly && !exact) {
            capabilities.setBounds(to, from, length, exactly);
            return;
        }
        upper[to] = Registers.FORMAT.withBounds(upper[from], fit);
        x[to] = cursor;
        base[to] = cursor;
        reach[to] = length;
        meta[to] = exact ? m : m & ~Registers.DECODED;
    }

    private void rare(long w) {
        int operation = Code.operation(w);
        if (operation < Code.FIRST_RARE_CAPABILITY) regs.setInteger(rd(w), Arithmetic.of(operation, x[rs1(w)], x[rs2(w)]));
        else if (operation < Code.FIRST_ATOMIC) capabilities.execute(w);
        else if (operation < Code.FIRST_FLOAT) atomics.execute(w);
        else hart.floats.execute(w);
    }
}
