package dev.ufork.harness;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** One run of an embedded machine: a thread that executes, and a thread that hands on what the guest prints. */
final class EmbeddedRun implements dev.ufork.harness.Machine.Running {
    /** An interpreter looks for cancellation every few thousand instructions; this is for a machine that never does. */
    private static final long CANCEL_SECONDS = 10;

    private final Machine machine;
    private final ConsolePipe pipe;
    private final Optional<TraceFile> trace;
    private final dev.ufork.harness.Machine.Events events;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();

    EmbeddedRun(Machine machine, ConsolePipe pipe, Optional<TraceFile> trace, dev.ufork.harness.Machine.Events events) {
        this.machine = machine;
        this.pipe = pipe;
        this.trace = trace;
        this.events = events;
        Thread.ofPlatform().daemon().name("machine").start(this::execute);
        Thread.ofPlatform().daemon().name("machine-console").start(this::deliver);
    }

    private void execute() {
        try {
            RunResult finished = machine.run();
            if (trace.isPresent()) {
                trace.get().close();
            }
            result.complete(finished);
        } catch (RuntimeException | Error | IOException e) {
            result.completeExceptionally(e);
        } finally {
            pipe.end();
        }
    }

    private void deliver() {
        for (byte[] bytes = pipe.take(); bytes.length > 0; bytes = pipe.take()) {
            events.console(bytes, bytes.length);
        }
        events.ended(result.handle(EmbeddedRun::end).join());
    }

    private static dev.ufork.harness.Machine.End end(RunResult finished, Throwable failure) {
        if (failure instanceof UncheckedIOException || failure instanceof IOException) {
            return new dev.ufork.harness.Machine.End.Broke("the trace file cannot be written: " + failure.getMessage());
        }
        if (failure != null) {
            return new dev.ufork.harness.Machine.End.Broke("%s in the embedded machine; this is a defect of it".formatted(failure));
        }
        return switch (finished.outcome()) {
            case Outcome.Exit(int status) -> new dev.ufork.harness.Machine.End.PoweredOff(status & 0xff);
            case Outcome.Stuck() -> new dev.ufork.harness.Machine.End.Stuck("every hart waits, and nothing can wake one");
            case Outcome.Reset() -> new dev.ufork.harness.Machine.End.Stuck("it asked for a reset, and a run is one boot");
            case Outcome.Limit(), Outcome.Cancelled() -> new dev.ufork.harness.Machine.End.Broke("it was stopped from outside");
        };
    }

    @Override public String registers() throws InterruptedException {
        machine.cancel();
        return finished().map(RunResult::cores).map(EmbeddedRun::format).orElse("");
    }

    @Override public long instructions() {
        machine.cancel();
        try {
            return finished().map(RunResult::instructions).orElse(-1L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private Optional<RunResult> finished() throws InterruptedException {
        try {
            return Optional.of(result.get(CANCEL_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    private static String format(List<CoreReport> cores) {
        return cores.stream().map(core -> "hart %d  pc %016x  instructions %d%s%n".formatted(core.core(), core.pc(), core.instructions(),
                core.lastTrap().map(trap -> "  last trap: " + trap.text()).orElse(""))
                + core.registers().stream().map(r -> "  %-10s %s".formatted(r.name(), r.text())).collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }

    @Override public void close() {
        machine.cancel();
        pipe.end();
    }
}
