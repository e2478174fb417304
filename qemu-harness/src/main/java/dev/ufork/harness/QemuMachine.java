package dev.ufork.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The public CHERI QEMU, installed on this host. */
public final class QemuMachine implements Machine {
    private final QemuSearch search;
    private final EncodingProbe probe;
    private final Optional<Path> fixed;

    private QemuMachine(QemuSearch search, EncodingProbe probe, Optional<Path> fixed) {
        this.search = search;
        this.probe = probe;
        this.fixed = fixed;
    }

    /** The QEMU that these environment variables lead to; see {@link QemuSearch}. */
    public static QemuMachine of(Map<String, String> environment) {
        return new QemuMachine(QemuSearch.of(environment), EncodingProbe.of(environment), Optional.empty());
    }

    static QemuMachine of(QemuSearch search, EncodingProbe probe) {
        return new QemuMachine(search, probe, Optional.empty());
    }

    /** This very program, whatever it speaks: what the probe itself runs on. */
    static QemuMachine unprobed(Path program) {
        return new QemuMachine(null, null, Optional.of(program));
    }

    @Override public String name() {
        return "qemu";
    }

    /**
     * The program that will be used for this board: the first found that speaks the images' encoding.
     *
     * @throws MachineRefused if there is none; a program that speaks another encoding is named
     */
    public Path program(Board board) throws MachineRefused, InterruptedException {
        if (fixed.isPresent()) {
            return fixed.get();
        }
        List<Path> candidates = search.candidates(board);
        Optional<Verdict> first = Optional.of(search.missing(board));
        for (int i = 0; i < candidates.size(); i++) {
            Optional<Verdict> objection = probe.objection(candidates.get(i), board);
            if (objection.isEmpty()) {
                return candidates.get(i);
            }
            first = i == 0 ? objection : first;
        }
        throw new MachineRefused(first.get());
    }

    /** Names the first program found, without probing it: a dry run starts nothing. */
    @Override public List<String> command(Boot boot) throws MachineRefused {
        Board board = boot.file().board();
        if (fixed.isPresent()) {
            return command(fixed.get(), boot);
        }
        List<Path> candidates = search.candidates(board);
        if (candidates.isEmpty()) {
            throw new MachineRefused(search.missing(board));
        }
        return command(candidates.getFirst(), boot);
    }

    static List<String> command(Path program, Boot boot) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(options(boot, boot.file().path().toString()));
        return words;
    }

    /** QEMU's options for this boot, with the ELF file at {@code path} as QEMU sees it. */
    static List<String> options(Boot boot, String path) {
        List<String> words = new ArrayList<>();
        words.addAll(boot.file().board().qemuOptions());
        words.addAll(List.of("-kernel", path));
        words.addAll(List.of("-nographic", "-m", MemorySize.format(boot.memory())));
        if (boot.harts() > 1) {
            words.addAll(List.of("-smp", Integer.toString(boot.harts())));
        }
        if (!boot.arguments().isEmpty()) {
            words.addAll(List.of("-append", boot.commandLine()));
        }
        if (boot.counting()) {
            words.addAll(List.of("-icount", "shift=0,sleep=off"));
        }
        boot.trace().ifPresent(file -> words.addAll(List.of("-d", "instr", "-D", file.toString())));
        return words;
    }

    @Override public Running start(Boot boot, Events events) throws MachineRefused, InterruptedException {
        Path program = program(boot.file().board());
        try {
            return new QemuProcess(program, Processes.start(new ProcessBuilder(command(program, boot))), boot.keyboard(), events);
        } catch (IOException e) {
            throw new MachineRefused(new Verdict.Failed("%s cannot be started: %s".formatted(program, e.getMessage())));
        }
    }
}
