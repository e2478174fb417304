package dev.ufork.asm;

import dev.ufork.asm.CodeElement.Begin;
import dev.ufork.asm.CodeElement.Bind;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Dialect;
import dev.ufork.asm.CodeElement.End;
import dev.ufork.asm.CodeElement.Into;
import dev.ufork.asm.CodeElement.Nature;
import java.util.Map;
import java.util.TreeMap;

/**
 * What assemblers do whatever their instructions are: sections, symbols, places, data, numbers with names, text.
 *
 * @param <A> the assembler's own type
 */
public abstract class CommonAssembler<A extends CommonAssembler<A>> {
    private final CodeConsumer out;
    private final Map<String, Long> constants = new TreeMap<>();
    private SectionId section = SectionId.TEXT;
    private Symbol open;

    protected CommonAssembler(CodeConsumer out) {
        this.out = out;
    }

    protected abstract A self();

    /** How a section of this kind is to be decoded. */
    protected abstract String dialect(SectionId.Kind kind);

    protected abstract void read(String file, String lines, int firstLine);

    protected final SectionId section() {
        return section;
    }

    /** Hands on an element as it is. */
    public A element(CodeElement element) {
        out.accept(element);
        return self();
    }

    public final A section(SectionId id) {
        section = id;
        element(new Into(id));
        return element(new Dialect(dialect(id.kind())));
    }

    /** Gives a number a name, for assembly text. */
    public final A constant(String name, long value) {
        constants.put(name, value);
        return self();
    }

    public final Map<String, Long> constants() {
        return constants;
    }

    /** The value of an expression over numbers and constants, as in assembly text. */
    public final long number(String expression) {
        return Expression.value(expression, constants);
    }

    /** Begins a function that other object files see; {@link #end} ends it. */
    public final A function(String name) {
        return begin(name, Nature.FUNCTION, Binding.GLOBAL);
    }

    /** Begins a function or an object. */
    public final A begin(String name, Nature nature, Binding binding) {
        open = new Symbol(name);
        return element(new Begin(open, nature, binding));
    }

    /** Ends what was begun last. */
    public final A end() {
        if (open == null) throw new AsmException("end without a begin");
        element(new End(open));
        open = null;
        return self();
    }

    public final A bind(Place place) {
        return element(new Bind(place));
    }

    public final A bytes(byte[] run) {
        return element(new Data(run));
    }

    /** Goes on at a multiple of {@code bytes}; gaps in code hold {@code nop}. */
    public abstract A align(int bytes);

    /**
     * Reads lines of assembly text, as the package's documentation describes them, whose labels hold up to where the next symbol begins.
     *
     * <p>Each line is recorded as the source of its instructions. The text must be a text block that begins in the line
     * after the call's name, so that lines of the text and of the Java file agree.
     *
     * @throws AsmException with everything that is wrong, line by line
     */
    public final A text(String lines) {
        StackWalker.StackFrame caller = StackWalker.getInstance().walk(s -> s.skip(1).findFirst()).orElseThrow();
        String folder = caller.getClassName().replaceAll("[^.]*$", "").replace('.', '/');
        return text(lines, folder + caller.getFileName(), caller.getLineNumber() + 1);
    }

    /** As {@link #text(String)}, with the place of the text's first line given. */
    public final A text(String lines, String file, int firstLine) {
        read(file, lines, firstLine);
        return self();
    }
}
