package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.boot.Commands;
import dev.ufork.boot.KernelSources;
import dev.ufork.boot.ProgramArchive;
import dev.ufork.dsl.Domain;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.ir.Function;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.Compiler;
import dev.ufork.target.Compiler.Options;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;
import dev.ufork.target.riscv.RiscvTarget;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;

/** The image {@code ufork-riscv}: the μFork kernel, and an archive of programs, of which {@code init} runs the one that the command line names. */
public final class UforkRiscv {
    private UforkRiscv() {}

    public static final String NAME = "ufork-riscv";

    /** Each program and the class of its {@code main}. */
    private static final List<Program> PROGRAMS = List.of(
            new Program("crash", "dev.ufork.apps.Crash"),
            new Program("each", "dev.ufork.apps.Each"),
            new Program("forkbench", "dev.ufork.apps.Forkbench"),
            new Program("forks", "dev.ufork.apps.Forks"),
            new Program("hello", "dev.ufork.apps.Hello"),
            new Program("init", "dev.ufork.apps.Init"),
            new Program("moves", "dev.ufork.apps.Moves"),
            new Program("onefork", "dev.ufork.apps.Onefork"),
            new Program("scarce", "dev.ufork.apps.Scarce"),
            new Program("snapshot", "dev.ufork.apps.Snapshot"),
            new Program("tree", "dev.ufork.apps.Tree"));

    private record Program(String name, String type) {}

    public static LinkedImage build() {
        return build(Map.of());
    }

    /** The image with more files in its archive, by name; they may be anything. */
    public static LinkedImage build(Map<String, byte[]> more) {
        KernelProgram sources = KernelSources.read();
        Map<String, byte[]> programs = new TreeMap<>(more);
        for (Program p : PROGRAMS) programs.put(p.name, program(sources, p.name, p.type).elf());
        Commands.ALL.forEach((type, names) -> {
            byte[] file = program(sources, names.getFirst(), type).elf();
            for (String name : names) programs.put(name, file);
        });

        CodeWriter out = new CodeWriter("boot");
        Assembler asm = new Assembler(new CodeChecker(out));
        Virt.constants(asm);
        Cheri.constants(asm);
        Reset.write(asm);
        UforkEntry.write(asm);
        UforkMachine.write(asm);
        GuestCode.stubs(asm);
        archive(asm, ProgramArchive.of(programs));
        ObjectFile kernel = compile(sources, NAME, sources.exports(Domain.Side.KERNEL));
        return new Linker(new RiscvElf(), Virt.layout()).add(out.finish()).add(kernel).add(GuestCode.compile()).entry("_start").link(NAME);
    }

    /** A program as an ELF file of its own. */
    static LinkedImage program(KernelProgram sources, String name, String type) {
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
            .function program_counter
                cspecialr ca0, pcc
                cret
            .end
            """);
        ObjectFile code = compile(sources, name, List.of(type + ".main", "dev.ufork.user.Start.start", "dev.ufork.user.Start.finish",
                "dev.ufork.user.Start.panic", "dev.ufork.user.Start.panicNumber"));
        Region region = new Region("region", 0x1000, 0x1000, 1 << 20);
        Layout layout = new Layout(List.of(
                Segment.code("text", region, ".text"),
                Segment.constant("rodata", region, ".rodata", "__cap_relocs", "__functions", "__recovery", "percpu"),
                Segment.data("data", region, ".captable", ".data.rel.ro", ".data", ".bss")));
        return new Linker(new RiscvElf(), layout).add(out.finish()).add(code).entry("_start").positionIndependent().link(name);
    }

    private static ObjectFile compile(KernelProgram sources, String name, List<String> roots) {
        Module module = sources.module(name, CapFormat.CC128, roots);
        LowerPanics.run(module, panic(module, "panic"), panic(module, "panic_number"));
        return Compiler.compile(module, new RiscvTarget(), Options.DEFAULT);
    }

    private static Function panic(Module module, String name) {
        return (Function) module.find(name).orElseThrow();
    }

    private static void archive(Assembler asm, byte[] tar) {
        long bytes = CapFormat.CC128.representableLength(tar.length);
        asm.section(SectionId.RODATA).align((int) Math.max(16, -CapFormat.CC128.alignmentMask(bytes)));
        asm.begin(ProgramArchive.SYMBOL, CodeElement.Nature.OBJECT, CodeElement.Binding.LOCAL);
        asm.element(new CodeElement.Data(Arrays.copyOf(tar, (int) bytes)));
        asm.end();
    }
}
