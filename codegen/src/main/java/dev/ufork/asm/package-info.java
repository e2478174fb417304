/**
 * The assembler: code as a stream of elements, and what can be done with such a stream.
 *
 * <p>A producer (an architecture's face of the assembler, or a compiler back end) hands
 * {@linkplain dev.ufork.asm.CodeElement elements} to a {@linkplain dev.ufork.asm.CodeConsumer consumer}:
 * {@link dev.ufork.asm.CodeWriter} makes an {@link dev.ufork.asm.ObjectFile} of them,
 * {@link dev.ufork.asm.CodePrinter} text, and {@link dev.ufork.asm.CodeChecker} passes on what is sound and refuses the
 * rest. {@link dev.ufork.asm.CodeReader} is the producer that starts from bytes. Elements are facts: they can be kept,
 * compared and handed on any number of times.
 *
 * <pre>{@code
 *   CodeWriter out = new CodeWriter("hello");
 *   CodeConsumer code = new CodeChecker(out);
 *   Label again = new Label("again");
 *   code.accept(new Into(SectionId.TEXT));
 *   code.accept(new Begin(new Symbol("main"), FUNCTION, GLOBAL));
 *   code.accept(new Bind(again));
 *   code.accept(Instruction.of(ADDI.insn(10, 10, -1)));
 *   code.accept(Instruction.of(BNE.insn(10, 0, 0), new Reference(BRANCH, again, 0)));
 *   code.accept(new End(new Symbol("main")));
 *   ObjectFile object = out.finish();        // dev.ufork.link puts object files together
 * }</pre>
 *
 * <p><b>Places and references.</b> A {@link dev.ufork.asm.Label} is a place inside one object file, a
 * {@link dev.ufork.asm.Symbol} a name that all object files share. An instruction refers to at most one place; its
 * {@linkplain dev.ufork.asm.RelocKind kind} says how the place's address becomes an operand and how far it reaches.
 * Kinds are rows in the architecture's package and carry the ABI's numbers.
 *
 * <p><b>Reach.</b> Where a short form may not reach, the producer gives a {@link dev.ufork.asm.CodeElement.Choice} of
 * forms, shortest first; the writer takes the first that reaches. Nothing here knows what the forms are.
 */
package dev.ufork.asm;
