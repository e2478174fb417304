package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Memory;
import dev.ufork.isa.Op;
import dev.ufork.isa.riscv.Compressed;
import dev.ufork.isa.riscv.Kind;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.Operand;
import dev.ufork.isa.riscv.Riscv;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns instruction words into {@link Code}: finds the row, and puts the row's operands where the operation wants them. */
final class Predecoder {
    private static final int PAGE = 4096;
    private static final int LONGEST_BLOCK = 64;
    private static final Riscv ISA = Xcheri.ISA;

    private final Map<Op, Operand[]> operands = new IdentityHashMap<>();

    /** The block at a physical address of {@code memory}; null if its first instruction crosses the page's end. */
    Block block(Memory memory, long physical, boolean capabilityMode, int longest) {
        int limit = Math.min(longest, LONGEST_BLOCK);
        long[] code = new long[limit];
        int count = 0;
        int offset = 0;
        long room = PAGE - (physical & PAGE - 1);
        while (count < limit && offset + 2 <= room) {
            int word = (int) memory.load(physical + offset, 2);
            int length = Riscv.length(word);
            if (length == 4) {
                if (offset + 4 > room) break;
                word |= (int) memory.load(physical + offset + 2, 2) << 16;
            }
            long insn = instruction(word, capabilityMode, offset);
            // A pc-relative immediate that the offset would push out of 32 bits begins a block of its own.
            if (insn == TOO_FAR) break;
            code[count++] = insn;
            offset += length;
            if (endsBlock(insn)) break;
        }
        return count == 0 ? null : new Block(physical, capabilityMode, Arrays.copyOf(code, count), offset);
    }

    /** A block of one instruction that is not in one page. */
    Block single(int word, boolean capabilityMode) {
        return new Block(-1, capabilityMode, new long[] {instruction(word, capabilityMode, 0)}, Riscv.length(word));
    }

    private static boolean endsBlock(long insn) {
        int operation = Code.operation(insn);
        return operation >= Code.BEQ && operation <= Code.CJALR || operation >= Code.FIRST_SYSTEM;
    }

    /** No instruction: the encoding of {@link Code#NOP} without a length. */
    private static final long TOO_FAR = 0;

    private long instruction(int word, boolean capabilityMode, int offset) {
        Mode mode = capabilityMode ? Mode.CAPABILITY : Mode.INTEGER;
        Optional<RvOp> row = ISA.find(word, mode);
        boolean four = Riscv.length(word) == 4;
        if (row.isEmpty()) return Code.of(Code.ILLEGAL, 0, 0, 0, 0, four, 0);
        RvOp op = row.get();
        int operation = Operations.of(op, capabilityMode);
        int rd = 0;
        int rs1 = 0;
        int rs2 = 0;
        long immediate = 0;
        for (Operand o : operands.computeIfAbsent(op, _ -> op.operands().toArray(Operand[]::new))) {
            long value = o.field().extract(word);
            switch (o.name()) {
                case "aq", "rl", "pred", "succ" -> { }
                case "rm" -> immediate = value;
                default -> {
                    if (!o.isRegister()) immediate = value;
                    else if (o.role() == Operand.Role.WRITE) rd = (int) value;
                    else if (o.role() == Operand.Role.READ_WRITE) {
                        rd = (int) value;
                        // A store-conditional's data register is also its result; arithmetic's is its first source.
                        if (op.kind() == Kind.ATOMIC) rs2 = (int) value;
                        else rs1 = (int) value;
                    } else if (o.name().contains("s2")) rs2 = (int) value;
                    else rs1 = (int) value;
                }
            }
        }
        if (isHint(op, immediate)) return Code.of(Code.NOP, 0, 0, 0, 0, four, 0);
        if (operation == Code.CSRRWI || operation == Code.CSRRSI || operation == Code.CSRRCI) {
            immediate = word >>> 20;
            rs1 = word >>> 15 & 31;
        }
        if (Operations.isPcRelative(operation)) {
            immediate += offset;
            if (immediate != (int) immediate) return TOO_FAR;
        }
        int auth = throughDdc(op, capabilityMode) ? Registers.DDC : rs1;
        if (op.kind() == Kind.ATOMIC) immediate = op.row().accessBytes();
        return Code.of(operation, rd, rs1, rs2, auth, four, (int) immediate);
    }

    /** Compressed additions and shifts by nothing are hints: they leave even the upper half of the register alone. */
    private static boolean isHint(RvOp op, long immediate) {
        return immediate == 0 && (op == Compressed.C_ADDI || op == Compressed.C_SLLI || op == Compressed.C_SRLI || op == Compressed.C_SRAI);
    }

    private boolean throughDdc(RvOp op, boolean capabilityMode) {
        for (Operand o : operands.get(op))
            if (o.role() == Operand.Role.BASE) return o.name().charAt(0) == 'r' || o.name().charAt(0) == 'a' && !capabilityMode;
        return false;
    }
}
