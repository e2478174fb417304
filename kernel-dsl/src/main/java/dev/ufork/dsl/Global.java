package dev.ufork.dsl;

import dev.ufork.dsl.hosted.Hosted;

/**
 * Memory of the program that has an address: {@code static final Table TABLE = Global.of(Table.class);}
 *
 * <p>Every declaration is one object, zeroed at start and exactly bounded. Hosted runs see fresh globals each.
 */
public final class Global {
    private Global() {}

    /** One struct; legal only as the initial value of a {@code static final} field. */
    @Intrinsic(Op.GLOBAL)
    public static <T extends Ref> T of(Class<T> type) { return Hosted.global(type); }

    /** Plain bytes, aligned to {@code align}; legal only as the initial value of a {@code static final} field. */
    @Intrinsic(Op.GLOBAL_BYTES)
    public static Cap bytes(long size, int align) { return Hosted.globalBytes(size, align); }
}
