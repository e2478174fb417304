package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
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

    private Fdt() {}

    static int number(Cap tree, long at) {
        return Integer.reverseBytes(tree.load32(at));
    }

    /** The bytes of the tree, from a capability to at least its first eight; 0 when there is no tree. */
    static long size(Cap tree) {
        return number(tree, 0) == MAGIC ? number(tree, 4) & 0xffff_ffffL : 0;
    }

    /** A number of 64 bits, two cells. */
    static long wide(Cap cells, long at) {
        return (number(cells, at) & 0xffff_ffffL) << 32 | number(cells, at + 4) & 0xffff_ffffL;
    }

    /**
     * A property of a node just below the root, for example {@code "memory"} and {@code "reg"}: its bytes, or the null capability.
     *
     * @param node  the node's name; an address behind {@code @} is not looked at
     * @param which of the nodes with that name, from 0
     */
    static Cap property(Cap tree, String node, int which, String property) {
        long at = number(tree, 8) & 0xffff_ffffL;
        long strings = number(tree, 12) & 0xffff_ffffL;
        int depth = 0;
        boolean inside = false;
        while (U.lt(at + 8, tree.length())) {
            int token = number(tree, at);
            at += 4;
            switch (token) {
                case BEGIN_NODE -> {
                    depth++;
                    long length = Bytes.lengthOfText(tree.plus(at));
                    if (depth == 2) inside = isNamed(tree.plus(at), length, node) && which-- == 0;
                    at += length + 4 & -4;
                }
                case END_NODE -> {
                    if (--depth <= 0) return Cap.NULL;
                    if (depth == 1) inside = false;
                }
                case PROPERTY -> {
                    long length = number(tree, at) & 0xffff_ffffL;
                    Cap name = tree.plus(strings + (number(tree, at + 4) & 0xffff_ffffL));
                    if (inside && depth == 2 && isNamed(name, Bytes.lengthOfText(name), property)) return tree.plus(at + 8).bounded(length);
                    at += 8 + (length + 3 & -4);
                }
                case NOP -> { }
                default -> { return Cap.NULL; }
            }
        }
        return Cap.NULL;
    }

    private static boolean isNamed(Cap name, long length, String wanted) {
        Cap text = Text.utf8(wanted);
        long n = text.length();
        return length >= n && Bytes.compare(name, text, n) == 0 && (length == n || name.load8(n) == '@');
    }
}
