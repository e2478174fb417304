package dev.ufork.images.cli;

import dev.ufork.harness.ContainerMachine;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.Machine;
import dev.ufork.harness.QemuMachine;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The values of {@code --on}. */
enum MachineChoice {
    EMBEDDED(_ -> new EmbeddedMachine()),
    QEMU(QemuMachine::of),
    CONTAINER(ContainerMachine::of);

    private final Function<Map<String, String>, Machine> machine;

    MachineChoice(Function<Map<String, String>, Machine> machine) {
        this.machine = machine;
    }

    Machine machine(Map<String, String> environment) {
        return machine.apply(environment);
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static MachineChoice of(String word) throws CommandFailure {
        return Arrays.stream(values()).filter(choice -> choice.word().equals(word)).findFirst().orElseThrow(() ->
                CommandFailure.usage("there is no machine %s; the machines are: %s".formatted(word, words())));
    }

    private static String words() {
        return Arrays.stream(values()).map(MachineChoice::word).collect(Collectors.joining(", "));
    }
}
