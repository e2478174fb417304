package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** Inserts n pseudo-random keys into an unbalanced tree whose nodes hold capabilities, then looks keys up. */
@Kernel
final class BinaryTree {
    @Struct
    interface Node extends Ref {
        Node left();  void left(Node n);
        Node right(); void right(Node n);
        long key();   void key(long k);
        long count(); void count(long n);
    }

    static long run(Cap memory, long n) {
        Node root = node(memory, 0, 0x4000_0000);
        long used = 1;
        int x = 4711;
        for (long i = 0; i < n; i++) {
            x = x * 1103515245 + 12345;
            used += insert(root, memory, used, x >>> 1);
        }
        long sum = used;
        x = 4711;
        for (long i = 0; i < 2 * n; i++) {
            x = x * 1103515245 + 12345;
            sum = sum * 31 + find(root, x >>> 1);
        }
        return sum;
    }

    static Node node(Cap memory, long index, long key) {
        Node n = memory.plus(index * 48).bounded(48).as(Node.class);
        n.left(Cap.NULL.as(Node.class));
        n.right(Cap.NULL.as(Node.class));
        n.key(key);
        n.count(1);
        return n;
    }

    static int insert(Node root, Cap memory, long index, long key) {
        Node at = root;
        while (true) {
            long k = at.key();
            if (key == k) {
                at.count(at.count() + 1);
                return 0;
            }
            Node next = key < k ? at.left() : at.right();
            if (next.isNull()) {
                Node fresh = node(memory, index, key);
                if (key < k) at.left(fresh);
                else at.right(fresh);
                return 1;
            }
            at = next;
        }
    }

    static long find(Node root, long key) {
        Node at = root;
        long depth = 0;
        while (!at.isNull()) {
            long k = at.key();
            if (key == k) return at.count() + depth;
            at = key < k ? at.left() : at.right();
            depth++;
        }
        return -depth;
    }
}
