package dev.ufork.kernel.riscv;

import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.kernel.Access;

/** Why programs are interrupted: scause. Source: RISC-V privileged manual; CHERI ISAv9, section 5.3. */
@Kernel
public abstract class Causes {
    private static final int ILLEGAL = 2;
    private static final int EXECUTE_PAGE = 12;
    private static final int LOAD_PAGE = 13;
    private static final int STORE_PAGE = 15;
    private static final int LOAD_CAP_PAGE = 26;
    private static final int STORE_CAP_PAGE = 27;

    /** What the page table refused. */
    @Inline
    public static Access access(long cause) {
        return switch ((int) cause) {
            case EXECUTE_PAGE -> Access.EXECUTE;
            case LOAD_PAGE -> Access.READ;
            case STORE_PAGE -> Access.WRITE;
            case STORE_CAP_PAGE -> Access.STORE_CAP;
            case LOAD_CAP_PAGE -> Access.LOAD_CAP;
            default -> Access.NONE;
        };
    }

    /** Whether the instruction is none that a program may execute. */
    @Inline
    public static boolean isIllegal(long cause) {
        return cause == ILLEGAL;
    }
}
