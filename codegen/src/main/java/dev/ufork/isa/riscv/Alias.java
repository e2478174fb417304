package dev.ufork.isa.riscv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Another way to write an instruction, as two texts: {@code mv $d, $s} means {@code addi $d, $s, 0}.
 *
 * <p>{@code $s} stands for any operand; {@code c$s} for a capability register, of which {@code $s} is then the integer
 * part. The printer prefers an alias to the instruction unless it is only accepted.
 *
 * @param modes   where it holds
 * @param from    mnemonic and operands of the alias
 * @param to      mnemonic and operands of the instruction
 * @param printed whether the printer uses it
 */
public record Alias(Set<Mode> modes, Words from, Words to, boolean printed) {

    /** A mnemonic and its operands as text. */
    record Words(String mnemonic, List<String> operands) {
        static Words of(String text) {
            String trimmed = text.trim();
            int space = trimmed.indexOf(' ');
            if (space < 0) return new Words(trimmed, List.of());
            return new Words(trimmed.substring(0, space), Arrays.stream(trimmed.substring(space).split(",")).map(String::trim).toList());
        }

        @Override
        public String toString() {
            return operands.isEmpty() ? mnemonic : mnemonic + " " + String.join(", ", operands);
        }
    }

    /** An alias in both modes. */
    public static Alias of(String from, String to) {
        return new Alias(EnumSet.allOf(Mode.class), Words.of(from), Words.of(to), true);
    }

    /** An alias in one mode. */
    public static Alias of(Mode mode, String from, String to) {
        return new Alias(EnumSet.of(mode), Words.of(from), Words.of(to), true);
    }

    /** This alias for the parser alone. */
    public Alias accepted() {
        return new Alias(modes, from, to, false);
    }

    /** {@code words} as an instruction, if this alias says how. */
    Optional<Words> expand(Words words) {
        return rewrite(words, from, to);
    }

    /** {@code words} by this alias, if it is one. */
    Optional<Words> shorten(Words words) {
        return rewrite(words, to, from);
    }

    private static Optional<Words> rewrite(Words words, Words left, Words right) {
        if (!words.mnemonic().equals(left.mnemonic()) || words.operands().size() != left.operands().size()) return Optional.empty();
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < left.operands().size(); i++) {
            String pattern = left.operands().get(i);
            String text = words.operands().get(i);
            if (!pattern.contains("$")) {
                if (!pattern.equals(text)) return Optional.empty();
                continue;
            }
            Optional<String> bound = bind(pattern, text);
            if (bound.isEmpty()) return Optional.empty();
            names.add(name(pattern));
            values.add(bound.get());
        }
        return Optional.of(new Words(right.mnemonic(), right.operands().stream().map(o -> substitute(o, names, values)).toList()));
    }

    /** What {@code $x} stands for when {@code 0($x)} is to be {@code text}. */
    private static Optional<String> bind(String pattern, String text) {
        int at = pattern.indexOf('$');
        String before = pattern.substring(0, at);
        if (before.equals("c")) return XReg.capabilityNamed(text).map(XReg::x);
        String after = pattern.substring(at + name(pattern).length());
        if (!text.startsWith(before) || !text.endsWith(after) || text.length() < before.length() + after.length()) return Optional.empty();
        String value = text.substring(before.length(), text.length() - after.length());
        boolean part = !before.isEmpty() || !after.isEmpty();
        return value.isEmpty() || part && value.contains("(") ? Optional.empty() : Optional.of(value);
    }

    private static String name(String pattern) {
        int at = pattern.indexOf('$');
        return pattern.substring(at, at + 2);
    }

    private static String substitute(String operand, List<String> names, List<String> values) {
        for (int i = 0; i < names.size(); i++) operand = operand.replace(names.get(i), values.get(i));
        return operand;
    }
}
