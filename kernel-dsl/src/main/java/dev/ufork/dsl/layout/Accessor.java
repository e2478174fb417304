package dev.ufork.dsl.layout;

import java.util.List;

/**
 * A method of a struct or bit-field interface, as class files and source trees both tell it.
 *
 * @param params  binary names of the parameter types, {@code "int"} for primitives
 * @param returns binary name of the return type
 * @param length  value of {@code @Length}, or 0
 * @param offset  value of {@code @Offset}, or -1
 * @param isTag   whether {@code @Tag} is there
 * @param variant value of {@code @Variant}, or empty
 * @param low     value of {@code @Bit}, or -1
 * @param high    {@code to} of {@code @Bit}, or -1
 */
public record Accessor(String name, List<String> params, String returns, int length, int offset, boolean isTag, String variant, int low, int high) {
    public Accessor {
        params = List.copyOf(params);
    }

    boolean isGetter() { return !returns.equals("void"); }
}
