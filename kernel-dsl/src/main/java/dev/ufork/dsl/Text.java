package dev.ufork.dsl;

import dev.ufork.dsl.hosted.Hosted;

/** Opens string literals. In kernel code a {@code String} is a capability of read-only UTF-8 bytes; no operation but this reads it. */
public final class Text {
    private Text() {}

    /** The bytes of the literal behind {@code text}: read-only, bounded exactly, no terminator. */
    @Intrinsic(Op.TEXT_BYTES)
    public static Cap utf8(String text) { return Hosted.text(text); }
}
