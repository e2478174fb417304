package dev.ufork.isa.morello;

import dev.ufork.isa.Decoder;
import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Insn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Morello's instruction set as one: look-up, printing and reading in either mode.
 *
 * <p>Text is what binutils and LLVM call the form without aliases: {@code subs xzr, x0, #0x1}, not {@code cmp x0, #1}; the
 * {@link Aliases} are read too. A label is an absolute address, or {@code .+8} when read.
 */
public final class Morello {
    private Morello() {}

    private static final List<MorelloOp> OPS = ops();
    private static final Decoder<MorelloOp> IN_A64 = decoder(Mode.A64);
    private static final Decoder<MorelloOp> IN_C64 = decoder(Mode.C64);

    private static List<MorelloOp> ops() {
        List<MorelloOp> all = new ArrayList<>(List.of(A64.values()));
        all.addAll(List.of(Cheri.values()));
        return List.copyOf(all);
    }

    private static Decoder<MorelloOp> decoder(Mode mode) {
        return new Decoder<>(OPS.stream().filter(op -> op.row().holdsIn(mode)).toList());
    }

    /** All rows, in the tables' order. */
    public static List<MorelloOp> all() {
        return OPS;
    }

    public static Optional<MorelloOp> find(int word, Mode mode) {
        return (mode == Mode.C64 ? IN_C64 : IN_A64).find(word);
    }

    public static Optional<Insn> decode(int word, Mode mode) {
        return (mode == Mode.C64 ? IN_C64 : IN_A64).decode(word);
    }

    /** The text of {@code insn} at {@code pc}. */
    public static String print(Insn insn, Mode mode, long pc) {
        return ((MorelloOp) insn.op()).row().syntax().print(insn.values(), mode, pc);
    }

    /** The text of {@code word} at {@code pc}; {@code .inst} for a word that is no instruction. */
    public static String print(int word, Mode mode, long pc) {
        return decode(word, mode).map(i -> print(i, mode, pc)).orElseGet(() -> ".inst 0x%08x".formatted(word));
    }

    /**
     * The instruction that {@code text} means at {@code pc}.
     *
     * @throws EncodingException if no instruction is written so, or an operand does not fit
     */
    public static Insn parse(String text, Mode mode, long pc) {
        String clean = text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replaceAll(" ?, ?", ", ")
                .replace("[ ", "[").replace(" ]", "]").replace("# ", "#");
        EncodingException misfit = null;
        for (String form : Aliases.forms(clean, mode)) {
            for (MorelloOp op : OPS) {
                if (!op.row().holdsIn(mode) || !form.startsWith(op.mnemonic())) continue;
                long[] values = op.row().syntax().parse(form, mode, pc);
                if (values == null) continue;
                try {
                    op.pattern().encode(values);
                    return new Insn(op, values);
                } catch (EncodingException e) {
                    if (misfit == null) misfit = new EncodingException(text + ": " + e.getMessage());
                }
            }
        }
        if (misfit != null) throw misfit;
        throw new EncodingException("%s: no %s instruction is written so; a register's prefix must suit the mode".formatted(text, mode));
    }
}
