package dev.ufork.images.cli;

import dev.ufork.images.ImageStore;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code ufork} command: its subcommands, and how each of them speaks and fails. */
@Command(name = "ufork", description = {"Bootable pure-capability images for CHERI hardware, and machines to run them on.", ""},
        synopsisSubcommandLabel = "COMMAND", sortOptions = false,
        subcommands = {RunCommand.class, ImagesCommand.class, DisasmCommand.class, DoctorCommand.class, BenchCommand.class, WhyForkCommand.class, SoakCommand.class, FuzzCommand.class, FlashCommand.class, NewCommand.class},
        footer = {"", "'ufork COMMAND --help' says more."})
public final class Ufork implements Runnable {
    private final InputStream input;
    private final OutputStream console;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final ImageStore store;
    private Optional<List<String>> guestArguments = Optional.empty();

    Ufork(OutputStream console, OutputStream err, Map<String, String> environment, ImageStore store) {
        this(InputStream.nullInputStream(), console, err, environment, store);
    }

    Ufork(InputStream input, OutputStream console, OutputStream err, Map<String, String> environment, ImageStore store) {
        this.input = input;
        this.console = console;
        this.out = new PrintStream(console, true, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.environment = environment;
        this.store = store;
    }

    public static void main(String[] args) {
        Ufork ufork = new Ufork(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err),
                System.getenv(), ImageStore.ofProcess());
        System.exit(ufork.execute(args));
    }

    /** Runs one command line and returns its exit status. */
    int execute(String... args) {
        int separator = Arrays.asList(args).indexOf("--");
        if (separator >= 0) {
            guestArguments = Optional.of(List.of(args).subList(separator + 1, args.length));
        }
        return commandLine().execute(separator < 0 ? args : Arrays.copyOf(args, separator));
    }

    private CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        line.setOut(new java.io.PrintWriter(out, true)).setErr(new java.io.PrintWriter(err, true));
        line.setExpandAtFiles(false);
        line.getCommandSpec().version("ufork " + NewCommand.VERSION).addOption(CommandLine.Model.OptionSpec.builder("--version")
                .versionHelp(true).description("Print the version.").build());
        for (CommandLine command : withSubcommands(line)) {
            command.getCommandSpec().addOption(helpOption());
        }
        line.setParameterExceptionHandler((failure, _) -> complain(Status.USAGE, sentence(failure)));
        line.setExecutionExceptionHandler((failure, _, _) -> switch (failure) {
            case CommandFailure mistake -> complain(mistake.status(), mistake.getMessage());
            default -> complain(74, "%s; this is a defect of ufork".formatted(failure));
        });
        return line;
    }

    private static List<CommandLine> withSubcommands(CommandLine line) {
        List<CommandLine> all = new ArrayList<>(List.of(line));
        line.getSubcommands().values().forEach(sub -> all.addAll(withSubcommands(sub)));
        return all;
    }

    private static CommandLine.Model.OptionSpec helpOption() {
        return CommandLine.Model.OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build();
    }

    /** One sentence on what cannot be understood, with what exists. */
    private static String sentence(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (failure instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            if (word.startsWith("-")) {
                return "there is no option %s; %s".formatted(word, Near.sentence(word, "options of " + name, options(command)));
            }
            return command.getSubcommands().isEmpty()
                    ? "%s takes no argument %s here; arguments for the guest go after --".formatted(name, word)
                    : "there is no command %s; %s".formatted(word, Near.sentence(word, "commands", command.getSubcommands().keySet()));
        }
        if (failure instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
            CommandLine.Model.ArgSpec first = missing.getMissing().getFirst();
            String who = first instanceof CommandLine.Model.OptionSpec option ? option.longestName() : name;
            return "%s needs %s; '%s --help' says more".formatted(who, first.paramLabel(), name);
        }
        return failure.getMessage().lines().findFirst().orElse("the command line cannot be understood");
    }

    private static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream().filter(option -> !option.hidden()).map(option -> option.longestName()).sorted().toList();
    }

    /** Without a command: the help. */
    @Override public void run() {
        commandLine().usage(out);
    }

    /** Says one sentence on standard error and returns {@code status}. */
    int complain(int status, String sentence) {
        err.println("ufork: " + sentence);
        return status;
    }

    /** Standard input. */
    InputStream input() {
        return input;
    }

    /** Standard output as bytes: the guest's console. */
    OutputStream console() {
        return console;
    }

    /** Standard output as text. */
    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    Map<String, String> environment() {
        return environment;
    }

    ImageStore store() {
        return store;
    }

    /** What stands after {@code --}, if it is there. */
    Optional<List<String>> guestArguments() {
        return guestArguments;
    }
}
