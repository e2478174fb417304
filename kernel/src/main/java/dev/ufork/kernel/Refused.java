package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.kernel.target.Admission;

/** The sentence about a file that is not loaded, on the console. */
@Kernel
final class Refused {
    /** In the order of {@link Refusal}. */
    static final String[] WHY = {
        "nothing is wrong with it",
        "it is no 64-bit little-endian ELF file",
        "it is for another machine: e_machine is ",
        "it is not for pure-capability code: e_flags is ",
        "it is not position-independent: e_type is not ET_DYN",
        "it is cut short or points beyond its end: see the file's offset ",
        "segments overlap: see the program header at the file's offset ",
        "a segment is writable and executable: see the program header at the file's offset ",
        "its text is in several segments, or begins or ends within an instruction: see the program header at the file's offset ",
        "a segment lies outside the region: see the program header at the file's offset ",
        "its text holds an instruction that programs may not execute, ",
        "a capability relocation leaves the program, is not aligned, or names bounds that no capability has: see the file's offset ",
        "relocation type ",
        "its dynamic section is not the only one, or it or a table that it names is outside of what is loaded, not aligned, or has entries of another size: see the file's offset ",
        "it must be linked when it is loaded, which is not supported: its dynamic section has tag ",
        "memory is out",
    };

    private Refused() {}

    static void say(Cap name, long n, Loaded result) {
        Print.text("ufork: ");
        Print.bytes(name, n);
        Print.text(" cannot be run: ");
        Print.text(WHY[result.refusal().ordinal()]);
        switch (result.refusal()) {
            case FORBIDDEN_INSTRUCTION -> {
                Print.text(Admission.NAME[Admission.which(result.word())]);
                Print.text(" (");
                Print.hex(result.word() & 0xffff_ffffL);
                Print.text("), at address ");
                Print.hex(result.where());
            }
            case UNSUPPORTED_RELOCATION -> {
                Print.number(result.word() & 0xffff_ffffL);
                Print.text(" is not supported: see the file's offset ");
                Print.hex(result.where());
            }
            case UNSUPPORTED_DYNAMIC -> {
                Print.number(result.word() & 0xffff_ffffL);
                Print.text(" at the file's offset ");
                Print.hex(result.where());
            }
            case OTHER_MACHINE -> {
                Print.number(result.where());
                Print.text(", not ");
                Print.number(Cpu.elfMachine());
            }
            case NOT_PURE_CAPABILITY, TRUNCATED, OVERLAPPING, WRITABLE_AND_EXECUTABLE, SCATTERED_TEXT, TOO_BIG, BAD_RELOCATION, BAD_DYNAMIC -> Print.hex(result.where());
            default -> { }
        }
        Print.text("\n");
    }
}
