package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;

/**
 * The flattened device tree, as far as start-up asks it: nodes by what they are compatible with.
 *
 * <p>Source: Devicetree Specification 0.4, chapter 5. Numbers in it are big-endian. What is wrong with the tree is as if the node were not there.
 */
@Kernel
final class Tree {
    private static final int MAGIC = 0xd00dfeed;
    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int NOP = 4;
    private static final long HEADER = 40;
    /** What reset has mapped for it. */
    private static final long MOST = 2 << 20;

    private Tree() {}

    /** The number at an offset; 0, which no token is, where there cannot be one. */
    static int number(Cap bytes, long at) {
        boolean there = !bytes.isNull() && (at & 3) == 0 && U.le(at, bytes.length() - 4);
        return there ? Integer.reverseBytes(bytes.load32(at)) : 0;
    }

    /** A number of 64 bits, two cells. */
    static long wide(Cap bytes, long at) {
        return U.toLong(number(bytes, at)) << 32 | U.toLong(number(bytes, at + 4));
    }

    /** The bytes of the tree at the address of {@code memory}; the null capability when there is none. */
    static Cap at(Cap memory) {
        Cap header = memory.bounded(HEADER);
        long bytes = U.toLong(number(header, 4));
        return number(header, 0) == MAGIC && bytes >= HEADER && bytes <= MOST ? memory.boundedAtLeast(bytes) : Cap.NULL;
    }

    /** Where the properties of the next node in use behind {@code from} begin that is compatible with {@code what}, or of that type; 0 if there is none. */
    static long node(Cap tree, long from, String what) {
        Cap text = Text.utf8(what);
        long at = from == 0 ? U.toLong(number(tree, 8)) : from;
        long properties = 0;
        while (U.lt(at, tree.length())) {
            int token = number(tree, at);
            at += 4;
            if (token == BEGIN_NODE) {
                at += length(tree, at) + 4 & -4;
                properties = at;
            } else if (token == PROPERTY) {
                long bytes = U.toLong(number(tree, at));
                if (properties != 0 && tells(tree, at) && lists(tree, at + 8, bytes, text)) {
                    if (isInUse(tree, properties)) return properties;
                    properties = 0;
                }
                at += 8 + (bytes + 3 & -4);
            } else if (token != END_NODE && token != NOP) {
                return 0;
            }
        }
        return 0;
    }

    /** Does the node not say that it is disabled, or another world's? */
    private static boolean isInUse(Cap tree, long properties) {
        Cap status = property(tree, properties, "status");
        return status.isNull() || equal(status, 0, Text.utf8("okay")) || equal(status, 0, Text.utf8("ok"));
    }

    /** Where the properties of the first node with that name begin; 0 if there is none. */
    static long named(Cap tree, String name) {
        Cap text = Text.utf8(name);
        long at = U.toLong(number(tree, 8));
        while (U.lt(at, tree.length())) {
            int token = number(tree, at);
            at += 4;
            if (token == BEGIN_NODE) {
                boolean found = equal(tree, at, text);
                at += length(tree, at) + 4 & -4;
                if (found) return at;
            } else if (token == PROPERTY) {
                at += 8 + (U.toLong(number(tree, at)) + 3 & -4);
            } else if (token != END_NODE && token != NOP) {
                return 0;
            }
        }
        return 0;
    }

    /** Is the property one that says what its node is? */
    private static boolean tells(Cap tree, long at) {
        return isNamed(tree, at, Text.utf8("compatible")) || isNamed(tree, at, Text.utf8("device_type"));
    }

    /** The bytes of a property of the node whose properties begin at {@code at}, or the null capability. */
    static Cap property(Cap tree, long at, String name) {
        Cap text = Text.utf8(name);
        while (U.lt(at, tree.length())) {
            int token = number(tree, at);
            at += 4;
            if (token == NOP) continue;
            if (token != PROPERTY) break;
            long bytes = U.toLong(number(tree, at));
            if (isNamed(tree, at, text)) return at + 8 + bytes <= tree.length() ? tree.plus(at + 8).boundedAtLeast(bytes) : Cap.NULL;
            at += 8 + (bytes + 3 & -4);
        }
        return Cap.NULL;
    }

    private static boolean isNamed(Cap tree, long at, Cap name) {
        return equal(tree, U.toLong(number(tree, 12)) + U.toLong(number(tree, at + 4)), name);
    }

    /** Is the text among those from {@code at} on, each of which ends with a zero? */
    private static boolean lists(Cap tree, long at, long bytes, Cap text) {
        for (long end = U.min(at + bytes, tree.length()); at < end; at += length(tree, at) + 1) if (equal(tree, at, text)) return true;
        return false;
    }

    static boolean equal(Cap tree, long at, Cap text) {
        long n = text.length();
        if (U.le(tree.length(), at + n)) return false;
        for (long i = 0; i < n; i++) if (tree.load8(at + i) != text.load8(i)) return false;
        return tree.load8(at + n) == 0;
    }

    private static long length(Cap tree, long at) {
        long n = 0;
        while (U.lt(at + n, tree.length()) && tree.load8(at + n) != 0) n++;
        return n;
    }
}
