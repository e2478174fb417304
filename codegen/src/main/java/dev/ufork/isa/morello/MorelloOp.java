package dev.ufork.isa.morello;

import dev.ufork.isa.Op;
import dev.ufork.isa.Pattern;

/** An instruction of the tables {@link A64} and {@link Cheri}. */
public sealed interface MorelloOp extends Op permits A64, Cheri {
    Row row();

    @Override
    default String mnemonic() {
        return row().syntax().mnemonic();
    }

    @Override
    default Pattern pattern() {
        return row().pattern();
    }
}
