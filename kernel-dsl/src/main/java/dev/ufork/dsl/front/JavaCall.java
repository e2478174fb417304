package dev.ufork.dsl.front;

import java.util.LinkedHashMap;
import java.util.Map;

/** The methods of {@code java.lang} that the language has, each with what it means. */
enum JavaCall {
    MIN("Math.min"), MAX("Math.max"), ABS("Math.abs"), MULTIPLY_HIGH("Math.multiplyHigh"), UNSIGNED_MULTIPLY_HIGH("Math.unsignedMultiplyHigh"),
    BIT_COUNT("Integer.bitCount", "Long.bitCount"),
    LEADING_ZEROS("Integer.numberOfLeadingZeros", "Long.numberOfLeadingZeros"),
    TRAILING_ZEROS("Integer.numberOfTrailingZeros", "Long.numberOfTrailingZeros"),
    ROTATE_LEFT("Integer.rotateLeft", "Long.rotateLeft"),
    ROTATE_RIGHT("Integer.rotateRight", "Long.rotateRight"),
    REVERSE_BYTES("Integer.reverseBytes", "Long.reverseBytes"),
    COMPARE("Integer.compare", "Long.compare"),
    COMPARE_UNSIGNED("Integer.compareUnsigned", "Long.compareUnsigned"),
    DIVIDE_UNSIGNED("Integer.divideUnsigned", "Long.divideUnsigned"),
    REMAINDER_UNSIGNED("Integer.remainderUnsigned", "Long.remainderUnsigned"),
    UNSIGNED_INT_TO_LONG("Integer.toUnsignedLong"),
    UNSIGNED_BYTE("Byte.toUnsignedInt"), UNSIGNED_SHORT("Short.toUnsignedInt");

    private static final Map<String, JavaCall> BY_NAME = new LinkedHashMap<>();

    static {
        for (JavaCall call : values()) for (String name : call.names) BY_NAME.put("java.lang." + name, call);
    }

    private final String[] names;

    JavaCall(String... names) { this.names = names; }

    /** The meaning of {@code java.lang.Integer.bitCount} and its like, or {@code null}. */
    static JavaCall named(String qualified) { return BY_NAME.get(qualified); }
}
