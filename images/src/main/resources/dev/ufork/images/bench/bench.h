/* Each kernel is one function: memory to work in, a size, and a sum that tells whether it worked. */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

long run(void *memory, long n);
