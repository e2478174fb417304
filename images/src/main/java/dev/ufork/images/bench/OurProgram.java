package dev.ufork.images.bench;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.Compiler;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;
import dev.ufork.target.riscv.RiscvTarget;
import java.util.List;

/** A program in the kernel language, compiled and linked with what starts it. */
final class OurProgram {
    private OurProgram() {}

    static LinkedImage build(String kernel, String source, long size, Compiler.Options options) {
        return build(kernel, KernelProgram.read(List.of(SourceFile.of("bench/" + kernel + ".java", source)), List.of()), size, options);
    }

    /** The image that calls {@code run} of the class {@code kernel} with this size. */
    static LinkedImage build(String kernel, KernelProgram program, long size, Compiler.Options options) {
        String root = program.functions().stream().filter(f -> f.endsWith(kernel + ".run")).findFirst().orElseThrow();
        Module module = program.module(kernel, CapFormat.CC128, List.of(root));
        LowerPanics.run(module, module.external("panic", LowerPanics.PLAIN), module.external("panic_number", LowerPanics.NUMBERED));
        module.functions().stream().filter(f -> f.name().equals(root)).forEach(f -> f.linkage(Linkage.EXPORT));
        ObjectFile object = Compiler.compile(module, new RiscvTarget(), options);
        Region ram = new Region("ram", 0x8000_0000L, 0x8000_0000L, 16 << 20);
        Layout layout = new Layout(List.of(
            Segment.code("text", ram, ".start", ".text"),
            Segment.constant("rodata", ram, ".rodata", "__cap_relocs", "__functions", "__recovery", "percpu"),
            Segment.data("data", ram, ".captable", ".data.rel.ro", ".data", ".bss")));
        boolean relocs = object.sections().stream().flatMap(s -> s.relocations().stream())
            .anyMatch(r -> r.kind().formula() == dev.ufork.asm.RelocKind.Formula.TABLE
                || r.kind().formula() == dev.ufork.asm.RelocKind.Formula.CAPABILITY);
        return new Linker(new RiscvElf(), layout).add(start(root, size, relocs)).add(object).entry("_start").link(kernel);
    }

    private static ObjectFile start(String function, long size, boolean relocs) {
        CodeWriter out = new CodeWriter("start");
        Assembler asm = new Assembler(new CodeChecker(out)).section(new SectionId(".start", SectionId.Kind.CODE));
        asm.constant("MAILBOX", BareMachine.MAILBOX).constant("DATA", BareMachine.DATA).constant("DATA_BYTES", BareMachine.DATA_BYTES)
            .constant("STACK", BareMachine.STACK).constant("STACK_BYTES", BareMachine.STACK_BYTES).constant("SIZE", size);
        asm.mode(Mode.INTEGER).text("""
            .function _start
                cspecialr ct0, pcc
                li      t1, 1
                csetflags ct0, ct0, t1
                lla     t2, capability_mode
                csetaddr ct0, ct0, t2
                jalr.cap cra, ct0
            .end
            """);
        asm.mode(Mode.CAPABILITY).text("""
            .function capability_mode
                cspecialr cs0, ddc                  # all of memory
                cspecialr cs1, pcc                  # all of the code
                li      t0, STACK
                csetaddr csp, cs0, t0
                li      t0, STACK_BYTES
                csetbounds csp, csp, t0
                cincoffset csp, csp, t0
                cllc    ct0, relocs
                cld     t1, 0(ct0)
                cld     t2, 8(ct0)
            next:
                bgeu    t1, t2, made
                csetaddr ct0, cs0, t1
                cld     a0, 0(ct0)                  # location
                cld     a1, 8(ct0)                  # base
                cld     a2, 16(ct0)                 # offset
                cld     a3, 24(ct0)                 # length
                cld     a4, 32(ct0)                 # permissions
                bltz    a4, code
                csetaddr ca1, cs0, a1
                csetbounds ca1, ca1, a3
                cincoffset ca1, ca1, a2
                j       put
            code:
                csetaddr ca1, cs1, a1
                csealentry ca1, ca1
            put:
                csetaddr ct0, cs0, a0
                csc     ca1, 0(ct0)
                addi    t1, t1, 40
                j       next
            made:
                li      t0, DATA
                csetaddr ca0, cs0, t0
                li      t0, DATA_BYTES
                csetbounds ca0, ca0, t0
                li      a1, SIZE
                rdinstret s2
                FUNCTION
                rdinstret s3
                sub     s3, s3, s2
                li      t0, MAILBOX
                csetaddr ct0, cs0, t0
                csd     a0, 0(ct0)
                csd     s3, 8(ct0)
                j       stop
            relocs:
                RELOCS
            .end
            .function panic
                cspecialr cs0, ddc
                li      t1, 0x33333
                j       leave
            .end
            .function panic_number
                j       panic
            .end
            .function stop
                li      t1, 0x5555
                j       leave
            .end
            .function leave
                li      t0, 0x100000
                csetaddr ct0, cs0, t0
                csw     t1, 0(ct0)
            spin:
                j       spin
            .end
            """.replace("FUNCTION", "call " + function)
               .replace("RELOCS", relocs ? ".address __start___cap_relocs\n.address __stop___cap_relocs" : ".quad 0, 0"));
        return out.finish();
    }
}
