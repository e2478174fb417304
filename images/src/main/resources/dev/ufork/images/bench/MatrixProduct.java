package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** The product of two matrices of n times n ints. */
@Kernel
final class MatrixProduct {
    static long run(Cap memory, long n) {
        Cap a = memory;
        Cap b = memory.plus(n * n * 4);
        Cap c = b.plus(n * n * 4);
        for (long i = 0; i < n * n; i++) {
            a.store32(i * 4, (int) (i * 7 % 101));
            b.store32(i * 4, (int) (i * 13 % 103));
        }
        multiply(a, b, c, n);
        long sum = 0;
        for (long i = 0; i < n * n; i++) sum = sum * 31 + c.load32(i * 4);
        return sum;
    }

    static void multiply(Cap a, Cap b, Cap c, long n) {
        for (long i = 0; i < n; i++) {
            for (long j = 0; j < n; j++) {
                int sum = 0;
                for (long k = 0; k < n; k++) sum += a.load32((i * n + k) * 4) * b.load32((k * n + j) * 4);
                c.store32((i * n + j) * 4, sum);
            }
        }
    }
}
