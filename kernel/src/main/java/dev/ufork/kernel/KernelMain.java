package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.MayFault;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Bytes;

/**
 * The kernel's start, and so its table of contents.
 *
 * <p>Physical memory, where the image is:
 *
 * <pre>
 *  | image | frame records | table records | middle tables | upper table | kernel stacks | free frames ... | device tree |
 * </pre>
 *
 * <p>All other memory is free frames.
 */
@Kernel
final class KernelMain {
    /** Where all of physical memory can be read and written, besides where the image lies. */
    static final long DIRECT = 1L << 46;
    /** Of a kernel stack; every slot has one. */
    static final long STACK_BYTES = 8 << 10;
    private static final int TABLE_RECORDS = 4096;
    /** Stacks, and something for the first process. */
    private static final long LEAST_BYTES = (Uprocs.MAX + 64) * STACK_BYTES;
    /** The memory of the device tree is taken in such pieces. */
    private static final long TREE_UNIT = 2 << 20;

    private KernelMain() {}

    /**
     * Starts the kernel, on one core, with translation on and interrupts off. Does not return.
     *
     * @param all  authority over everything
     * @param hart what this core's stubs know
     * @param root the root page table
     * @param tree the physical address of the device tree
     * @param end  the physical address behind the image; memory from there on is free, but for the tree if that lies there
     */
    @Export("kernel_main")
    static void main(Cap all, Hart hart, Cap root, long tree, long end) {
        Scheduler.start(hart);                   // from here on a fault finds out that nobody runs
        Cap fdt = Fdt.at(all, tree);
        int home = banks(all, fdt, tree, end);
        long base = Banks.begin(0);
        Cap ram = all.at(DIRECT + base).boundedAtLeast(Banks.end(Banks.count() - 1) - base).restrict(Perms.DATA);

        long next = memory(all, ram, end, Banks.end(home), root);
        Regions.start();
        Arena.start(all);
        Uprocs.start();
        next = exact(next, Uprocs.MAX * STACK_BYTES);
        Cap stacks = ram.plus(next).bounded(Uprocs.MAX * STACK_BYTES);
        assert stacks.tag();
        next += Uprocs.MAX * STACK_BYTES;
        for (int slot = 1; slot < Uprocs.MAX; slot++)
            Uprocs.of(slot).kernelStack(stacks.plus(slot * STACK_BYTES).bounded(STACK_BYTES).plus(STACK_BYTES));
        for (int n = Banks.count() - 1; n >= 0; n--) Frames.free(n == home ? next : Banks.begin(n) - base, Banks.end(n) - base);
        Entries.start();
        Terminal.start();
        FileSystem.start(Cpu.archive());
        init(Fdt.property(fdt, "chosen", 0, "bootargs"));
        Scheduler.run(Stack.bytes(Uproc.CONTEXT * 16));
    }

    /** Finds all memory but the tree's; returns the bank where the image ends, of which only what lies behind it is free. */
    private static int banks(Cap all, Cap fdt, long tree, long end) {
        Banks.read(fdt);
        int home = Banks.around(end);
        if (home < 0) throw Panic.of("the device tree names no memory around the kernel");
        for (int n = 0; n < Banks.count(); n++) if (!isThere(all.at(DIRECT + Banks.end(n) - 8))) throw Panic.of("the device tree names memory that is not there");
        if (tree < Banks.begin(home) || tree >= end) Banks.cut(tree & -Page.SIZE, tree + fdt.length() + TREE_UNIT - 1 & -TREE_UNIT);
        return Banks.around(end);
    }

    /** Does memory keep what is written to it? */
    @MayFault(returns = 0)
    private static boolean isThere(Cap word) {
        long before = word.load64(0);
        word.store64(0, ~before);
        boolean kept = word.load64(0) == ~before;
        word.store64(0, before);
        return kept;
    }

    /** Lays out the kernel's own tables from {@code end}, behind the image, to {@code limit} at most; returns the offset behind them. */
    private static long memory(Cap all, Cap ram, long end, long limit, Cap root) {
        long base = Banks.begin(0);
        long next = page(end - base);
        long span = Banks.end(Banks.count() - 1) - base;
        long recordBytes = Cap.representableLength(Frames.recordBytes(span >>> Page.SHIFT));
        Cap records;
        if (span <= 2 * Banks.total()) {
            next = exact(next, recordBytes);
            records = ram.plus(next).bounded(recordBytes);
            next += recordBytes;
        } else {
            next = Window.map(ram, base, next, limit - base, root);
            records = Window.records(all, recordBytes);
        }
        long tableBytes = Cap.representableLength(Tables.recordBytes(TABLE_RECORDS));
        long tablesAt = exact(next, tableBytes);
        Cap tables = ram.plus(tablesAt).bounded(tableBytes);
        long middleAt = exact(page(tablesAt + tableBytes), Tables.middleBytes());
        Cap middle = ram.plus(middleAt).bounded(Tables.middleBytes());
        long upper = middleAt + Tables.middleBytes();
        boolean enough = upper + Page.SIZE + LEAST_BYTES < limit - base;
        if (!enough || !records.tag() || !tables.tag() || !middle.tag()) throw Panic.of("the device tree names too little memory around the kernel");
        Bytes.fill(ram.plus(tablesAt), 0, upper + Page.SIZE - tablesAt);

        for (long n = 0; n << Page.SHIFT < Tables.middleBytes(); n++)
            ram.store64(upper + n * 8, Page.table(base + middleAt + (n << Page.SHIFT)));
        Cpu.link(root.plus((Regions.START >>> Page.ROOT_SHIFT) * 8), Page.table(base + upper));
        Frames.start(ram, base, records);
        Tables.start(middle, tables);
        return upper + Page.SIZE;
    }

    /** The next offset where bounds of so many bytes are exact. */
    private static long exact(long offset, long bytes) {
        long mask = Cap.alignmentMask(bytes);
        return offset + ~mask & mask;
    }

    private static long page(long bytes) {
        return bytes + Page.SIZE - 1 & -Page.SIZE;
    }

    /** Makes the ancestor of all, which gets the command line as its argument. */
    private static void init(Cap line) {
        Uproc init = Uprocs.claim();
        assert init.slot() == Family.FIRST;
        init.space().policy(Policy.COPA);
        Cap name = Text.utf8("init");
        long at = Archive.find(Cpu.archive(), name);
        if (at < 0) throw Panic.of("the archive has no program init");
        Cap arguments = Stack.bytes(2 * 16);
        arguments.storeCap(0, name);
        arguments.storeCap(16, line);
        Loaded result = Stack.of(Loaded.class);
        int failed = Exec.replace(init, Archive.content(Cpu.archive(), at), name, Cap.NULL, arguments, Cap.NULL, result);
        if (failed == -Exec.ENOEXEC) Refused.say(name, name.length(), result);
        if (failed == -Exec.ENOEXEC) throw Panic.of("the archive's init cannot be loaded");
        if (failed == -Exec.E2BIG) throw Panic.of("the device tree's command line is too long");
        if (failed != 0) throw Panic.of("no memory for init");
        Cpu.flush();
        if (!Inheritance.start(init)) throw Panic.of("no memory for what init holds");
        Terminal.foreground(init.pid());
        Scheduler.begin(init);
    }
}
