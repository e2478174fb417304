package dev.ufork.images.fuzz;

import dev.ufork.emulator.Memory;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a machine is started.
 *
 * @param image     the ELF file
 * @param arguments the guest's
 * @param edit      changes memory when everything is loaded and nothing has run
 * @param limit     instructions after which it should have ended
 * @param level     of a Morello board: the exception level at which its core begins
 */
record Start(byte[] image, List<String> arguments, Consumer<Memory> edit, long limit, int level) {
    static final Consumer<Memory> NOTHING = _ -> {};

    Start withImage(byte[] other) {
        return new Start(other, arguments, edit, limit, level);
    }

    Start withEdit(Consumer<Memory> other) {
        return new Start(image, arguments, other, limit, level);
    }

    Start withLevel(int other) {
        return new Start(image, arguments, edit, limit, other);
    }

    Start withLimit(long instructions) {
        return new Start(image, arguments, edit, instructions, level);
    }
}
