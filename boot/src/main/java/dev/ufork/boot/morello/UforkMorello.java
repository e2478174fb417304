package dev.ufork.boot.morello;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.boot.UforkParts;
import dev.ufork.link.Layout;
import dev.ufork.target.Target;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloTarget;
import java.util.List;

/** The image {@code ufork-morello}. */
public final class UforkMorello implements UforkParts {
    public static final String NAME = "ufork-morello";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Target target() {
        return new MorelloTarget();
    }

    @Override
    public Layout layout() {
        return Virt.layout();
    }

    @Override
    public List<ObjectFile> boot() {
        CodeWriter out = new CodeWriter("boot");
        Assembler asm = new Assembler(new CodeChecker(out));
        Virt.constants(asm);
        Cheri.constants(asm);
        Reset.write(asm);
        UforkEntry.write(asm);
        UforkMachine.write(asm);
        GuestCode.stubs(asm);
        return List.of(out.finish(), GuestCode.compile());
    }

    @Override
    public ObjectFile programStart() {
        CodeWriter out = new CodeWriter("start");
        Assembler asm = new Assembler(new CodeChecker(out));
        asm.text("""
            .text
            .mode c64
            .function _start                 // c0: arguments, x1: how many, c2: heap, c3: system calls, c4: environment
                cpy     c19, c0
                mov     x20, x1
                cpy     c0, c2
                cpy     c1, c3
                cpy     c2, c4
                bl      start
                mov     x0, x20
                cpy     c1, c19
                bl      main
                bl      finish
                movz    x0, #0
                ldr     c0, [c0]
            .end
            .function illegal_instruction
                .word   0                    // permanently undefined: Arm architecture reference manual, section C6.2
                ret     c30
            .end
            .function thread_pointer
                mrs     c0, ctpidr_el0
                ret     c30
            .end
            .function program_counter
                adr     c0, program_counter
                ret     c30
            .end
            """);
        return out.finish();
    }

    @Override
    public ObjectFile attempts() {
        return AttackStubs.object();
    }

    @Override
    public ObjectFile stray() {
        return StrayStubs.object();
    }
}
