package dev.ufork.target.riscv;

/**
 * Assembler text for programs that have a machine to themselves: benchmarks, and tests that run one function. It enters capability mode, makes the
 * capabilities that the linker listed, and goes on after faults that compiled code recovers from.
 *
 * <p>The program supplies {@code capability_mode}, and calls {@code make_capabilities} there before it touches a global.
 */
public final class StartCode {
    private StartCode() {}

    /** The function {@code _start}, in integer mode: goes on at {@code capability_mode}. */
    public static final String ENTER = """
        .function _start
            cspecialr ct0, pcc
            li      t1, 1
            csetflags ct0, ct0, t1
            lla     t2, capability_mode
            csetaddr ct0, ct0, t2
            jalr.cap cra, ct0
        .end
        """;

    /** Makes what {@code __cap_relocs} lists; needs no stack, and clobbers t0 to t2 and a0 to a6. */
    public static final String CAPABILITIES = """
        .function make_capabilities             # cs0: all of memory, cs1: all of the code
            cllc    ct0, relocs
            cld     t1, 0(ct0)
            cld     t2, 8(ct0)
        next:
            bgeu    t1, t2, made
            csetaddr ct0, cs0, t1
            cld     a0, 0(ct0)                  # where it is stored
            cld     a1, 8(ct0)                  # base
            cld     a2, 16(ct0)                 # offset
            cld     a3, 24(ct0)                 # length
            cld     a4, 32(ct0)                 # kind
            bltz    a4, code
            csetaddr ca1, cs0, a1
            csetbounds ca1, ca1, a3
            li      a6, 0x7d                    # data: load, store, with and without tags, local ones too
            slli    a4, a4, 1
            bgez    a4, restrict
            li      a6, 0x15                    # constants: load
        restrict:
            candperm ca1, ca1, a6
            cincoffset ca1, ca1, a2
            j       put
        code:
            csetaddr ca1, cs1, a1
            li      a6, 0x417                   # code: execute, load, system registers
            candperm ca1, ca1, a6
            csealentry ca1, ca1
        put:
            csetaddr ct0, cs0, a0
            csc     ca1, 0(ct0)
            addi    t1, t1, 40
            j       next
        made:
            cret
            .balign 8
        relocs:
            .address __start___cap_relocs
            .address __stop___cap_relocs
        .end
        """;

    /**
     * The first part of an M-mode trap handler: returns to where compiled code goes on after the fault, otherwise jumps to the label
     * {@code give_up}, which the rest of the handler has. Temporaries are lost: code that recovers keeps nothing in them.
     */
    public static final String RECOVER = """
            cspecialr ct1, mepcc
            cllc    ct0, table
            cld     t2, 0(ct0)
            cld     t3, 8(ct0)
            cspecialr ct5, ddc
        row:                                    # begin, end and landing, each relative to its own place
            bgeu    t2, t3, give_up
            csetaddr ct0, ct5, t2
            clw     t4, 0(ct0)
            add     t4, t4, t2
            bltu    t1, t4, other
            clw     t4, 4(ct0)
            add     t4, t4, t2
            addi    t4, t4, 4
            bgeu    t1, t4, other
            clw     t4, 8(ct0)
            add     t4, t4, t2
            addi    t4, t4, 8
            csetaddr ct1, ct1, t4
            cspecialw mepcc, ct1
            mret
        other:
            addi    t2, t2, 12
            j       row
        """;

    /** The table that {@link #RECOVER} looks for; at the end of the handler. */
    public static final String RECOVERIES = """
            .balign 8
        table:
            .address __start___recovery
            .address __stop___recovery
        """;
}
