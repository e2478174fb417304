package dev.ufork.dsl.run;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.link.Layout.Region;
import dev.ufork.target.Target;
import dev.ufork.target.morello.MorelloTarget;
import dev.ufork.target.riscv.RiscvTarget;
import dev.ufork.target.riscv.StartCode;

/** For which code a batch is compiled, where it is linked, and what starts it. */
enum MachineTarget {
    RISCV(new RiscvTarget(), 0x8000_0000L) {
        @Override
        ObjectFile start() {
            CodeWriter out = new CodeWriter("start");
            var asm = new dev.ufork.target.riscv.Assembler(new CodeChecker(out)).section(START);
            asm.constant("UART", 0x1000_0000L).constant("FINISHER", 0x10_0000L);
            asm.mode(Mode.INTEGER).text(StartCode.ENTER);
            asm.mode(Mode.CAPABILITY).text(StartCode.CAPABILITIES + StartText.DRIVE + StartText.PROTECTION + StartText.TRAP + StartText.STATE);
            return out.finish();
        }
    },
    MORELLO(new MorelloTarget(), 0x4020_0000L) {
        @Override
        ObjectFile start() {
            CodeWriter out = new CodeWriter("start");
            var asm = new dev.ufork.target.morello.Assembler(new CodeChecker(out)).section(START);
            asm.text("start", MorelloStartText.ENTER + MorelloStartText.CAPABILITIES + MorelloStartText.PROTECTION + MorelloStartText.TRAP);
            asm.section(SectionId.BSS).text("state", MorelloStartText.STATE);
            return out.finish();
        }
    };

    private static final SectionId START = new SectionId(".start", SectionId.Kind.CODE);

    private final Target target;
    private final long base;

    MachineTarget(Target target, long base) {
        this.target = target;
        this.base = base;
    }

    Target target() { return target; }

    Region memory() { return new Region("ram", base, base, 64 << 20); }

    /** From reset to the driver; calls that panic or fault come back to where they were protected. */
    abstract ObjectFile start();
}
