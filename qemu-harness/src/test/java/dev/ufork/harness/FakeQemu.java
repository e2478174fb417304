package dev.ufork.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Shell scripts that carry QEMU's name. */
final class FakeQemu {
    private FakeQemu() {}

    /** Writes an executable script {@code folder/name} with these lines. */
    static Path write(Path folder, String name, String script) throws IOException {
        Files.createDirectories(folder);
        Path program = folder.resolve(name);
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
