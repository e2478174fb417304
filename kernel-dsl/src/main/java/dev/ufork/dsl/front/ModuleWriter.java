package dev.ufork.dsl.front;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.VariableTree;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.External;
import dev.ufork.dsl.MayFault;
import dev.ufork.dsl.Op;
import dev.ufork.dsl.StackBound;
import dev.ufork.dsl.front.Sources.Source;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.ir.Global.CapInit;
import dev.ufork.ir.InlineHint;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Module;
import dev.ufork.ir.Type;
import dev.ufork.isa.cap.CapFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.util.ElementFilter;

/** Writes the module of an image: the functions that its roots reach, in the order in which they are met, and their globals. */
final class ModuleWriter {
    /** Sizes of globals are padded to be exact in both formats; the one with the shorter mantissa decides. */
    private static final CapFormat STRICTEST = CapFormat.CC128;

    private final Module module;
    private final Model model;
    private final Constants constants;
    private final Sources sources;
    private final Refusals refusals;
    private final Map<Element, Function> functions = new IdentityHashMap<>();
    private final Map<Function, ExecutableElement> methods = new IdentityHashMap<>();
    private final Map<Element, Global> globals = new IdentityHashMap<>();
    private final Map<String, Global> texts = new LinkedHashMap<>();
    private final Deque<ExecutableElement> pending = new ArrayDeque<>();

    ModuleWriter(String name, Model model, Constants constants, Sources sources, Refusals refusals) {
        this.module = new Module(name);
        this.model = model;
        this.constants = constants;
        this.sources = sources;
        this.refusals = refusals;
    }

    Model model() { return model; }

    Constants constants() { return constants; }

    Sources sources() { return sources; }

    Refusals refusals() { return refusals; }

    /** Compiles the roots and all they reach. */
    Module write(List<ExecutableElement> roots) {
        for (ExecutableElement root : roots) function(root).linkage(Linkage.EXPORT);
        while (!pending.isEmpty()) {
            ExecutableElement method = pending.poll();
            Source source = sources.find(method);
            MethodTree tree = (MethodTree) source.tree();
            new Body(this, source.unit(), functions.get(method), method).write(tree);
        }
        return module;
    }

    // ---- functions

    /** The function of a kernel method or stub; its body is written later. */
    Function function(ExecutableElement method) {
        Function known = functions.get(method);
        if (known != null) return known;
        External external = method.getAnnotation(External.class);
        Function f = external != null ? stub(external.value(), method) : declare(method);
        functions.put(method, f);
        return f;
    }

    /** The assembler's function, or one that a root exports. */
    private Function stub(String symbol, ExecutableElement method) {
        Signature signature = signature(method);
        return module.find(symbol).map(s -> {
            if (s instanceof Function f && f.linkage() != Linkage.INTERNAL && f.signature().equals(signature)) return f;
            throw new Stop(method, "the symbol %s is declared twice, with different types or not exported".formatted(symbol), "give one of them another symbol");
        }).orElseGet(() -> module.external(symbol, signature));
    }

    private Function declare(ExecutableElement method) {
        Source source = sources.find(method);
        if (source == null)
            throw new Stop(method, "the source of %s is not among the sources of this image".formatted(CallRules.name(method)),
                "add its sources, or its jar, which must carry them under META-INF/ufork/src");
        Export export = method.getAnnotation(Export.class);
        String symbol = export != null ? export.value() : symbol(method);
        if (module.find(symbol).isPresent()) throw new Stop(method, "the symbol %s is defined twice".formatted(symbol), "give one of them another name");
        Function f = module.function(symbol, export != null ? Linkage.EXPORT : Linkage.INTERNAL, signature(method));
        f.pos(sources.position(source.unit(), source.tree()));
        if (Model.isInline(method)) f.inline(InlineHint.ALWAYS);
        MayFault recovery = method.getAnnotation(MayFault.class);
        if (recovery != null) f.recovery(recovery.returns());
        StackBound bound = method.getAnnotation(StackBound.class);
        if (bound != null) f.stackBound(bound.value());
        methods.put(f, method);
        pending.add(method);
        return f;
    }

    /** The method that a function was written from; {@code null} for a stub. */
    ExecutableElement method(Function f) { return methods.get(f); }

    /** Parameter and result types; a default method takes its receiver first. */
    Signature signature(ExecutableElement method) {
        List<Type> params = new ArrayList<>();
        if (!Model.isStatic(method) && Model.isKernel(method)) params.add(model.kind(method.getEnclosingElement()).ir());
        for (VariableElement p : method.getParameters()) params.add(model.kind(p.asType()).ir());
        return new Signature(params, model.kind(method.getReturnType()).ir());
    }

    private String symbol(ExecutableElement method) {
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        StringBuilder name = new StringBuilder(model.binaryName(owner)).append('.').append(method.getSimpleName());
        boolean overloaded = ElementFilter.methodsIn(owner.getEnclosedElements()).stream().filter(m -> m.getSimpleName().equals(method.getSimpleName())).count() > 1;
        if (overloaded) for (VariableElement p : method.getParameters()) name.append('$').append(simpleName(p));
        return ascii(name);
    }

    private String simpleName(VariableElement parameter) {
        TypeElement type = Model.declared(parameter.asType());
        return type == null ? parameter.asType().toString() : type.getSimpleName().toString();
    }

