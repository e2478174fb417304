package dev.ufork.isa.riscv.xcheri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.RvOp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our rows against words and patterns of public suites. */
class VectorsTest {

    static Stream<String> assembly() throws IOException {
        return rows("cheri-riscv-llvm-mc.tsv");
    }

    static Stream<String> patterns() throws IOException {
        return rows("cheri-riscv-patterns.tsv");
    }

    /** The file's rows, or one empty row if there is no such file: JUnit wants at least one. */
    private static Stream<String> rows(String file) throws IOException {
        Stream<Path> folders = Stream.of(System.getProperty("ufork.vectors", ""), "../shared/vectors", "../../shared/vectors",
                "../../../shared/vectors").filter(s -> !s.isEmpty()).map(Path::of);
        Path path = folders.map(p -> p.resolve(file)).filter(Files::exists).findFirst().orElse(null);
        return path == null ? Stream.of("") : Files.readAllLines(path).stream().skip(1);
    }

    private static void assumeVectors(String row) {
        assumeTrue(!row.isEmpty(), "no folder with vectors (-Dufork.vectors=<folder>): rows are not compared with other suites");
    }

    /** mode, attributes, xlen, text, bytes, encoding. */
    @ParameterizedTest
    @MethodSource("assembly")
    void textsAreTheWordsThatCheriLlvmMakes(String row) {
        assumeVectors(row);
        String[] columns = row.split("\t");
        Mode mode = Mode.valueOf(columns[0].toUpperCase(Locale.ROOT));
        int word = Integer.parseUnsignedInt(columns[5].substring(2), 16);
        assertThat(Xcheri.ISA.parse(columns[3], mode).encode()).isEqualTo(word);
        Insn insn = Xcheri.ISA.decode(word, mode).orElseThrow();
        assertThat(Xcheri.ISA.parse(Xcheri.ISA.print(insn, mode), mode).encode()).isEqualTo(word);
    }

    /** name, pattern, mask, match. {@code cload} and {@code cstore} are families of rows. */
    @ParameterizedTest
    @MethodSource("patterns")
    void patternsFixTheSameBits(String row) {
        assumeVectors(row);
        String[] columns = row.split("\t");
        int mask = Integer.parseUnsignedInt(columns[2].substring(2), 16);
        int match = Integer.parseUnsignedInt(columns[3].substring(2), 16);
        List<RvOp> ours = Xcheri.ISA.rows().stream()
                .filter(op -> op.bytes() == 4 && (op.pattern().match() & mask) == match && (op.pattern().mask() & mask) == mask)
                .filter(op -> op instanceof Cheri || op instanceof CheriMemory).toList();
        if (columns[0].equals("cload") || columns[0].equals("cstore")) assertThat(ours).hasSizeGreaterThan(15);
        else assertThat(ours).singleElement().satisfies(op -> assertThat(op.pattern().mask()).isEqualTo(mask));
    }
}
