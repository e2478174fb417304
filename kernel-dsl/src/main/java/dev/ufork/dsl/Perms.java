package dev.ufork.dsl;

import dev.ufork.dsl.hosted.CapValue;
import dev.ufork.isa.cap.Permission;

/**
 * Permissions of capabilities, for {@link Cap#restrict} and {@link Cap#perms}.
 *
 * <p>Each is a bit, numbered as the target numbers it: the compiler puts the target's number, a hosted run has CHERI-RISC-V's. Combine
 * them with {@code |} and test them with {@code &}.
 */
public final class Perms {
    /** May be stored anywhere; what is not global only where storing locals is allowed. */
    public static final long GLOBAL = bit(Permission.GLOBAL);
    /** May be executed. */
    public static final long EXECUTE = bit(Permission.EXECUTE);
    /** May load. */
    public static final long LOAD = bit(Permission.LOAD);
    /** May store. */
    public static final long STORE = bit(Permission.STORE);
    /** What is loaded keeps its tag. */
    public static final long LOAD_CAP = bit(Permission.LOAD_CAP);
    /** Capabilities with tag may be stored. */
    public static final long STORE_CAP = bit(Permission.STORE_CAP);
    /** Capabilities that are not global may be stored. */
    public static final long STORE_LOCAL = bit(Permission.STORE_LOCAL);
    /** May seal with the types within its bounds. */
    public static final long SEAL = bit(Permission.SEAL);
    /** May unseal the types within its bounds. */
    public static final long UNSEAL = bit(Permission.UNSEAL);
    /** System registers are accessible. */
    public static final long SYSTEM = bit(Permission.SYSTEM);

    /** What is loaded keeps its permissions to store; no bit where the hardware has no such permission, and loads always keep them. */
    public static final long MUTABLE_LOAD = bit(Permission.MUTABLE_LOAD);

    /** What data memory needs. */
    public static final long DATA = GLOBAL | LOAD | STORE | LOAD_CAP | STORE_CAP | STORE_LOCAL | MUTABLE_LOAD;
    /** What code needs. */
    public static final long CODE = GLOBAL | LOAD | LOAD_CAP | EXECUTE | MUTABLE_LOAD;
    /** What constants need that name other memory. */
    public static final long CONSTANT = GLOBAL | LOAD | LOAD_CAP | MUTABLE_LOAD;

    private Perms() {}

    private static long bit(Permission permission) { return permission.in(CapValue.FORMAT); }
}
