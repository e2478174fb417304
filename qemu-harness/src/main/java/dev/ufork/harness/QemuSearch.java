package dev.ufork.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where QEMU programs are looked for: {@code $UFORK_QEMU_DIR} alone when it is set, else PATH, then the folder in which
 * cheribuild installs.
 */
public final class QemuSearch {
    /** Names the one folder to search. */
    public static final String FOLDER_VARIABLE = "UFORK_QEMU_DIR";

    private final List<Path> folders;
    private final boolean oneFolder;

    private QemuSearch(List<Path> folders, boolean oneFolder) {
        this.folders = List.copyOf(folders);
        this.oneFolder = oneFolder;
    }

    /** The search that these environment variables ask for. */
    public static QemuSearch of(Map<String, String> environment) {
        String chosen = environment.getOrDefault(FOLDER_VARIABLE, "");
        if (!chosen.isEmpty()) {
            return new QemuSearch(List.of(Path.of(chosen)), true);
        }
        List<Path> folders = new ArrayList<>();
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        String home = environment.getOrDefault("HOME", "");
        if (!home.isEmpty()) {
            folders.add(Path.of(home, "cheri", "output", "sdk", "bin"));
        }
        return new QemuSearch(folders, false);
    }

    /** Every program found for this board, best first: the order of folders, then of names. */
    public List<Path> candidates(Board board) {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            for (String name : board.binaries()) {
                Path program = folder.resolve(name);
                if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                    found.add(program);
                }
            }
        }
        return found;
    }

    /** What to say when {@link #candidates} is empty. */
    Verdict.Missing missing(Board board) {
        String names = String.join(" or ", board.binaries());
        if (oneFolder) {
            return new Verdict.Missing("%s=%s holds no %s".formatted(FOLDER_VARIABLE, folders.getFirst(), names),
                    "unset it or name the folder that does");
        }
        return new Verdict.Missing("there is no %s on PATH or in ~/cheri/output/sdk/bin".formatted(names),
                "build it with cheribuild (target qemu) and set %s to its folder, or use --on embedded".formatted(FOLDER_VARIABLE));
    }
}
