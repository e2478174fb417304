package dev.ufork.harness;

import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Runs one boot on one machine and comes back with the {@link Outcome}, whatever happens.
 *
 * <p>The machine's threads deliver console bytes and the end; the caller's thread waits on this object with the nearest
 * of two deadlines. All state is guarded by {@code this}.
 */
public final class Monitor implements Machine.Events {
    private final Board board;
    private final Limits limits;
    private final Console console;
    private final ExitRecord record = new ExitRecord();
    private final long started = System.nanoTime();
    private long lastOutput = started;
    private Machine.End end;

    private Monitor(Board board, Limits limits, OutputStream copy) {
        this.board = board;
        this.limits = limits;
        this.console = new Console(copy);
    }

    /**
     * Boots {@code boot} on {@code machine} and waits for its end.
     *
     * @param copy receives the guest's console, byte for byte, as it comes; without the {@link ExitRecord} at its end
     */
    public static Outcome run(Machine machine, Boot boot, Limits limits, OutputStream copy) throws InterruptedException {
        Monitor monitor = new Monitor(boot.file().board(), limits, copy);
        boot.keyboard().onLeave(() -> monitor.ended(new Machine.End.Left()));
        try (Machine.Running running = machine.start(boot, monitor)) {
            Verdict verdict = monitor.await();
            String registers = verdict.exitStatus() == Verdict.NEVER_ENDED ? running.registers() : "";
            return monitor.outcome(machine, verdict, registers, running.diagnostics(), running.instructions());
        } catch (MachineRefused refusal) {
            return monitor.outcome(machine, refusal.verdict(), "", "", -1);
        }
    }

    @Override public synchronized void console(byte[] bytes, int length) {
        if (board.statusOnConsole()) write(record.pass(bytes, length));
        else console.write(bytes, length);
        lastOutput = System.nanoTime();
    }

    @Override public synchronized void ended(Machine.End how) {
        if (end == null) end = how;
        notifyAll();
    }

    private void write(byte[] bytes) {
        console.write(bytes, bytes.length);
    }

    private synchronized Verdict await() throws InterruptedException {
        while (end == null) {
            long now = System.nanoTime();
            long leftTotal = limits.total().toNanos() - (now - started);
            long leftSilence = limits.silence().toNanos() - (now - lastOutput);
            if (leftTotal <= 0) {
                return new Verdict.TimedOut(limits.total());
            }
            if (leftSilence <= 0) {
                return new Verdict.Silent(limits.silence());
            }
            // Output moves only the silence deadline, and only later: nobody need wake us for it.
            Duration left = Duration.ofNanos(Math.min(leftTotal, leftSilence));
            wait(left.toMillis(), left.toNanosPart() % 1_000_000);
        }
        return switch (end) {
            case Machine.End.Broke(String reason) -> new Verdict.Failed(reason);
            case Machine.End.Left() -> new Verdict.Left();
            case Machine.End.Stuck(String reason) -> new Verdict.Stuck(reason);
            case Machine.End.PoweredOff(int status) -> ofGuest(guestStatus(status));
        };
    }

    /** Where power-off carries no status, the console's last line may. */
    private int guestStatus(int fromPowerOff) {
        OptionalInt recorded = board.statusOnConsole() ? record.status() : OptionalInt.empty();
        return recorded.orElse(fromPowerOff);
    }

    private static Verdict ofGuest(int status) {
        boolean own = status >= 0 && status <= Verdict.MAX_GUEST_STATUS;
        if (own) return new Verdict.Exited(status);
        return status == Verdict.USAGE || status == Verdict.NO_INPUT ? new Verdict.Refused(status) : new Verdict.Panicked(status);
    }

    private synchronized Outcome outcome(Machine machine, Verdict verdict, String registers, String diagnostics, long instructions) {
        if (board.statusOnConsole()) write(record.rest());
        return new Outcome(machine.name(), verdict, console.bytes(), console.lastLine(), registers, diagnostics.strip(),
                instructions < 0 ? OptionalLong.empty() : OptionalLong.of(instructions),
                Duration.ofNanos(System.nanoTime() - started));
    }
}
