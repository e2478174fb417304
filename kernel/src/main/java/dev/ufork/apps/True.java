package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;

/** {@code true}: ends well. */
@Kernel
final class True {
    private True() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        return 0;
    }
}
