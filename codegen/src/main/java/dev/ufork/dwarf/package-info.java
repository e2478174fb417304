/**
 * Debugging information: which source line and which function an address belongs to, and how to find the caller.
 *
 * <p>{@link dev.ufork.dwarf.DebugSections} writes the sections {@code .debug_line}, {@code .debug_info},
 * {@code .debug_abbrev} and {@code .debug_frame} in DWARF version 4, for gdb, addr2line and objdump;
 * {@link dev.ufork.dwarf.Symbolizer} reads them back, for fault reports:
 *
 * <pre>{@code
 *   Symbolizer names = Symbolizer.of(ElfReader.read("k.elf", bytes));
 *   names.at(0x8000_1234L).orElseThrow();      // fork+0x34 (Fork.java:58)
 * }</pre>
 *
 * Source: DWARF Debugging Information Format, version 4.
 */
package dev.ufork.dwarf;
