package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.user.Clock;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code tree [DEPTH]}: binary trees under each policy.
 *
 * <p>Builds a search tree of two to the power of DEPTH keys, less one, and forks. The child turns every node's children round and checks that the keys now
 * fall; the parent, meanwhile, adds one to every key and checks that they still rise. Both see their own tree only.
 */
@Kernel
final class Tree {
    private static final int WRONG = 1;

    /** A node; the left subtree has the smaller keys. */
    @Struct
    interface Node extends Ref {
        Node left();    void left(Node n);
        Node right();   void right(Node n);
        long key();     void key(long k);
    }

    private Tree() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        int depth = (int) Arguments.number(count, arguments, 1, 10);
        if (depth < 1 || depth > 20) {
            Out.text("usage: tree [DEPTH], 1 to 20\n");
            return 2;
        }
        int result = run("copy", 0, depth);
        if (result == 0) result = run("coa ", 1, depth);
        if (result == 0) result = run("copa", 2, depth);
        return result;
    }

    private static int run(String name, int policy, int depth) {
        Sys.policy(policy);
        long keys = (1L << depth) - 1;
        Node root = build(0, keys);
        if (root.isNull()) return WRONG;
        long start = Clock.instructions();
        int pid = Sys.fork();
        if (pid == 0) {
            mirror(root);
            Sys.exit(falls(root, 2 * keys - 1, keys) && Sys.counter(Counter.CAPABILITIES_REFUSED) == 0 ? 0 : WRONG);
        }
        long forked = Clock.instructions() - start;
        add(root, 1);
        Cap status = Stack.bytes(16);
        if (Sys.waitpid(pid, status) != pid || status.load32(0) != 0 || !rises(root, 2, keys)) {
            Out.text("the trees are wrong\n");
            return WRONG;
        }
        Out.text(name);
        Out.text(": both trees of ");
        Out.number(keys);
        Out.text(" keys are right; fork took ");
        Out.number(forked);
        Out.text(" instructions\n");
        free(root);
        return 0;
    }

    /** A tree of the odd numbers from {@code 2 first + 1} on. */
    private static Node build(long first, long keys) {
        if (keys == 0) return Cap.NULL.as(Node.class);
        Cap memory = Heap.alloc(Layout.size(Node.class));
        if (!memory.tag()) return Cap.NULL.as(Node.class);
        Node node = memory.as(Node.class);
        long half = keys / 2;
        node.left(build(first, half));
        node.right(build(first + half + 1, half));
        node.key(2 * (first + half) + 1);
        return node;
    }

    private static void mirror(Node node) {
        if (node.isNull()) return;
        Node left = node.left();
        node.left(node.right());
        node.right(left);
        mirror(node.left());
        mirror(node.right());
    }

    private static void add(Node node, long n) {
        if (node.isNull()) return;
        node.key(node.key() + n);
        add(node.left(), n);
        add(node.right(), n);
    }

    /** Are the keys, in order, {@code first}, {@code first + 2} and so on? */
    private static boolean rises(Node node, long first, long keys) {
        if (keys == 0) return node.isNull();
        long half = keys / 2;
        return node.key() == first + 2 * half && rises(node.left(), first, half) && rises(node.right(), first + 2 * (half + 1), half);
    }

    private static boolean falls(Node node, long first, long keys) {
        if (keys == 0) return node.isNull();
        long half = keys / 2;
        return node.key() == first - 2 * half && falls(node.left(), first, half) && falls(node.right(), first - 2 * (half + 1), half);
    }

    private static void free(Node node) {
        if (node.isNull()) return;
        free(node.left());
        free(node.right());
        Heap.free(node.cap());
    }
}
