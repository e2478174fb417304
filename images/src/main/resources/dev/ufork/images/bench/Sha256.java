package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** SHA-256 (FIPS 180-4) of n blocks of 64 bytes; the message schedule is kept in memory. */
@Kernel
final class Sha256 {
    static final int[] K = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

    static long run(Cap memory, long n) {
        Cap state = memory.bounded(32);
        Cap schedule = memory.plus(64).bounded(256);
        Cap data = memory.plus(4096);
        for (long i = 0; i < n * 64; i++) data.store8(i, (int) (i * 13 + (i >> 5)));
        state.store32(0, 0x6a09e667);
        state.store32(4, 0xbb67ae85);
        state.store32(8, 0x3c6ef372);
        state.store32(12, 0xa54ff53a);
        state.store32(16, 0x510e527f);
        state.store32(20, 0x9b05688c);
        state.store32(24, 0x1f83d9ab);
        state.store32(28, 0x5be0cd19);
        for (long block = 0; block < n; block++) compress(state, schedule, data.plus(block * 64));
        long sum = 0;
        for (long i = 0; i < 8; i++) sum = sum * 31 + state.load32(i * 4);
        return sum;
    }

    static void compress(Cap state, Cap w, Cap block) {
        for (long i = 0; i < 16; i++) {
            w.store32(i * 4, block.load8(i * 4) << 24 | block.load8(i * 4 + 1) << 16 | block.load8(i * 4 + 2) << 8 | block.load8(i * 4 + 3));
        }
        for (long i = 16; i < 64; i++) {
            int x = w.load32(i * 4 - 60);
            int y = w.load32(i * 4 - 8);
            int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
            int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
            w.store32(i * 4, w.load32(i * 4 - 64) + s0 + w.load32(i * 4 - 28) + s1);
        }
        int a = state.load32(0);
        int b = state.load32(4);
        int c = state.load32(8);
        int d = state.load32(12);
        int e = state.load32(16);
        int f = state.load32(20);
        int g = state.load32(24);
        int h = state.load32(28);
        for (int i = 0; i < 64; i++) {
            int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
            int t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w.load32(i * 4L);
            int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
            int t2 = s0 + (a & b ^ a & c ^ b & c);
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        state.store32(0, state.load32(0) + a);
        state.store32(4, state.load32(4) + b);
        state.store32(8, state.load32(8) + c);
        state.store32(12, state.load32(12) + d);
        state.store32(16, state.load32(16) + e);
        state.store32(20, state.load32(20) + f);
        state.store32(24, state.load32(24) + g);
        state.store32(28, state.load32(28) + h);
    }
}
