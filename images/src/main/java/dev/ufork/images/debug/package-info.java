/**
 * What people want to know about an image's code: which Java line an address is, and why an access failed there.
 *
 * <p>A guest prints of a fault what it alone knows: cause, register, capability, address. {@link dev.ufork.images.debug.ConsoleReader}
 * finds such records among everything else; {@link dev.ufork.images.debug.Programs} knows the code of the image and of the programs
 * in it; {@link dev.ufork.images.debug.Explanation} is the result: function, file, line, the lines around it, the capability decoded, and
 * the rule that was broken. The machine that the guest runs on does not matter, and the console stays as it is.
 *
 * <pre>{@code
 *   Programs programs = Programs.of("ufork-riscv", elf, SourceText.ofClassPath());
 *   OutputStream console = new FaultWatch(System.out, record -> programs.explain(record).lines().forEach(System.err::println));
 * }</pre>
 *
 * <p>{@link dev.ufork.images.debug.Disassembly} lists code, {@link dev.ufork.images.debug.Interleaved} puts the source lines into a listing.
 */
package dev.ufork.images.debug;
