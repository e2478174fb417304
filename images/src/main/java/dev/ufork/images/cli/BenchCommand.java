package dev.ufork.images.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The benchmarks; each is a subcommand that prints a table for people, or with {@code --json} an object for machines. */
@Command(name = "bench", description = "Measure: each benchmark is a command of its own.", synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {BenchForkCommand.class, BenchPosixCommand.class, BenchIsolationCommand.class, BenchMachineCommand.class,
            BenchCodegenCommand.class, BenchCopyCommand.class, BenchCompileCommand.class})
final class BenchCommand implements Callable<Integer> {
    @ParentCommand Ufork ufork;

    @Spec CommandSpec spec;

    @Override public Integer call() throws CommandFailure {
        throw CommandFailure.usage("say which benchmark: " + String.join(", ", spec.subcommands().keySet()));
    }
}
