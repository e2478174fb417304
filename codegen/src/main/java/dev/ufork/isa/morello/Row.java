package dev.ufork.isa.morello;

import dev.ufork.isa.Pattern;
import java.util.Set;

/**
 * What a table says of one instruction: its bits and its assembly text.
 *
 * @param pattern the bits; holes called {@code simm} and {@code label} are signed
 * @param syntax  the text, with the holes' names in angle brackets, see {@link Syntax}
 * @param only    the one mode in which the row holds, or null if it holds in both
 * @param effects what it does with registers and flags
 */
public record Row(Pattern pattern, Syntax syntax, Mode only, Effects effects) {
    private static final Set<String> SIGNED = Set.of("simm", "label");

    static Row of(String pattern, String syntax, Mode only) {
        Pattern bits = Pattern.of(pattern, SIGNED);
        Syntax text = Syntax.of(syntax, bits);
        return new Row(bits, text, only, Effects.of(text));
    }

    public boolean holdsIn(Mode mode) {
        return only == null || only == mode;
    }
}
