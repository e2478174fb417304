package dev.ufork.emulator.riscv;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.CoreReport.Register;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.riscv.xcheri.Scr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A hart's state for people. */
final class HartReport {
    private HartReport() {}

    static CoreReport of(Hart hart, Optional<CoreReport.Trap> lastTrap) {
        List<Register> registers = new ArrayList<>();
        for (int r = 0; r < 32; r++) registers.add(register(hart.regs, r));
        for (Scr scr : Scr.values()) registers.add(32 + scr.number() == Registers.PCC ? pcc(hart) : register(hart.regs, 32 + scr.number()));
        integer(registers, "mstatus", hart.csrs.mstatus);
        integer(registers, "satp", hart.csrs.satp);
        integer(registers, "mcause", hart.csrs.mcause);
        integer(registers, "mtval", hart.csrs.mtval);
        integer(registers, "scause", hart.csrs.scause);
        integer(registers, "stval", hart.csrs.stval);
        return new CoreReport(hart.number, hart.instructions(), hart.pc, registers, lastTrap);
    }

    /** The address in PCC is the hart's own; the register keeps one of the same bounds. */
    private static Register pcc(Hart hart) {
        Capability pcc = new Capability(Registers.FORMAT, hart.regs.upper(Registers.PCC), hart.pc, hart.regs.tag(Registers.PCC));
        return new Register(Registers.name(Registers.PCC), hart.pc, Registers.FORMAT.memoryForm(pcc.pesbt()), pcc.tag(), pcc.toString());
    }

    private static Register register(Registers regs, int r) {
        return new Register(Registers.name(r), regs.x[r], Registers.FORMAT.memoryForm(regs.upper(r)), regs.tag(r), text(regs, r));
    }

    /** A capability in full, an integer as a number. */
    static String text(Registers regs, int r) {
        if (regs.meta[r] == 0) return "0x%x".formatted(regs.x[r]);
        return new Capability(Registers.FORMAT, regs.upper(r), regs.x[r], regs.tag(r)).toString();
    }

    private static void integer(List<Register> registers, String name, long value) {
        registers.add(new Register(name, value, 0, false, "0x%x".formatted(value)));
    }
}
