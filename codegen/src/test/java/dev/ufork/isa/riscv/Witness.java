package dev.ufork.isa.riscv;

import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What other assemblers make of our texts: one line a text, then the word of each assembler, or {@code -} where it
 * does not know the text. Every row that is not CHERI's is there with its holes at their limits.
 */
record Witness(String text, List<OptionalInt> words) {
    static final String RESOURCE = "binutils-and-llvm.tsv";
    static final Path FILE = Path.of("src/test/resources/dev/ufork/isa/riscv", RESOURCE);

    /** The texts that ought to be witnessed, in the tables' order. */
    static List<String> texts() {
        Set<String> texts = new LinkedHashSet<>();
        for (RvOp op : Xcheri.ISA.rows()) {
            if (op.row().extension() == Extension.XCHERI) continue;
            for (var insn : Samples.boundaries(op)) {
                texts.add(Xcheri.ISA.printPlain(insn, Mode.INTEGER));
                texts.add(Xcheri.ISA.print(insn, Mode.INTEGER));
            }
        }
        return new ArrayList<>(texts);
    }

    static List<Witness> make() throws IOException, InterruptedException {
        List<String> texts = texts();
        List<List<OptionalInt>> columns = new ArrayList<>();
        for (OutsideAssembler a : OutsideAssembler.values()) columns.add(a.assemble(texts));
        List<Witness> all = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            int row = i;
            all.add(new Witness(texts.get(i), columns.stream().map(c -> c.get(row)).toList()));
        }
        return all;
    }

    static List<Witness> recorded() throws IOException {
        List<Witness> all = new ArrayList<>();
        try (var in = Witness.class.getResourceAsStream(RESOURCE)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList())
                if (!line.startsWith("#")) all.add(parse(line));
        }
        return all;
    }

    private static Witness parse(String line) {
        String[] columns = line.split("\t");
        List<OptionalInt> words = new ArrayList<>();
        for (int i = 1; i < columns.length; i++)
            words.add(columns[i].equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseUnsignedInt(columns[i], 16)));
        return new Witness(columns[0], words);
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(text);
        for (OptionalInt word : words) line.append('\t').append(word.isPresent() ? Integer.toHexString(word.getAsInt()) : "-");
        return line.toString();
    }
}
