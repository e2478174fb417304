package dev.ufork.boot.riscv;

import dev.ufork.target.riscv.Assembler;

/**
 * What a trap was, for people: cause by name, the register, its capability decoded, the place in the code.
 *
 * <pre>
 *   cause  capability fault: bounds, by ca0
 *   ca0    cap{0x80008000..0x80008010 @0x80008010 rwRW tag}
 *   pc     0x80001234 fault_bounds+0x8
 * </pre>
 */
final class FaultReport {
    private FaultReport() {}

    static void write(Assembler asm) {
        Names.string(asm, "s_cause", "  cause  ");
        Names.string(asm, "s_colon", ": ");
        Names.string(asm, "s_by", ", by ");
        Names.string(asm, "s_at", " at ");
        Names.string(asm, "s_indent", "  ");
        Names.string(asm, "s_gap", "    ");
        Names.string(asm, "s_pc", "  pc     ");
        Names.string(asm, "s_plus", "+");
        asm.constant("CAUSE_CHERI", 0x1c).constant("CAUSES", 29).constant("CAUSE_ASR", 0x18).constant("REGNUM_PCC", 32);
        // Causes whose xTVAL is an address: misaligned 4 6, access 5 7, page 13 15, capability page 26 27.
        asm.constant("CAUSES_WITH_ADDRESS", 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 13 | 1 << 15 | 1 << 26 | 1 << 27);
        report(asm);
        capabilityCause(asm);
        places(asm);
        capabilities(asm);
    }

    private static void report(Assembler asm) {
        asm.text("""
            .text
            # ca0: frame, a1: cause, a2: xTVAL.
            .function report_fault
                cincoffset csp, csp, -64
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                csc     cs1, 32(csp)
                csc     cs2, 48(csp)
                cmove   cs0, ca0             # cs0: frame
                mv      s1, a1               # s1: cause
                mv      s2, a2               # s2: xTVAL
                clgc    ca0, s_cause
                call    print
                clgc    ca0, cause_names
                li      t0, CAUSES
                bgeu    s1, t0, numbered
                slli    t0, s1, 4
                cincoffset ca0, ca0, t0
                clc     ca0, 0(ca0)
                call    print
                li      t0, CAUSE_CHERI
                beq     s1, t0, capability
                li      t0, CAUSES_WITH_ADDRESS
                srl     t0, t0, s1
                andi    t0, t0, 1
                beqz    t0, where
                clgc    ca0, s_at
                call    print
                mv      a0, s2
                call    print_hex
                j       where
            numbered:                        # an interrupt, or a cause of another machine
                mv      a0, s1
                call    print_hex
                j       where
            capability:
                cmove   ca0, cs0
                mv      a1, s2
                call    report_capability
            where:
                call    newline
                clgc    ca0, s_pc
                call    print
                clc     ca0, 0(cs0)
                call    print_place
                call    newline
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                clc     cs1, 32(csp)
                clc     cs2, 48(csp)
                cincoffset csp, csp, 64
                cret
            .end
            """);
    }

    private static void capabilityCause(Assembler asm) {
        asm.text("""
            # ca0: frame, a1: xTVAL, with the CHERI cause in bits 4..0 and the register in bits 10..5.
            .local report_capability
                cincoffset csp, csp, -64
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                csc     cs1, 32(csp)
                csc     cs2, 48(csp)
                cmove   cs0, ca0
                srli    s1, a1, 5            # s1: register
                andi    s1, s1, 63
                andi    s2, a1, 31           # s2: CHERI cause
                li      t0, CAUSE_ASR
                bne     s2, t0, named
                li      s1, REGNUM_PCC       # the missing permission is PCC's, whatever the register number says
            named:
                clgc    ca0, s_colon
                call    print
                clgc    ca0, capability_cause_names
                slli    t0, s2, 4
                cincoffset ca0, ca0, t0
                clc     ca0, 0(ca0)
                call    print
                clgc    ca0, s_by
                call    print
                mv      a0, s1
                call    print_register
                li      t0, REGNUM_PCC
                bltu    t0, s1, done         # other special registers are not in the frame
                call    newline
                clgc    ca0, s_indent
                call    print
                mv      a0, s1
                call    print_register
                clgc    ca0, s_gap
                call    print
                andi    t0, s1, 31           # PCC is in the frame's slot 0
                slli    t0, t0, 4
                cincoffset ct0, cs0, t0
                clc     ca0, 0(ct0)
                bnez    s1, show
                cmove   ca0, cnull
            show:
                call    print_capability
            done:
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                clc     cs1, 32(csp)
                clc     cs2, 48(csp)
                cincoffset csp, csp, 64
                cret
            .end

            # a0: number of a capability register as in xTVAL
            .local print_register
                clgc    ct0, register_names
                slli    a0, a0, 4
                cincoffset ct0, ct0, a0
                clc     ca0, 0(ct0)
                tail    print
            .end
            """);
    }

