package dev.ufork.isa.riscv;

import dev.ufork.isa.Insn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes instructions as LLVM's CHERI assembler reads them. */
final class AsmPrinter {
    private static final String FENCE_SETS = "iorw";
    private static final String[] ORDERINGS = {"", ".rl", ".aq", ".aqrl"};
    private static final String[] ROUNDINGS = {"rne", "rtz", "rdn", "rup", "rmm", "5", "6"};

    private final Map<String, Names> names;
    private final List<Alias> aliases;

    AsmPrinter(Map<String, Names> names, List<Alias> aliases) {
        this.names = names;
        this.aliases = aliases.stream().filter(Alias::printed).toList();
    }

    String shortest(Insn insn, Mode mode, OptionalLong pc) {
        Alias.Words words = words(insn, mode, pc);
        for (Alias a : aliases) {
            if (!a.modes().contains(mode)) continue;
            Optional<Alias.Words> shorter = a.shorten(words);
            if (shorter.isPresent()) return shorter.get().toString();
        }
        return words.toString();
    }

    /** The instruction's own name and all its operands. */
    Alias.Words words(Insn insn, Mode mode, OptionalLong pc) {
        RvOp op = (RvOp) insn.op();
        List<String> operands = new ArrayList<>();
        String offset = "";
        for (Operand o : op.row().written()) {
            long value = insn.value(o.index());
            boolean beforeBase = o.role() == Operand.Role.NUMBER && hasBase(op);
            if (o.role() == Operand.Role.BASE) operands.add(offset + "(" + register(o, value, mode) + ")");
            else if (beforeBase) offset = Long.toString(value);
            else operands.add(o.isRegister() ? register(o, value, mode) : number(o, value, op, pc));
        }
        int rm = op.pattern().indexOf("rm");
        if (rm >= 0 && insn.value(rm) < ROUNDINGS.length) operands.add(ROUNDINGS[(int) insn.value(rm)]);
        return new Alias.Words(op.row().mnemonic(mode) + ordering(insn), operands);
    }

    private static boolean hasBase(RvOp op) {
        return op.row().written().getLast().role() == Operand.Role.BASE;
    }

    private static String ordering(Insn insn) {
        if (insn.op().pattern().indexOf("aq") < 0) return "";
        return ORDERINGS[(int) (2 * insn.get("aq") + insn.get("rl"))];
    }

    private static String register(Operand o, long value, Mode mode) {
        return switch (o.regClass().in(mode)) {
            case X -> XReg.of(value).x();
            case C -> XReg.of(value).c();
            case C_OR_DDC -> value == 0 ? "ddc" : XReg.of(value).c();
            case F -> FReg.text(value);
            case ADDRESS -> throw new IllegalStateException("the mode decides");
        };
    }

    private String number(Operand o, long value, RvOp op, OptionalLong pc) {
        Names known = names.get(o.name());
        if (known != null) return known.text().apply(value).orElse("0x" + Long.toHexString(value));
        return switch (o.name()) {
            case "pred", "succ" -> fenceSet(value);
            case "imm" -> immediate(o, value, op, pc);
            default -> Long.toString(value);
        };
    }

    private static String immediate(Operand o, long value, RvOp op, OptionalLong pc) {
        if (op.kind() == Kind.BRANCH || op.kind() == Kind.JUMP)
            return pc.isPresent() ? "0x" + Long.toHexString(pc.getAsLong() + value) : ".%+d".formatted(value);
        // lui and auipc: the assembler counts the upper 20 bits.
        return o.field().step() == 4096 ? "0x" + Long.toHexString(value >>> 12 & 0xfffff) : Long.toString(value);
    }

    private static String fenceSet(long value) {
        StringBuilder set = new StringBuilder();
        for (int i = 0; i < 4; i++) if ((value & 8 >> i) != 0) set.append(FENCE_SETS.charAt(i));
        return set.isEmpty() ? "0" : set.toString();
    }

    static Optional<Long> parseFenceSet(String text) {
        long value = 0;
        for (char c : text.toCharArray()) {
            int at = FENCE_SETS.indexOf(c);
            if (at < 0) return Optional.empty();
            value |= 8 >> at;
        }
        return Optional.of(value);
    }

    static Optional<Long> parseRounding(String text) {
        for (int i = 0; i < ROUNDINGS.length; i++) if (ROUNDINGS[i].equals(text)) return Optional.of((long) i);
        return text.equals("dyn") ? Optional.of(7L) : Optional.empty();
    }

    /** The {@code aq} and {@code rl} bits of a mnemonic's suffix, 2 and 1. */
    static Optional<Integer> ordering(String suffix) {
        for (int i = 0; i < ORDERINGS.length; i++) if (ORDERINGS[i].equals(suffix)) return Optional.of(i);
        return Optional.empty();
    }
}
