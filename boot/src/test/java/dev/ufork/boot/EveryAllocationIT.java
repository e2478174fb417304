package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.Outcome;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the kernel is ever seen to allocate, for whichever system call and wherever, {@code scarce} lets it fail there. So a call that allocates and has no row
 * in {@code scarce} is found as soon as any program of these makes it.
 *
 * <p>{@code -Dufork.allocate.run="forks 1000 1;conform-threads"} runs others.
 */
class EveryAllocationIT {
    private static final List<String> COMMANDS = List.of(System.getProperty("ufork.allocate.run", "conform;conform-memory;conform-limits;conform-calls;"
            + "attack -arguments;forks 50 11;moves;tree 5").split(";"));

    @ParameterizedTest
    @EnumSource
    void failsSomewhere(Built built, TestReporter reporter) throws Exception {
        Allocations scarce = run(built, "scarce");
        Set<String> seen = new TreeSet<>(scarce.seen);
        for (String command : COMMANDS) seen.addAll(run(built, command).seen);
        seen.removeIf(what -> what.startsWith(Allocations.BOOT));
        Set<String> never = new TreeSet<>(seen);
        never.removeAll(scarce.failed);
        reporter.publishEntry(built.name(), "%d allocations, %d of which have failed".formatted(seen.size(), seen.size() - never.size()));
        assertThat(never).as("allocations that never fail: scarce lacks a row, or a row lacks a way").isEmpty();
    }

    private static Allocations run(Built built, String command) throws Exception {
        Allocations all = new Allocations(built);
        assertThat(all.missing).as("functions of the kernel that the compiler has dissolved in others").isEmpty();
        Watched run = Watched.run(built, all, command);
        assertThat(run.outcome()).as(run.console()).isEqualTo(new Outcome.Exit(0));
        return all;
    }
}