    private static String ascii(CharSequence name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 128) text.append(c);
            else text.append("$u%04x".formatted((int) c));
        }
        return text.toString();
    }

    // ---- globals

    /** Read-only bytes of a string literal; those that fill a word begin like one, so that they can be copied by words. */
    Global text(String literal) {
        Global known = texts.get(literal);
        if (known != null) return known;
        byte[] bytes = literal.getBytes(StandardCharsets.UTF_8);
        Global g = add("text." + texts.size(), Global.Kind.CONST, bytes.length, bytes.length < Long.BYTES ? 1 : Long.BYTES, bytes, List.of());
        texts.put(literal, g);
        return g;
    }

    /** The memory of a static. */
    Global global(VariableElement field) {
        Global known = globals.get(field);
        if (known != null) return known;
        Source source = sources.find(field);
        if (source == null)
            throw new Stop(field, "the source of %s is not among the sources of this image".formatted(field.getSimpleName()), "add its sources, or its jar, which must carry them under META-INF/ufork/src");
        ExpressionTree value = ((VariableTree) source.tree()).getInitializer();
        String name = ascii(model.binaryName((TypeElement) field.getEnclosingElement()) + "." + field.getSimpleName());
        if (module.find(name).isPresent()) name += ".static";
        Kind kind = model.kind(field.asType());
        Global g = kind == Kind.TABLE ? table(name, field, source, (NewArrayTree) value)
            : value instanceof MethodInvocationTree call && model.callee(source.unit(), call) instanceof Callee.Operation(Op op) && isMemory(op) ? memory(name, op, source, call)
            : scalar(name, kind, source, value);
        globals.put(field, g);
        return g;
    }

    static boolean isMemory(Op op) { return op == Op.GLOBAL || op == Op.GLOBAL_BYTES || op == Op.PER_CPU; }

    private Global memory(String name, Op op, Source source, MethodInvocationTree call) {
        if (op == Op.GLOBAL_BYTES) {
            long size = constants.integer(source.unit(), call.getArguments().get(0)), align = constants.integer(source.unit(), call.getArguments().get(1));
            return add(name, Global.Kind.DATA, size, (int) align, new byte[0], List.of());
        }
        var shape = model.shape(constants.classLiteral(source.unit(), call.getArguments().getFirst()));
        return add(name, op == Op.PER_CPU ? Global.Kind.PER_CPU : Global.Kind.DATA, shape.size(), shape.align(), new byte[0], List.of());
    }

    private Global table(String name, VariableElement field, Source source, NewArrayTree array) {
        Kind element = model.kind(((ArrayType) field.asType()).getComponentType());
        int size = element == Kind.BOOLEAN ? 1 : element.mem().bytes();
        List<? extends ExpressionTree> values = array.getInitializers();
        Content content = new Content(values.size() * size);
        for (int i = 0; i < values.size(); i++) put(content, i * size, element, source, values.get(i));
        return add(name, Global.Kind.CONST, values.size() * (long) size, size, content.bytes, content.caps);
    }

    private Global scalar(String name, Kind kind, Source source, ExpressionTree value) {
        int size = kind.mem().bytes();
        Content content = new Content(size);
        if (value != null) put(content, 0, kind, source, value);
        return add(name, Global.Kind.DATA, size, size, content.bytes, content.caps);
    }

    private static final class Content {
        final byte[] bytes;
        final List<CapInit> caps = new ArrayList<>();

        Content(int size) { bytes = new byte[size]; }
    }

    private void put(Content content, int at, Kind kind, Source source, ExpressionTree value) {
        Object constant = constants.value(source.unit(), value);
        if (constant instanceof String text) {
            content.caps.add(new CapInit(at, text(text), 0));
        } else if (value instanceof MemberReferenceTree reference) {
            content.caps.add(new CapInit(at, function((ExecutableElement) model.element(source.unit(), reference)), 0));
        } else {
            long number = number(constant, kind, source, value);
            for (int i = 0; i < kind.mem().bytes(); i++) content.bytes[at + i] = (byte) (number >>> Math.min(63, 8 * i));
        }
    }

    private long number(Object constant, Kind kind, Source source, ExpressionTree value) {
        if (constant instanceof Long v) return v;
        if (constant instanceof Boolean b) return b ? 1 : 0;
        if (kind == Kind.ENUM) return ordinal(model.element(source.unit(), value));
        if (kind == Kind.WORD) return constants.integer(source.unit(), ((MethodInvocationTree) value).getArguments().get(1));
        return 0;       // Cap.NULL
    }

    /** The number of an enum constant. */
    int ordinal(Element constant) { return Declarations.enumConstants((TypeElement) constant.getEnclosingElement()).indexOf(constant.getSimpleName().toString()); }

    private Global add(String name, Global.Kind kind, long size, int align, byte[] data, List<CapInit> caps) {
        long exact = STRICTEST.representableLength(size);
        long mask = STRICTEST.alignmentMask(size);
        int exactAlign = (int) Math.max(align, -mask);
        return module.add(new Global(name, Linkage.INTERNAL, kind, exact, exactAlign, withoutTrailingZeroes(data), caps));
    }

    private static byte[] withoutTrailingZeroes(byte[] data) {
        int length = data.length;
        while (length > 0 && data[length - 1] == 0) length--;
        return Arrays.copyOf(data, length);
    }

    /** A refusal found while writing, at a declaration; it ends the writing. */
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
        final transient Element at;
        final String remedy;

        Stop(Element at, String why, String remedy) {
            super(why);
            this.at = at;
            this.remedy = remedy;
        }
    }
}
