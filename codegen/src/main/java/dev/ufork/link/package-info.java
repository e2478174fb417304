/**
 * The linker: puts object files together into an image that can be loaded.
 *
 * <p>A {@link dev.ufork.link.Layout} says which memory there is and which sections go where, in order; a
 * {@link dev.ufork.link.LinkTarget} what the architecture adds. Everything that is wrong is reported at once: duplicate
 * and undefined symbols, sections without a place, memory that would be both written and executed, references out of
 * reach, regions that are too small.
 *
 * <pre>{@code
 *   Region ram = new Region("ram", 0x8000_0000L, 0x8000_0000L, 16 << 20);
 *   Layout layout = new Layout(List.of(
 *           Segment.code("text", ram, ".reset", ".text"),
 *           Segment.constant("rodata", ram, ".rodata", "__cap_relocs", "__functions"),
 *           Segment.data("data", ram, ".captable", ".data", ".bss")));
 *   LinkedImage image = new Linker(target, layout).add(object).add(other).entry("_start").link("hello");
 *   image.elf(); image.map(); image.listing();
 * }</pre>
 *
 * <p><b>What the linker makes by itself.</b>
 * <ul>
 *   <li>{@code .captable}: one capability for each symbol that code loads through the table; zero in the file.
 *   <li>{@code __cap_relocs}: for each capability that must exist at start, five 64-bit words: where it is stored, the
 *       base, the offset, the length and the permissions (bit 63: function, bit 62: constant, else data), as CHERI LLVM
 *       writes them. Start code makes the capabilities.
 *   <li>{@code __functions}: for fault reports inside the image: 64-bit count, then for each function in order of
 *       address its address (64 bits), size (32 bits) and the offset of its name from the section's begin (32 bits).
 *   <li>Symbols: {@code __NAME_start} and {@code __NAME_end} of each segment, {@code __start_NAME} and
 *       {@code __stop_NAME} of each output section whose name is a C identifier. A capability for a begin has the bounds
 *       of the whole.
 * </ul>
 */
package dev.ufork.link;
