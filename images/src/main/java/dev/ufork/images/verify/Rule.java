package dev.ufork.images.verify;

/** What must hold whenever the kernel is not at work; the last column of docs/security.md's table says what each keeps apart. */
public enum Rule {
    TABLE_OUTSIDE("the page table reaches nothing but the kernel's half and the arena"),
    WRITABLE_CODE("no page is both writable and executable"),
    NO_REGION("a page of the arena lies in the region of a μprocess"),
    KERNEL_MEMORY("no page of the arena shows memory of the kernel, but a file's where it is mapped, and the entries"),
    HOMELESS("a page that a μprocess writes, or from which it loads capabilities, is a region's, or shared memory that it has asked for, or the kernel's entries"),
    PAGE_TABLE("no page of the arena shows a page table"),
    ONE_TABLE("a leaf table that the hardware reads is one region's"),
    WRITABLE_SHARED("what a μprocess writes, nobody else sees, unless it has asked for shared memory, which holds no capabilities"),
    FOREIGN_PAGE("a page that is another region's is read only, and loading a capability from it traps"),
    CAPABILITY("a capability in a page means its region, or is an entry of the kernel"),
    AUTHORITY("no capability of a μprocess permits both to write and to execute, to reach system registers, or to seal"),
    SAVED_REGISTER("a register of a μprocess that waits means its region, or is an entry of the kernel"),
    LIVE_REGISTER("a register of the μprocess that runs means its region, or is an entry of the kernel"),
    FREE_FRAME("no page of the arena shows a frame that is free"),
    REFERENCES("a frame counts everybody who sees it"),
    COUNT("what the kernel counts is what there is: references, sharers, objects, homes"),
    FREE("what is free is in its list, once, and what is not is somebody's"),
    FAMILY("no two processes have one id, and each but the first is its parent's child");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
