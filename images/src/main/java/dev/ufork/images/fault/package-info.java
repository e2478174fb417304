/**
 * Fault reports for people: what a guest says on its console about a fault or a panic, with the Java source added.
 *
 * <p>The guest prints what it alone knows: cause, register, capability, address. {@link dev.ufork.images.fault.ConsoleReader}
 * finds such records among everything else; {@link dev.ufork.images.fault.Programs} knows the code of the image and of the programs
 * in it; {@link dev.ufork.images.fault.Explanation} is the result: function, file, line, the lines around it, the capability decoded, and
 * the rule that was broken. The machine that the guest runs on does not matter, and the console stays as it is.
 *
 * <pre>{@code
 *   Programs programs = Programs.of("ufork-riscv", elf, SourceText.ofProcess());
 *   OutputStream console = new FaultWatch(System.out, record -> programs.explain(record).lines().forEach(System.err::println));
 * }</pre>
 */
package dev.ufork.images.fault;
