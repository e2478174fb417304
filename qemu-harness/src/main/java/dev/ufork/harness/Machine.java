package dev.ufork.harness;

import java.util.List;

/**
 * Something that boots an ELF file: the embedded machine, QEMU on this host, QEMU in a container, or a test's fake.
 *
 * <p>A machine reports through {@link Events} from threads of its own; {@link Monitor} is what listens.
 */
public interface Machine {

    /** The name people use, and the value of {@code --on}. */
    String name();

    /**
     * The exact command that {@link #start} would run, word by word.
     *
     * @throws MachineRefused if there is no such machine here
     */
    List<String> command(Boot boot) throws MachineRefused;

    /**
     * Starts the machine. It runs until it powers off or is closed.
     *
     * @throws MachineRefused if it is not there, speaks another encoding, or cannot be started
     */
    Running start(Boot boot, Events events) throws MachineRefused, InterruptedException;

    /** What a running machine tells. Calls come one at a time, the end last; only the first end counts. */
    interface Events {
        /** The guest wrote the first {@code length} of these bytes; the array may be reused after the call. */
        void console(byte[] bytes, int length);

        void ended(End end);
    }

    /** How a machine came to its end, as far as the machine can tell. */
    sealed interface End {
        /** The guest powered off with this status. */
        record PoweredOff(int status) implements End {}

        /** The guest is still there, and the machine knows that it can never go on. */
        record Stuck(String reason) implements End {}

        /** Somebody at its keyboard has ended it. */
        record Left() implements End {}

        /** The machine broke, whatever the guest did. */
        record Broke(String reason) implements End {}
    }

    /** A machine between power-on and power-off. */
    interface Running extends AutoCloseable {
        /** Registers of every hart as text, or an empty string when the machine cannot tell any more. */
        String registers() throws InterruptedException;

        /** What the machine itself has said so far, apart from the guest: QEMU's standard error. */
        default String diagnostics() {
            return "";
        }

        /** Instructions executed so far, all harts together, or -1 when this machine does not count. */
        default long instructions() {
            return -1;
        }

        /** Ends the machine and everything it started. May be called at any time, and twice. */
        @Override void close();
    }
}
