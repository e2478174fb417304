package dev.ufork.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockTest {
    private final Clock clock = new Clock();
    private final List<String> fired = new ArrayList<>();

    @Test
    void alarmsFireOnceAndOnlyWhenDue() {
        Clock.Alarm alarm = clock.alarm(() -> fired.add("a"));
        alarm.set(100);
        clock.now(99);
        clock.fire();
        assertThat(fired).isEmpty();
        clock.now(100);
        clock.fire();
        clock.fire();
        assertThat(fired).containsExactly("a");
        assertThat(clock.deadline()).isEqualTo(Clock.NEVER);
    }

    @Test
    void idlingSkipsAndIsAccounted() {
        clock.alarm(() -> fired.add("a")).set(1000);
        clock.now(10);
        clock.skipToDeadline();
        assertThat(clock.now()).isEqualTo(1000);
        assertThat(clock.idle()).isEqualTo(990);
    }

    /** Runs to its budget, and waits after every third turn until an alarm wakes it. */
    private class Sleeper implements Core {
        private final int number;
        private final Clock.Alarm alarm;
        private long instructions;
        private int turns;
        private boolean asleep;

        private Sleeper(int number) {
            this.number = number;
            alarm = clock.alarm(() -> asleep = false);
        }

        @Override
        public void run(long budget) {
            long count = Math.min(budget, clock.deadline() - clock.now());
            instructions += count;
            clock.now(clock.now() + count);
            fired.add(number + ":" + count);
            if (++turns % 3 != 0) return;
            asleep = true;
            alarm.set(clock.now() + 1000);
        }

        @Override
        public boolean waiting() {
            return asleep;
        }

        @Override
        public long instructions() {
            return instructions;
        }

        @Override
        public CoreReport report() {
            return new CoreReport(number, instructions, 0, List.of(), Optional.empty());
        }
    }

    @Test
    void coresTakeTurnsUntilTheLimit() {
        List<Sleeper> cores = List.of(new Sleeper(0), new Sleeper(1));
        MachineConfig config = MachineConfig.standard().withCores(2).withQuantum(10).withInstructionLimit(75);
        RunResult result = new Scheduler(cores, clock, new Power(), config, new ConsolePort(ConsoleInput.EMPTY, _ -> {})).run();
        assertThat(fired).containsExactly("0:10", "1:10", "0:10", "1:10", "0:10", "1:10", "0:10", "1:5");
        assertThat(result.outcome()).isEqualTo(new Outcome.Limit());
        assertThat(result.idle()).isEqualTo(990);
        assertThat(result.instructions()).isEqualTo(75);
    }

    @Test
    void whenNothingCanHappenTheMachineIsStuck() {
        Core asleep = new Sleeper(0) {
            @Override
            public boolean waiting() {
                return true;
            }
        };
        RunResult result = new Scheduler(List.of(asleep), clock, new Power(), MachineConfig.standard(), new ConsolePort(ConsoleInput.EMPTY, _ -> {})).run();
        assertThat(result.outcome()).isEqualTo(new Outcome.Stuck());
    }

    /** An input whose bytes come when they are asked for the {@code n}-th time. */
    private static ConsoleInput after(int n, boolean live) {
        return new ConsoleInput() {
            private int asked;

            @Override
            public int next() {
                return ++asked < n ? NONE : asked == n ? 'x' : CLOSED;
            }

            @Override
            public boolean live() {
                return live;
            }
        };
    }

    @Test
    void aTextArrivesWhenNobodyHasAnythingToDo() {
        ConsolePort port = new ConsolePort(after(1, false), _ -> {});
        port.poll();
        assertThat(port.ready()).as("while the guest is busy").isFalse();
        assertThat(port.rest(Long.MAX_VALUE, new Power())).isTrue();
        assertThat(port.take()).isEqualTo('x');
        assertThat(port.rest(Long.MAX_VALUE, new Power())).as("behind its end").isFalse();
    }

    @Test
    void keysArriveAtOnceAndEndARest() {
        ConsolePort at = new ConsolePort(after(1, true), _ -> {});
        at.poll();
        assertThat(at.ready()).isTrue();
        ConsolePort later = new ConsolePort(after(3, true), _ -> {});
        assertThat(later.rest(60_000_000_000L, new Power())).isTrue();
        assertThat(new ConsolePort(after(1_000_000, true), _ -> {}).rest(1_000_000, new Power())).as("in a millisecond").isFalse();
    }

    @Test
    void anAlarmInManyYearsIsNone() {
        clock.alarm(() -> {}).set(1L << 59);
        assertThat(clock.deadline()).isEqualTo(Clock.NEVER);
    }
}
