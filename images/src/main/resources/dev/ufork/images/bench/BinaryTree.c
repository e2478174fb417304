#include "bench.h"

struct node {
    struct node *left;
    struct node *right;
    long key;
    long count;
};

static struct node *make(struct node *memory, long index, long key) {
    struct node *n = memory + index;
    n->left = 0;
    n->right = 0;
    n->key = key;
    n->count = 1;
    return n;
}

static int insert(struct node *root, struct node *memory, long index, long key) {
    struct node *at = root;
    for (;;) {
        long k = at->key;
        if (key == k) {
            at->count++;
            return 0;
        }
        struct node *next = key < k ? at->left : at->right;
        if (!next) {
            struct node *fresh = make(memory, index, key);
            if (key < k) at->left = fresh;
            else at->right = fresh;
            return 1;
        }
        at = next;
    }
}

static long find(struct node *root, long key) {
    struct node *at = root;
    long depth = 0;
    while (at) {
        long k = at->key;
        if (key == k) return at->count + depth;
        at = key < k ? at->left : at->right;
        depth++;
    }
    return -depth;
}

long run(void *memory, long n) {
    struct node *root = make(memory, 0, 0x40000000);
    long used = 1;
    u32 x = 4711;
    for (long i = 0; i < n; i++) {
        x = x * 1103515245u + 12345u;
        used += insert(root, memory, used, x >> 1);
    }
    u64 sum = used;
    x = 4711;
    for (long i = 0; i < 2 * n; i++) {
        x = x * 1103515245u + 12345u;
        sum = sum * 31 + find(root, x >> 1);
    }
    return sum;
}
