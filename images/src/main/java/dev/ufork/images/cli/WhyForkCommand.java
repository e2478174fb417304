package dev.ufork.images.cli;

import dev.ufork.images.Image;
import dev.ufork.images.bench.ForkProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Prints one fork's instructions by function. */
@Command(name = "why-fork", description = "Print where the instructions of one fork go, function by function.")
final class WhyForkCommand implements Callable<Integer> {
    private static final List<String> POLICIES = List.of("copy", "coa", "copa");

    @ParentCommand Ufork ufork;

    @Option(names = "--memory", paramLabel = "MIB", defaultValue = "0", description = "MiB that the process has touched before, 0 to 512. Default: ${DEFAULT-VALUE}.")
    String memory;

    @Option(names = "--policy", paramLabel = "POLICY", defaultValue = "copa", description = "copy, coa or copa. Default: ${DEFAULT-VALUE}.")
    String policy;

    @Option(names = "--whole", description = "Until the child has ended and been waited for, not only until the fork returns.")
    boolean whole;

    @Option(names = "--lines", description = "A row for each source line.")
    boolean lines;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure {
        if (!POLICIES.contains(policy))
            throw CommandFailure.usage("there is no policy %s; the policies are: %s".formatted(policy, String.join(", ", POLICIES)));
        if (!memory.matches("[0-9]{1,3}") || Integer.parseInt(memory) > 512)
            throw CommandFailure.usage("--memory %s is no amount that a process can touch here; write 0 to 512".formatted(memory));
        try {
            byte[] elf = Files.readAllBytes(ufork.store().elf(Image.UFORK_RISCV));
            ForkProfile profile = ForkProfile.run(elf, Integer.parseInt(memory), POLICIES.indexOf(policy), whole, lines);
            ufork.out().print(json ? Json.of(object(profile)) + "\n" : table(profile));
            return Status.OK;
        } catch (IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        }
    }

    private static String table(ForkProfile profile) {
        StringBuilder out = new StringBuilder("%9s %7s  %s%n".formatted("self", "share", "function"));
        for (ForkProfile.Row row : profile.rows())
            out.append("%,9d %6.1f%%  %s%n".formatted(row.instructions(), 100 * row.share(), row.name()));
        return out.append("%,9d %6.1f%%  all%n".formatted(profile.instructions(), 100.0)).toString();
    }

    private Map<String, Object> object(ForkProfile profile) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", Image.UFORK_RISCV.board().target());
        all.put("machine", "embedded");
        all.put("workload", whole ? "fork-exit-wait" : "fork");
        all.put("memoryMiB", Integer.parseInt(memory));
        all.put("policy", policy);
        all.put("instructions", profile.instructions());
        all.put("rows", profile.rows().stream().map(WhyForkCommand::row).toList());
        return all;
    }

    private static Map<String, Object> row(ForkProfile.Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", row.name());
        fields.put("self", row.instructions());
        fields.put("share", row.share());
        return fields;
    }
}
