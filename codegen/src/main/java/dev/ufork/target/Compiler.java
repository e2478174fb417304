package dev.ufork.target;

import dev.ufork.asm.CodeConsumer;
import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeElement.Align;
import dev.ufork.asm.CodeElement.Begin;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.End;
import dev.ufork.asm.CodeElement.Into;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.ir.Attribute;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.Pipeline;
import dev.ufork.mir.Layout;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MView;
import dev.ufork.regalloc.Allocation;
import dev.ufork.regalloc.Allocator;
import dev.ufork.regalloc.Checker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Optimiser and back end: a module in, an object file out.
 *
 * <pre>{@code
 *   ObjectFile object = Compiler.compile(module, new RiscvTarget(), Options.DEFAULT);
 * }</pre>
 *
 * <p>The module must be sound, and panics have become calls ({@link dev.ufork.ir.pass.LowerPanics}); it is changed by the
 * passes. Functions and globals that no exported one reaches are left out. The output depends on nothing but the module and
 * the options.
 *
 * <p>Code is in {@code .text}; constants in {@code .rodata}, or in {@code .data.rel.ro} if they hold capabilities; other
 * globals in {@code .data} and {@code .bss}; the initial content of a CPU's globals in {@code percpu}. Code finds globals
 * through the capability table, and its CPU's globals from the thread pointer, at their offsets in {@code percpu}.
 */
public final class Compiler {
    private static final SectionId RELOCATED = new SectionId(".data.rel.ro", SectionId.Kind.DATA);
    private static final SectionId PER_CPU = new SectionId("percpu", SectionId.Kind.CONSTANT);

    /**
     * @param optimise whether passes run that are not needed
     * @param without  names of passes to leave out
     * @param check    verify the IR after each pass, and prove each register allocation; an error if one is wrong
     */
    public record Options(boolean optimise, List<String> without, boolean check) {
        public static final Options DEFAULT = new Options(true, List.of(), false);

        /** What tests compile with. */
        public static final Options CHECKED = new Options(true, List.of(), true);

        public Options {
            without = List.copyOf(without);
        }
    }

    private final Module module;
    private final Target target;
    private final Options options;
    private final Map<Global, Long> perCpuOffsets = new LinkedHashMap<>();

    private Compiler(Module module, Target target, Options options) {
        this.module = module;
        this.target = target;
        this.options = options;
    }

    /** @throws dev.ufork.ir.IrException if the module holds what the target cannot do, or a stack is not bounded as promised; the message has the position */
    public static ObjectFile compile(Module module, Target target, Options options) {
        CodeWriter out = new CodeWriter(module.name());
        compile(module, target, options, out);
        return out.finish();
    }

    /** As {@link #compile(Module, Target, Options)}, to any consumer of code. */
    public static void compile(Module module, Target target, Options options, CodeConsumer out) {
        new Compiler(module, target, options).run(out);
    }

    private void run(CodeConsumer out) {
        Pipeline passes = new Pipeline(target.passes());
        if (!options.optimise()) passes.unoptimised();
        if (options.check()) passes.checked();
        options.without().forEach(passes::without);
        passes.run(module);
        Set<Attribute.Symbol> needed = Reachable.from(module);
        long at = 0;
        for (Global g : module.globals()) {
            if (g.kind() != Global.Kind.PER_CPU) continue;
            at = at + g.align() - 1 & -g.align();
            perCpuOffsets.put(g, at);
            at += g.size();
        }
        StackBounds stack = new StackBounds();
        CodeConsumer counted = stack.and(out);
        // Each function is on its own here; their code comes in the module's order whoever is ready first.
        List<Function> functions = module.functions().stream().filter(f -> !f.isExternal() && needed.contains(f)).toList();
        for (Code code : functions.parallelStream().map(this::code).toList()) code.into(counted);
        stack.check(module);
        for (Global g : module.globals())
            if (g.linkage() != Linkage.EXTERN && (g.kind() == Global.Kind.PER_CPU || needed.contains(g))) global(g, out);
    }

    /** One function's code, or why there is none. */
    private record Code(List<CodeElement> elements, RuntimeException refusal) {
        void into(CodeConsumer out) {
            if (refusal != null) throw refusal;
            elements.forEach(out::accept);
        }
    }

    /** Refusals wait for their turn, so that of several the first in the module's order is told. */
    private Code code(Function f) {
        List<CodeElement> elements = new ArrayList<>();
        try {
            function(f, elements::add);
            return new Code(elements, null);
        } catch (RuntimeException refusal) {
            return new Code(List.of(), refusal);
        }
    }

    private void function(Function f, CodeConsumer out) {
        MFunction lowered = target.lower(f, perCpuOffsets::get);
        Layout.run(lowered);
        CallConv convention = target.callConv();
        MView view = new MView(lowered, convention.order(), convention.calleeSaved());
        Allocation allocation = Allocator.run(view);
        if (options.check()) {
            List<Checker.Fault> faults = Checker.check(view, allocation);
            if (!faults.isEmpty()) throw new IllegalStateException("wrong registers in %s: %s".formatted(f.name(), faults));
        }
        target.emit(lowered, view, allocation, out);
    }

    private void global(Global g, CodeConsumer out) {
        out.accept(new Into(section(g)));
        out.accept(new Align(g.align(), Optional.empty()));
        Symbol symbol = new Symbol(g.name());
        out.accept(new Begin(symbol, Nature.OBJECT, g.linkage() == Linkage.EXPORT ? Binding.GLOBAL : Binding.LOCAL));
        if (section(g).equals(SectionId.BSS)) out.accept(new Space(g.size()));
        else content(g, out);
        out.accept(new End(symbol));
    }

    private static SectionId section(Global g) {
        if (g.kind() == Global.Kind.PER_CPU) return PER_CPU;
        if (g.kind() == Global.Kind.CONST) return g.caps().isEmpty() ? SectionId.RODATA : RELOCATED;
        return g.caps().isEmpty() && isZero(g.data()) ? SectionId.BSS : SectionId.DATA;
    }

    private static boolean isZero(byte[] data) {
        for (byte b : data) if (b != 0) return false;
        return true;
    }

    private void content(Global g, CodeConsumer out) {
        byte[] all = Arrays.copyOf(g.data(), (int) g.size());
        int at = 0;
        for (Global.CapInit init : g.caps()) {
            out.accept(new Data(Arrays.copyOfRange(all, at, (int) init.offset())));
            out.accept(new Word(new Reference(target.capability(), new Symbol(init.target().name()), init.addend())));
            at = (int) init.offset() + target.capability().bytes();
        }
        out.accept(new Data(Arrays.copyOfRange(all, at, all.length)));
    }
}
