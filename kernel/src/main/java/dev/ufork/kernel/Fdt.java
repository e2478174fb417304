package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;
import dev.ufork.shared.Bytes;

/**
 * The flattened device tree, as far as the kernel asks it: properties of nodes below the root.
 *
 * <p>Source: Devicetree Specification 0.4, chapter 5. Numbers in it are big-endian. What is wrong with the tree is as if the property were not there.
 */
@Kernel
final class Fdt {
    private static final int MAGIC = 0xd00dfeed;
    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int NOP = 4;

    private static final long HEADER = 40;
    /** What start-up code lets the kernel see. */
    private static final long MOST = 2 << 20;

    private Fdt() {}

    /** The number at an offset; 0, which no token is, where there cannot be one. */
    static int number(Cap tree, long at) {
        return (at & 3) == 0 && U.le(at, tree.length() - 4) ? Integer.reverseBytes(tree.load32(at)) : 0;
    }

    private static long unsigned(Cap tree, long at) {
        return number(tree, at) & 0xffff_ffffL;
    }

    /** The bytes of the tree, from a capability to at least its first eight; 0 when there is no tree. */
    private static long size(Cap tree) {
        long bytes = number(tree, 0) == MAGIC ? unsigned(tree, 4) : 0;
        return bytes < HEADER ? 0 : bytes;
    }

    /** A number of 64 bits, two cells. */
    static long wide(Cap cells, long at) {
        return unsigned(cells, at) << 32 | unsigned(cells, at + 4);
    }

    /** The tree at a physical address, to be read. A kernel without one ends here. */
    static Cap at(Cap all, long address) {
        if ((address & 7) != 0 || !U.lt(address, KernelMain.DIRECT)) throw Panic.of("the device tree is where it cannot be");
        Cap at = all.at(KernelMain.DIRECT + address);
        long bytes = size(at.bounded(8));
        if (bytes == 0 || bytes > MOST) throw Panic.of("the device tree is missing, or its header is wrong");
        return at.boundedAtLeast(bytes).restrict(Perms.GLOBAL | Perms.LOAD);
    }

    /**
     * A property of a node just below the root, for example {@code "memory"} and {@code "reg"}: its bytes, or the null capability.
     *
     * @param node  the node's name; an address behind {@code @} is not looked at
     * @param which of the nodes with that name, from 0
     */
    static Cap property(Cap tree, String node, int which, String property) {
        long at = unsigned(tree, 8);
        long strings = unsigned(tree, 12);
        int depth = 0;
        boolean inside = false;
        while (U.lt(at, tree.length())) {
            int token = number(tree, at);
            at += 4;
            switch (token) {
                case BEGIN_NODE -> {
                    depth++;
                    if (depth == 2) inside = isNamed(tree, at, node) && which-- == 0;
                    at += lengthOfName(tree, at) + 4 & -4;
                }
                case END_NODE -> {
                    if (--depth <= 0) return Cap.NULL;
                    if (depth == 1) inside = false;
                }
                case PROPERTY -> {
                    long length = unsigned(tree, at);
                    long value = at + 8;
                    boolean wanted = inside && depth == 2 && isNamed(tree, strings + unsigned(tree, at + 4), property);
                    if (wanted) return value + length <= tree.length() ? tree.plus(value).boundedAtLeast(length) : Cap.NULL;
                    at = value + (length + 3 & -4);
                }
                case NOP -> { }
                default -> { return Cap.NULL; }
            }
        }
        return Cap.NULL;
    }

    private static long lengthOfName(Cap tree, long at) {
        long n = 0;
        while (U.lt(at + n, tree.length()) && tree.load8(at + n) != 0) n++;
        return n;
    }

    /** Is the value of a property, which may be missing, this text? */
    static boolean isText(Cap value, String wanted) {
        Cap text = Text.utf8(wanted);
        long n = text.length();
        return !value.isNull() && U.lt(n, value.length()) && Bytes.compare(value, text, n) == 0 && value.load8(n) == 0;
    }

    private static boolean isNamed(Cap tree, long at, String wanted) {
        Cap text = Text.utf8(wanted);
        long n = text.length();
        if (U.le(tree.length(), at + n) || Bytes.compare(tree.plus(at), text, n) != 0) return false;
        return tree.load8(at + n) == 0 || tree.load8(at + n) == '@';
    }
}
