package dev.ufork.boot.linux;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.dsl.hosted.Shapes;
import dev.ufork.shared.SignalFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process: a program on the JVM, and the {@link StandIn} that makes its calls.
 *
 * <p>A JVM cannot copy a running program, but it can run it again: a hosted run depends on nothing but its {@link Event}s. So the child of a fork is its
 * program from the start, told what its parent was told, until it comes to the fork; from there on it asks for itself.
 */
final class HostedProcess {
    private final World world;
    private final Slot slot;
    private final List<Event> events = new ArrayList<>();
    private final long pid;
    private Program program;
    /** What it wants to become. */
    private Program next;
    /** Of the events, how many it has been told. */
    private int at;
    /** Whether the stand-in is prepared. */
    private boolean ready;
    private long[] alarm;
    private String unasked;
    private Future<?> done;

    /** The process has ended: unwinds the program. */
    static final class Ended extends RuntimeException {
        Ended() {
            super(null, null, false, false);
        }
    }

    /** Another program has taken the process over: unwinds the one that was. */
    static final class Executed extends RuntimeException {
        Executed() {
            super(null, null, false, false);
        }
    }

    /** A process whose stand-in is about to begin. */
    HostedProcess(World world, Slot slot, long pid, Program program) {
        this.world = world;
        this.slot = slot;
        this.pid = pid;
        this.program = program;
    }

    Program program() {
        return program;
    }

    void done(Future<?> future) {
        done = future;
    }

    /** Waits for the end of its program; what it ended with if that was no exit of its own, or that it goes on still. */
    Optional<Throwable> await(long seconds) {
        try {
            done.get(seconds, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            return Optional.of(e);
        }
    }

    /** A system call of the program: as it was told before, or as Linux says now. */
    long call(String name, Object[] arguments) {
        while (at < events.size()) {
            switch (events.get(at++)) {
                case Event.Arrival a -> deliver(a);
                case Event.Answer a when a.call().equals(name) -> {
                    a.apply(arguments);
                    return a.result();
                }
                case Event.Answer a -> throw new IllegalStateException("a child asks for %s where its parent asked for %s".formatted(name, a.call()));
            }
        }
        if (!ready) {
            ready = true;
            new Preparation(this, slot).every();
        }
        if (alarm != null && !name.equals("sigprocmask")) {
            slot.timer(alarm);
            alarm = null;
        }
        Event.Answer answer = new LinuxCall(this, world, slot, arguments).make(name);
        happened(answer);
        answer.apply(arguments);
        return answer.result();
    }

    private void happened(Event event) {
        events.add(event);
        at = events.size();
    }

    /** Asks Linux. */
    long ask(long number, long... arguments) {
        slot.ask(number, slot, arguments);
        return answered();
    }

    private long answered() {
        while (true) {
            switch (slot.await()) {
                case Slot.ANSWERED -> {
                    return slot.result();
                }
                case Slot.SIGNALLED -> {
                    Event.Arrival arrival = slot.arrival();
                    byte[] areas = slot.areas();
                    happened(arrival);
                    deliver(arrival);
                    slot.areas(areas);
                    slot.ask(Slot.GO_ON, slot);
                }
                case Slot.BEGUN -> throw begun();
                default -> {
                    if (isDead()) throw new Ended();
                }
            }
        }
    }

    /** The process from its first stand-in's beginning on: what every process of an image has from its parents. */
    void first() {
        while (slot.await() != Slot.BEGUN) if (isDead()) throw new IllegalStateException("the stand-in has ended at its beginning");
        ready = true;
        new Preparation(this, slot).first();
    }

    private Executed begun() {
        events.clear();
        at = 0;
        ready = false;
        try {
            program = new Program(StandIn.program(Path.of("/proc/" + pid + "/exe").toRealPath()), next.arguments(), next.environment());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Executed();
    }

    /** Asks for a child, which runs from now on. */
    long fork(long number) {
        Slot other = world.slot();
        other.idle();
        slot.ask(number, other);
        long child = answered();
        if (child < 0) return child;
        other.belongsTo(child);
        HostedProcess process = new HostedProcess(world, other, child, program);
        process.events.addAll(events);
        process.events.add(new Event.Answer("fork", 0, List.of()));
        world.run(child, process);
        return child;
    }

    /** Asks for another program; returns only when it fails. */
    long execute(Program next, long number, long... arguments) {
        this.next = next;
        return ask(number, arguments);
    }

    /** Asks for the end, which has no answer. */
    Ended exit(long number, long status) {
        slot.ask(number, slot, status);
        return new Ended();
    }

    private void deliver(Event.Arrival a) {
        Cap frame = Hosted.machine().allocate(Shapes.of(SignalFrame.class).size(), 16);
        SignalFrame f = frame.as(SignalFrame.class);
        f.number(a.signal());
        f.sender(a.isFromProcess() ? a.sender() : 0);
        f.code(a.isChild() ? a.status() : 0);
        HostedPrograms.arrived(a.signal(), f);
    }

    /** An alarm that begins with the next call: seconds and microseconds of its interval, and until it comes. */
    void alarm(long... interval) {
        alarm = interval;
    }

    /** The program asked for something that this host cannot be asked; what it says of the next sentence is no judgement. */
    void unasked(String call) {
        unasked = call;
    }

    /** A sentence; those before a fork were the parent's. */
    void tried(Site site, String sentence, long actual, long expected) {
        if (at < events.size()) return;
        world.tried(new Verdict(site, sentence, actual, expected, unasked));
        unasked = null;
    }

    private boolean isDead() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state == 'Z' || state == 'X';
        } catch (IOException e) {
            return true;
        }
    }
}
