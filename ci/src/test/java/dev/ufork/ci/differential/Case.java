package dev.ufork.ci.differential;

import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A short program and what it starts with; recipes are given by number.
 *
 * @param mode      how the code is read
 * @param start     what is not in general registers
 * @param registers recipes of registers 1 to 31; the first is unused
 * @param code      at most {@value Guest#CODE_BYTES} bytes
 */
record Case(Mode mode, Start start, List<Integer> registers, List<Insn> code) {
    static final int REGISTERS = 32;

    /**
     * Control registers.
     *
     * @param pcc     recipe of the program counter capability
     * @param ddc     recipe of the default data capability
     * @param stcc    recipe of the supervisor's trap capability
     * @param mstatus whose MPP is the privilege
     * @param satp    page tables; none if 0
     * @param sccsr   generation bits for capability loads
     * @param medeleg traps that go to the supervisor
     */
    record Start(int pcc, int ddc, int stcc, long mstatus, long satp, long sccsr, long medeleg) {}

    Case {
        registers = List.copyOf(registers);
        code = List.copyOf(code);
    }

    Case withCode(List<Insn> other) {
        return new Case(mode, start, registers, other);
    }

    Case withRegister(int register, int recipe) {
        List<Integer> other = new ArrayList<>(registers);
        other.set(register, recipe);
        return new Case(mode, start, other, code);
    }

    boolean paged() {
        return start.satp() != 0;
    }

    int privilege() {
        return (int) (start.mstatus() >>> 11 & 3);
    }

    void put(ByteBuffer out) {
        int at = out.position();
        for (int recipe : registers) out.putShort((short) (16 * recipe));
        out.position(at + 64).putLong(16L * start.pcc()).putLong(16L * start.ddc()).putLong(start.mstatus()).putLong(start.satp());
        out.putLong(start.sccsr()).putLong(16L * start.stcc()).putLong(start.medeleg());
        out.position(at + 128);
        for (Insn insn : code) Assembly.put(insn, out);
        while (out.position() < at + Guest.CASE_BYTES) out.putShort((short) 0x9002);
    }

    int codeBytes() {
        return code.stream().mapToInt(Assembly::bytes).sum();
    }

    /** The case as assembly, with the registers that it names. */
    List<String> listing(List<Recipe> recipes) {
        List<String> lines = new ArrayList<>();
        lines.add("mode %s, privilege %s%s%s, pcc %s, ddc %s".formatted(mode, "US?M".charAt(privilege()),
                paged() ? " paged, generations " + (start.sccsr() >> 2) : "",
                start.medeleg() == 0 ? "" : ", medeleg %x to %s".formatted(start.medeleg(), recipes.get(start.stcc()).text()),
                recipes.get(start.pcc()).text(), recipes.get(start.ddc()).text()));
        for (int r : mentioned()) lines.add("  %-4s = %s".formatted(XReg.of(r).c(), recipes.get(registers.get(r)).text()));
        int at = 0;
        for (Insn insn : code) {
            lines.add("  %3d:  %08x  %s".formatted(at, insn.encode(), Xcheri.ISA.print(insn, mode)));
            at += Assembly.bytes(insn);
        }
        return lines;
    }

    /** The registers that the code names, but zero. */
    TreeSet<Integer> mentioned() {
        TreeSet<Integer> all = new TreeSet<>();
        for (Insn insn : code)
            for (var o : ((dev.ufork.isa.riscv.RvOp) insn.op()).operands())
                if (o.isRegister()) all.add((int) insn.value(o.index()));
        all.remove(0);
        return all;
    }
}
