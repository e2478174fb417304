package dev.ufork.boot;

import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;

/** The μFork kernel and an archive of programs, of which {@code init} runs the one that the command line names: for any architecture. */
public final class UforkImage {
    /** Each program and the class of its {@code main}. */
    private static final List<Program> PROGRAMS = List.of(
            new Program("calls", "dev.ufork.apps.Calls"),
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
            new Program("soak", "dev.ufork.apps.Soak"),
            new Program("tree", "dev.ufork.apps.Tree"));

    private static final String ATTACK = "attack";
    private static final String STRAY = "stray";
    private static final String ATTACKS = "dev.ufork.apps.attack";

    private final UforkParts parts;
    private final ObjectFile start;
    private final KernelProgram sources = KernelSources.read();

    private record Program(String name, String type) {}

    public UforkImage(UforkParts parts) {
        this.parts = parts;
        this.start = parts.programStart();
    }

    /** The image, with more files in its archive, by name; they may be anything. */
    LinkedImage build(Map<String, byte[]> more) {
        Supplier<ObjectFile> kernel = compile(parts.name(), sources.exports(Domain.Side.KERNEL));
        Map<String, Supplier<LinkedImage>> programs = new TreeMap<>();
        for (Program p : PROGRAMS) programs.put(p.name, link(p.name, compileProgram(p.name, p.type)));
        programs.put(STRAY, stray());
        programs.put(ATTACK, attack());
        Commands.ALL.forEach((type, names) -> {
            Supplier<LinkedImage> program = link(names.getFirst(), compileProgram(names.getFirst(), type));
            for (String each : names) programs.put(each, program);
        });
        Map<String, byte[]> files = new TreeMap<>(more);
        programs.forEach((file, program) -> files.put(file, program.get().elf()));
        return link(kernel, files);
    }

    /** The image with the kernel of other sources, and just these files in its archive, by name. */
    LinkedImage around(KernelProgram other, Map<String, byte[]> files) {
        return link(compile(other, parts.name(), other.exports(Domain.Side.KERNEL)), files);
    }

    private LinkedImage link(Supplier<ObjectFile> kernel, Map<String, byte[]> files) {
        Linker linker = new Linker(parts.target().linkTarget(), parts.layout());
        List<ObjectFile> boot = parts.boot();
        linker.add(boot.getFirst()).add(archive(ProgramArchive.of(files))).add(kernel.get());
        boot.stream().skip(1).forEach(linker::add);
        return linker.entry("_start").link(parts.name());
    }

    /** A program as an ELF file of its own. */
    public LinkedImage program(String name, String type) {
        return link(name, compileProgram(name, type)).get();
    }

    private Supplier<LinkedImage> link(String name, Supplier<ObjectFile> code) {
        return aside(() -> program(parts, name, start, code.get()));
    }

    /** The program whose attempts are partly the architecture's, which call it back. */
    Supplier<LinkedImage> attack() {
        ObjectFile attempts = parts.attempts();
        Supplier<ObjectFile> code = compileProgram(ATTACK, ATTACKS + ".Attack", ATTACKS + ".Entering.entry", ATTACKS + ".Entering.handler",
                ATTACKS + ".Written.written");
        return aside(() -> program(parts, ATTACK, start, attempts, code.get()));
    }

    private Supplier<LinkedImage> stray() {
        ObjectFile room = parts.stray();
        Supplier<ObjectFile> code = compileProgram(STRAY, "dev.ufork.apps.Stray");
        return aside(() -> program(parts, STRAY, start, room, code.get()));
    }

    private Supplier<ObjectFile> compileProgram(String name, String type, String... called) {
        List<String> roots = new ArrayList<>(List.of(called));
        roots.addAll(List.of(type + ".main", "dev.ufork.user.Start.start", "dev.ufork.user.Start.finish",
                "dev.ufork.user.Start.panic", "dev.ufork.user.Start.panicNumber"));
        return compile(name, roots);
    }

    /** A program of these parts, the first of which has its {@code _start}, to be loaded anywhere. */
    public static LinkedImage program(UforkParts parts, String name, ObjectFile... objects) {
        Region region = new Region("region", 0x1000, 0x1000, 1 << 20);
        Layout layout = new Layout(List.of(
                Segment.code("text", region, ".text"),
                Segment.constant("rodata", region, ".rodata", "__cap_relocs", "__functions", "__recovery", "percpu"),
                Segment.data("data", region, ".captable", ".data.rel.ro", ".data", ".bss")));
        Linker linker = new Linker(parts.target().linkTarget(), layout);
        for (ObjectFile object : objects) linker.add(object);
        return linker.entry("_start").positionIndependent().link(name);
    }

    /** Writes a module; what follows needs the sources no more, and goes on while this thread writes the next one. */
    private Supplier<ObjectFile> compile(String name, List<String> roots) {
        return compile(sources, name, roots);
    }

    private Supplier<ObjectFile> compile(KernelProgram program, String name, List<String> roots) {
        Module module = program.module(name, parts.target().capFormat(), roots);
        LowerPanics.run(module, panic(module, "panic"), panic(module, "panic_number"));
        return aside(() -> Compiler.compile(module, parts.target(), Options.DEFAULT));
    }

    /** Begins work on another core, if one is idle. What it refuses is thrown where its result is asked for. */
    private static <T> Supplier<T> aside(Supplier<T> work) {
        record Done<V>(V value, RuntimeException refusal) {}
        ForkJoinTask<Done<T>> task = ForkJoinTask.adapt(() -> {
            try {
                return new Done<T>(work.get(), null);
            } catch (RuntimeException refusal) {
                return new Done<T>(null, refusal);
            }
        }).fork();
        return () -> {
            Done<T> done = task.join();
            if (done.refusal != null) throw done.refusal;
            return done.value;
        };
    }

    private static Function panic(Module module, String name) {
        return (Function) module.find(name).orElseThrow();
    }

    private ObjectFile archive(byte[] tar) {
        CapFormat format = parts.target().capFormat();
        long bytes = format.representableLength(tar.length);
        CodeWriter out = new CodeWriter("archive");
        Symbol symbol = new Symbol(ProgramArchive.SYMBOL);
        out.accept(new CodeElement.Into(SectionId.RODATA));
        out.accept(new CodeElement.Align((int) Math.max(16, -format.alignmentMask(bytes)), Optional.empty()));
        out.accept(new CodeElement.Begin(symbol, CodeElement.Nature.OBJECT, CodeElement.Binding.GLOBAL));
        out.accept(new CodeElement.Data(Arrays.copyOf(tar, (int) bytes)));
        out.accept(new CodeElement.End(symbol));
        return out.finish();
    }
}
