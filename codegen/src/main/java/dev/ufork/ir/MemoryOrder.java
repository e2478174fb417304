package dev.ufork.ir;

/** How an access is ordered against the same CPU's other accesses, as seen by other CPUs and devices. */
public enum MemoryOrder {
    /** An ordinary access: nobody else looks at this memory meanwhile. The only order that passes may remove or move. */
    PLAIN("plain"),
    /** Single-copy atomic, unordered. */
    RELAXED("relaxed"),
    ACQUIRE("acquire"),
    RELEASE("release"),
    ACQ_REL("acq_rel"),
    SEQ_CST("seq_cst");

    private final String text;

    MemoryOrder(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public boolean acquires() {
        return this == ACQUIRE || this == ACQ_REL || this == SEQ_CST;
    }

    public boolean releases() {
        return this == RELEASE || this == ACQ_REL || this == SEQ_CST;
    }
}
