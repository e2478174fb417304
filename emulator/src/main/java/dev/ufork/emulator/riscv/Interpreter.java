package dev.ufork.emulator.riscv;

import static dev.ufork.emulator.riscv.Code.auth;
import static dev.ufork.emulator.riscv.Code.immediate;
import static dev.ufork.emulator.riscv.Code.rd;
import static dev.ufork.emulator.riscv.Code.rs1;
import static dev.ufork.emulator.riscv.Code.rs2;

import dev.ufork.emulator.Memory;
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
final class Interpreter extends FastPaths {
    private static final int JUMPS = 1 << 12;
    private static final long NO_JUMP = -1;

    private final Atomics atomics;

    // Where blocks were found last, by virtual address and mode; valid for the current privilege and page tables.
    private final long[] jumpFrom = new long[JUMPS];
    private final Block[] jumpTo = new Block[JUMPS];
    private final int[] filled = new int[JUMPS];
    private int filledCount;

    Interpreter(Hart hart) {
        super(hart);
        atomics = hart.atomics;
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
                            else {
                                x[PCC] = pc;            // bounds are decoded around the address
                                capabilities.setAddress(rd(w), PCC, address);
                            }
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

    private void rare(long w) {
        int operation = Code.operation(w);
        if (operation < Code.FIRST_RARE_CAPABILITY) regs.setInteger(rd(w), Arithmetic.of(operation, x[rs1(w)], x[rs2(w)]));
        else if (operation < Code.FIRST_ATOMIC) capabilities.execute(w);
        else if (operation < Code.FIRST_FLOAT) atomics.execute(w);
        else hart.floats.execute(w);
    }
}
