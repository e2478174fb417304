package dev.ufork.emulator;

/** Receives what a core does, instruction by instruction. Tracing is slow and for reading; it changes no count. */
public interface Trace {
    /** Are texts and registers wanted? Without them texts are empty, and a traced run is several times as fast. */
    default boolean wantsText() {
        return true;
    }

    /** Are loads from this page reported? By default none are; those that are, are slower. The answer is always the same. */
    default boolean wantsLoads(long address) {
        return false;
    }

    /** A load from such a page: so many bytes have been read. */
    default void load(CoreView core, long address, int bytes) {}

    /** The same moment as the next, with the registers as they are. */
    default void before(CoreView core) {}

    /** An instruction is about to run. */
    void instruction(int core, long pc, int word, String text);

    /** The instruction changed a register; {@code text} is the new content. */
    void register(int core, String name, String text);

    /** A trap was taken instead of, or after, the instruction. */
    void trap(int core, CoreReport.Trap trap);
}
