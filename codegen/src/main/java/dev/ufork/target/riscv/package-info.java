/**
 * Pure-capability CHERI-RISC-V as a target: relocations, ELF flags, and the RISC-V face of the assembler.
 *
 * <p>{@link dev.ufork.target.riscv.Assembler} takes instructions by row, pseudo-instructions by method, and hand-written
 * code as text:
 *
 * <pre>{@code
 *   CodeWriter out = new CodeWriter("stubs");
 *   Assembler asm = new Assembler(new CodeChecker(out)).section(SectionId.TEXT);
 *   asm.constant("UART", 0x1000_0000L);
 *   asm.text("""
 *       .function putchar
 *           li      t0, UART
 *           csetaddr cs1, cs0, t0
 *       wait: clbu  t1, 5(cs1)              # remarks go into the listing
 *           andi    t1, t1, 1 << 5
 *           beqz    t1, wait
 *           csb     a0, 0(cs1)
 *           cret
 *       .end
 *       """);
 * }</pre>
 *
 * <p>In text, instructions are written as CHERI LLVM writes them. A label holds up to the next symbol's begin, and
 * within one call of {@code text}; any other name is a symbol, or a constant that was defined before. Numbers are expressions. Pseudo-instructions of several
 * instructions are {@code li rd, number}, {@code cllc cd, place}, {@code clgc cd, symbol}, {@code call place} and
 * {@code tail place}; branches may name a place up to 1 MiB away. Directives: {@code .function NAME}, {@code .local NAME},
 * {@code .weak NAME} and {@code .object NAME} up to {@code .end}; {@code .text .rodata .relro .data .bss};
 * {@code .balign N}, {@code .space N}; {@code .byte .half .word .quad N, ...}; {@code .asciz "text"};
 * {@code .address PLACE} and {@code .capability PLACE}, with {@code +N}; {@code .mode integer} and
 * {@code .mode capability}, which tell the reader and do not switch the hart.
 *
 * <p>Sources: RISC-V ELF psABI; CHERI-RISC-V ELF psABI extensions (relocations 192 and up).
 */
package dev.ufork.target.riscv;
