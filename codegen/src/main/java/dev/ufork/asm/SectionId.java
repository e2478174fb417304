package dev.ufork.asm;

/**
 * A section's name and nature. Sections of the same name in several object files are put together by the linker.
 *
 * @param name as in the file
 * @param kind its nature
 */
public record SectionId(String name, Kind kind) {
    public static final SectionId TEXT = new SectionId(".text", Kind.CODE);
    public static final SectionId RODATA = new SectionId(".rodata", Kind.CONSTANT);
    /** Written at start, when its capabilities are made, and never again. */
    public static final SectionId RELRO = new SectionId(".data.rel.ro", Kind.DATA);
    public static final SectionId DATA = new SectionId(".data", Kind.DATA);
    public static final SectionId BSS = new SectionId(".bss", Kind.ZERO);

    /** What memory a section needs. */
    public enum Kind {
        CODE(true, false, true), CONSTANT(true, false, false), DATA(true, true, false),
        /** Zero at start, and not in the file. */
        ZERO(true, true, false),
        /** In the file only. */
        DEBUG(false, false, false);

        private final boolean loaded;
        private final boolean written;
        private final boolean executed;

        Kind(boolean loaded, boolean written, boolean executed) {
            this.loaded = loaded;
            this.written = written;
            this.executed = executed;
        }

        public boolean loaded() {
            return loaded;
        }

        public boolean written() {
            return written;
        }

        public boolean executed() {
            return executed;
        }
    }
}
