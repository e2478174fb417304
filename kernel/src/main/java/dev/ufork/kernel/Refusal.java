package dev.ufork.kernel;

/** Why a file is not loaded. */
public enum Refusal {
    NONE,
    NOT_ELF,
    OTHER_MACHINE,
    NOT_PURE_CAPABILITY,
    NOT_POSITION_INDEPENDENT,
    TRUNCATED,
    OVERLAPPING,
    WRITABLE_AND_EXECUTABLE,
    /** Text that cannot be looked at instruction by instruction, see {@link Loader}. */
    SCATTERED_TEXT,
    TOO_BIG,
    /** Text that contains an instruction of {@link Admission}'s list. */
    FORBIDDEN_INSTRUCTION,
    BAD_RELOCATION,
    /** A relocation of a type that {@link Dynamic} does not know. */
    UNSUPPORTED_RELOCATION,
    BAD_DYNAMIC,
    /** A dynamic section that asks for what the loader does not do: libraries, other tables. */
    UNSUPPORTED_DYNAMIC,
    NO_MEMORY
}
