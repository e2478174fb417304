package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;

/** What types of sealed capabilities mean. */
@Kernel
final class Sealing {
    private static final int SENTRY = 1;

    private Sealing() {}

    @Export("is_sentry")
    static boolean isSentry(long type) {
        return type == SENTRY;
    }
}
