package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.boot.UforkParts;
import dev.ufork.link.Layout;
import dev.ufork.target.Target;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvTarget;
import java.util.List;

/** The image {@code ufork-riscv}. */
public final class UforkRiscv implements UforkParts {
    public static final String NAME = "ufork-riscv";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Target target() {
        return new RiscvTarget();
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
            .function _start                 # ca0: arguments, a1: how many, ca2: heap, ca3: system calls, ca4: environment
                cmove   cs0, ca0
                mv      s1, a1
                cmove   ca0, ca2
                cmove   ca1, ca3
                cmove   ca2, ca4
                call    start
                mv      a0, s1
                cmove   ca1, cs0
                call    main
                call    finish
                cmove   ct0, cnull
                clc     ct0, 0(ct0)
            .end
            .function read_instructions
                csrr    a0, instret
                cret
            .end
            .function illegal_instruction
                .word   0                    # defined to be illegal: unprivileged manual, section 1.5
                cret
            .end
            .function thread_pointer
                cmove   ca0, ctp
                cret
            .end
            .function program_counter
                cspecialr ca0, pcc
                cret
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
