package dev.ufork.harness;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A machine that follows a script instead of an ELF file. */
final class FakeMachine implements Machine {
    /** What a fake machine does, in order. */
    sealed interface Step {
        record Print(String text) implements Step {}

        /** Prints {@code text} again and again until closed. */
        record PrintForEver(String text) implements Step {}

        record PowerOff(int status) implements Step {}

        record Break(String reason) implements Step {}

        /** Does nothing more until closed. */
        record Hang() implements Step {}
    }

    private final List<Step> script;
    final CountDownLatch closed = new CountDownLatch(1);

    FakeMachine(Step... script) {
        this.script = List.of(script);
    }

    /** Any valid file: the fake does not look at it. */
    static Boot boot() {
        try {
            return Boot.of(ProbeProgram.file(Path.of("fake.elf")));
        } catch (UnusableFile e) {
            throw new AssertionError(e);
        }
    }

    @Override public String name() {
        return "fake";
    }

    @Override public List<String> command(Boot boot) {
        return List.of("fake", boot.file().path().toString());
    }

    @Override public Running start(Boot boot, Events events) {
        Thread.ofPlatform().daemon().start(() -> script.forEach(step -> perform(step, events)));
        return new Running() {
            @Override public String registers() {
                return "pc 1234";
            }

            @Override public String diagnostics() {
                return "fake: a word from the machine\n";
            }

            @Override public long instructions() {
                return 42;
            }

            @Override public void close() {
                closed.countDown();
            }
        };
    }

    private void perform(Step step, Events events) {
        switch (step) {
            case Step.Print(String text) -> print(text, events);
            case Step.PrintForEver(String text) -> {
                while (closed.getCount() > 0) {
                    print(text, events);
                }
            }
            case Step.PowerOff(int status) -> events.ended(new End.PoweredOff(status));
            case Step.Break(String reason) -> events.ended(new End.Broke(reason));
            case Step.Hang() -> { }
        }
    }

    private static void print(String text, Events events) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        events.console(bytes, bytes.length);
    }
}
