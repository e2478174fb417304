package dev.ufork.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** Calls {@link OwnImage} as the generated project does. */
public final class OwnImageTool {
    private OwnImageTool() {}

    public static void make(String name, Path sources, Path folder) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(OwnImage.run(new String[] {name, sources.toString(), folder.toString()}, new PrintStream(err))).as(err.toString()).isZero();
    }
}