    private static void places(Assembler asm) {
        asm.text("""
            # ca0: where code was; writes its address, and the function with the distance from its begin.
            .function print_place
                cincoffset csp, csp, -48
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                csc     cs1, 32(csp)
                mv      s0, a0
                call    print_hex
                clgc    cs1, __start___functions
                cld     t0, 0(cs1)           # t0: entries left
                cincoffset ct1, cs1, 8
            next:
                beqz    t0, done
                cld     a1, 0(ct1)
                clwu    a2, 8(ct1)
                clwu    a3, 12(ct1)
                sub     a4, s0, a1
                bltu    a4, a2, found
                cincoffset ct1, ct1, 16
                addi    t0, t0, -1
                j       next
            found:
                mv      s0, a4
                cincoffset cs1, cs1, a3
                li      a0, ' '
                call    put
            name:
                clbu    a0, 0(cs1)
                beqz    a0, named
                call    put
                cincoffset cs1, cs1, 1
                j       name
            named:
                beqz    s0, done
                clgc    ca0, s_plus
                call    print
                mv      a0, s0
                call    print_hex
            done:
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                clc     cs1, 32(csp)
                cincoffset csp, csp, 48
                cret
            .end
            """);
    }

    private static void capabilities(Assembler asm) {
        Names.string(asm, "s_cap", "cap{");
        Names.string(asm, "s_dots", "..");
        Names.string(asm, "s_address", " @");
        Names.string(asm, "s_sentry", " sentry");
        Names.string(asm, "s_sealed", " sealed=");
        Names.string(asm, "s_tag", " tag");
        Names.string(asm, "s_close", "}");
        Names.string(asm, "s_everything", "0x10000000000000000");
        asm.constant("OTYPE_SENTRY", -2);
        asm.text("""
            .text
            # ca0: any capability, valid or not.
            .function print_capability
                cincoffset csp, csp, -48
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                csc     cs1, 32(csp)
                cmove   cs0, ca0
                clgc    ca0, s_cap
                call    print
                cgetbase a0, cs0
                call    print_hex
                clgc    ca0, s_dots
                call    print
                cgetlen t0, cs0
                addi    t1, t0, 1
                beqz    t1, everything
                cgetbase a0, cs0
                add     a0, a0, t0
                call    print_hex
                j       address
            everything:
                clgc    ca0, s_everything
                call    print
            address:
                clgc    ca0, s_address
                call    print
                mv      a0, s0
                call    print_hex
                li      a0, ' '
                call    put
                cgetperm s1, cs0
            """);
        letter(asm, "PERM_LOAD", 'r');
        letter(asm, "PERM_STORE", 'w');
        letter(asm, "PERM_EXECUTE", 'x');
        letter(asm, "PERM_LOAD_CAP", 'R');
        letter(asm, "PERM_STORE_CAP", 'W');
        asm.text("""
                andi    t0, s1, PERM_LOAD | PERM_STORE | PERM_EXECUTE | PERM_LOAD_CAP | PERM_STORE_CAP
                bnez    t0, sealed
                li      a0, '-'
                call    put
            sealed:
                cgetsealed t0, cs0
                beqz    t0, tag
                cgettype t0, cs0
                li      t1, OTYPE_SENTRY
                beq     t0, t1, sentry
                clgc    ca0, s_sealed
                call    print
                cgettype a0, cs0
                call    print_hex
                j       tag
            sentry:
                clgc    ca0, s_sentry
                call    print
            tag:
                cgettag t0, cs0
                beqz    t0, close
                clgc    ca0, s_tag
                call    print
            close:
                clgc    ca0, s_close
                call    print
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                clc     cs1, 32(csp)
                cincoffset csp, csp, 48
                cret
            .end
            """);
    }

    /** Writes {@code letter} if s1 has the permission. */
    private static void letter(Assembler asm, String permission, char letter) {
        asm.text("""
                andi    t0, s1, %s
                beqz    t0, without
                li      a0, '%c'
                call    put
            without:
            """.formatted(permission, letter));
    }
}
