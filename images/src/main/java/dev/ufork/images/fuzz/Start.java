package dev.ufork.images.fuzz;

import java.util.List;

/**
 * How a machine is started.
 *
 * @param image     the ELF file
 * @param arguments the guest's
 * @param limit     instructions after which it should have ended
 * @param level     of a Morello board: the exception level at which its core begins; machines outside this JVM begin at 2
 */
record Start(byte[] image, List<String> arguments, long limit, int level) {
    Start withImage(byte[] other) {
        return new Start(other, arguments, limit, level);
    }

    Start withLevel(int other) {
        return new Start(image, arguments, limit, other);
    }

    Start withLimit(long instructions) {
        return new Start(image, arguments, instructions, level);
    }
}
