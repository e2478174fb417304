package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.link.ImageSymbol;
import dev.ufork.link.LinkedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A kernel from which a defence was taken: with other text in its sources, or other instructions in its stubs. Its archive holds what {@code attack} needs.
 *
 * @param defence what is missing
 * @param edits   how it was taken away
 */
record Mutant(String defence, List<Edit> edits) {
    private static final String KERNEL = "dev/ufork/kernel/";
    private static final String SHARED = "dev/ufork/shared/";
    private static final int WORD = 4;

    private static final Map<Built, Map<String, byte[]>> PROGRAMS = new EnumMap<>(Built.class);
    private static final Map<Built, LinkedImage> WHOLE = new EnumMap<>(Built.class);

    Mutant {
        edits = List.copyOf(edits);
    }

    sealed interface Edit {}

    /** In the kernel's class {@code type}: a text that is there once, and what stands there instead. */
    record Source(String type, String before, String after) implements Edit {}

    /** In a function of the image: an instruction, wherever it is, and another. */
    record Words(String function, String before, String after) implements Edit {}

    /** The image as an ELF file. */
    byte[] elf(Built built) {
        List<Edit> sources = edits.stream().filter(Source.class::isInstance).toList();
        LinkedImage image = sources.isEmpty() ? whole(built) : of(built, sources);
        byte[] elf = image.elf();
        for (Edit each : edits) if (each instanceof Words words) change(elf, built, image.symbol(words.function), words);
        return elf;
    }

    private static synchronized LinkedImage whole(Built built) {
        return WHOLE.computeIfAbsent(built, key -> of(key, List.of()));
    }

    private static LinkedImage of(Built built, List<Edit> edits) {
        UforkImage image = new UforkImage(built.parts());
        return image.around(KernelProgram.read(changed(edits), KernelProgram.language()), programs(built, image));
    }

    /** What {@code attack} executes, reads or names. */
    private static synchronized Map<String, byte[]> programs(Built built, UforkImage image) {
        return PROGRAMS.computeIfAbsent(built, key -> {
            byte[] any = image.program("true", "dev.ufork.apps.True").elf();
            byte[] init = image.program("init", "dev.ufork.apps.Init").elf();
            return new TreeMap<>(Map.of("attack", image.attack().get().elf(), "init", init, "true", any, "moves", init, "sh", any));
        });
    }

    private static List<SourceFile> changed(List<Edit> edits) {
        List<SourceFile> files = new ArrayList<>();
        List<Edit> left = new ArrayList<>(edits);
        for (SourceFile file : KernelSources.files()) {
            String name = file.getName();
            if (!name.contains(KERNEL) && !name.contains(SHARED)) continue;
            String text = file.getCharContent(true).toString();
            for (Edit each : edits) {
                Source source = (Source) each;
                if (!name.endsWith(KERNEL + source.type + ".java")) continue;
                assertThat(text.split(Pattern.quote(source.before), -1)).as("%s once in %s", source.before, source.type).hasSize(2);
                text = text.replace(source.before, source.after);
                left.remove(each);
            }
            files.add(SourceFile.of(name, text));
        }
        assertThat(left).as("edits of classes that the kernel does not have").isEmpty();
        return files;
    }

    private static void change(byte[] elf, Built built, ImageSymbol function, Words words) {
        ByteBuffer file = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        int before = built.word(words.before);
        int after = built.word(words.after);
        int at = offset(file, function.address());
        int found = 0;
        for (int end = at + (int) function.size(); at < end; at += WORD) {
            if (file.getInt(at) != before) continue;
            file.putInt(at, after);
            found++;
        }
        assertThat(found).as("%s in %s of %s", words.before, words.function, built).isPositive();
    }

    /** Where the file has what will be at an address. */
    private static int offset(ByteBuffer file, long address) {
        int[] headers = new int[file.getShort(56)];
        Arrays.setAll(headers, n -> (int) file.getLong(32) + n * file.getShort(54));
        for (int at : headers) {
            long inside = address - file.getLong(at + 16);
            if (inside >= 0 && inside < file.getLong(at + 32)) return (int) (file.getLong(at + 8) + inside);
        }
        throw new AssertionError("nothing is at 0x%x".formatted(address));
    }
}
