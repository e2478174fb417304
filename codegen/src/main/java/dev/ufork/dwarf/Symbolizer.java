package dev.ufork.dwarf;

import dev.ufork.elf.ByteSource;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names the function and the source line of an address, from an ELF file's symbols and line table. */
public final class Symbolizer {
    /**
     * What is known about an address.
     *
     * @param function empty if no function contains it
     * @param offset   bytes from the function's begin
     * @param file     path from the source root; empty if not known
     * @param line     0 if not known
     */
    public record Name(String function, long offset, String file, int line) {
        /** {@code fork+0x34 (dev/ufork/kernel/Fork.java:58)}, as much of it as is known. */
        @Override
        public String toString() {
            String where = function.isEmpty() ? "?" : offset == 0 ? function : function + "+0x" + Long.toHexString(offset);
            return file.isEmpty() ? where : where + " (" + file + ":" + line + ")";
        }
    }

    private record Row(String file, int line) {}

    private static final Row NONE = new Row("", 0);

    private final TreeMap<Long, ElfSymbol> functions = new TreeMap<>(Long::compareUnsigned);
    private final TreeMap<Long, Row> rows = new TreeMap<>(Long::compareUnsigned);

    private Symbolizer() {}

    /** @throws dev.ufork.elf.ElfException if the file's tables are damaged */
    public static Symbolizer of(ElfFile file) {
        Symbolizer s = new Symbolizer();
        // Code is at even addresses; where the lowest bit is set, it says how a function is to be called.
        for (ElfSymbol symbol : file.symbols())
            if (symbol.type() == Elf.STT_FUNC) s.functions.merge(symbol.value() & -2, symbol, Symbolizer::longer);
        file.section(".debug_line").ifPresent(section -> s.readLines(new ByteSource(file.name(), file.bytes(section))));
        return s;
    }

    /** Of two symbols at one address, the one that is more than a mark. */
    private static ElfSymbol longer(ElfSymbol one, ElfSymbol other) {
        return Long.compareUnsigned(one.size(), other.size()) >= 0 ? one : other;
    }

    /** Empty if neither a function nor a line is known. */
    public Optional<Name> at(long address) {
        Map.Entry<Long, ElfSymbol> f = functions.floorEntry(address);
        boolean inside = f != null && (address - f.getKey() < f.getValue().size() || address == f.getKey());
        Map.Entry<Long, Row> row = rows.floorEntry(address);
        Row line = row == null ? NONE : row.getValue();
        if (!inside && line == NONE) return Optional.empty();
        return Optional.of(new Name(inside ? f.getValue().name() : "", inside ? address - f.getKey() : 0, line.file, line.line));
    }

    private void readLines(ByteSource in) {
        while (!in.atEnd()) {
            long length = Integer.toUnsignedLong(in.u32());
            int end = (int) (in.position() + length);
            if (in.u16() == Dw.VERSION) new Program(in, end).run();
            in.seek(end);
        }
    }

    /** The line-number state machine, section 6.2 of the specification. */
    private final class Program {
        private final ByteSource in;
        private final int end;
        private final int minimumInstruction;
        private final int lineBase;
        private final int lineRange;
        private final int opcodeBase;
        private final int[] operands;
        private final List<String> files = new ArrayList<>(List.of(""));
        private long address;
        private int file = 1;
        private int line = 1;

        Program(ByteSource in, int end) {
            this.in = in;
            this.end = end;
            int programStart = in.u32();
            programStart += in.position();
            minimumInstruction = in.u8();
            in.u8();
            in.u8();
            lineBase = (byte) in.u8();
            lineRange = Math.max(1, in.u8());
            opcodeBase = in.u8();
            operands = new int[Math.max(1, opcodeBase)];
            for (int i = 1; i < opcodeBase; i++) operands[i] = in.u8();
            List<String> directories = new ArrayList<>(List.of(""));
            for (String d = in.string(); !d.isEmpty(); d = in.string()) directories.add(d);
            for (String f = in.string(); !f.isEmpty(); f = in.string()) {
                int directory = (int) in.uleb128();
                in.uleb128();
                in.uleb128();
                String in0 = directory > 0 && directory < directories.size() ? directories.get(directory) + "/" : "";
                files.add(in0 + f);
            }
            in.seek(programStart);
        }

        void run() {
            while (in.position() < end) {
                int opcode = in.u8();
                if (opcode >= opcodeBase) special(opcode - opcodeBase);
                else if (opcode == 0) extended();
                else standard(opcode);
            }
        }

        private void special(int opcode) {
            address += (long) (opcode / lineRange) * minimumInstruction;
            line += lineBase + opcode % lineRange;
            row();
        }

        private void row() {
            rows.put(address, new Row(file > 0 && file < files.size() ? files.get(file) : "", line));
        }

        private void extended() {
            int length = (int) in.uleb128();
            int next = in.position() + length;
            int opcode = length == 0 ? 0 : in.u8();
            if (opcode == Dw.LNE_SET_ADDRESS) address = in.u64();
            if (opcode == Dw.LNE_END_SEQUENCE) {
                rows.putIfAbsent(address, NONE);
                address = 0;
                file = 1;
                line = 1;
            }
            in.seek(next);
        }

        private void standard(int opcode) {
            switch (opcode) {
                case Dw.LNS_COPY -> row();
                case Dw.LNS_ADVANCE_PC -> address += in.uleb128() * minimumInstruction;
                case Dw.LNS_ADVANCE_LINE -> line += (int) in.sleb128();
                case Dw.LNS_SET_FILE -> file = (int) in.uleb128();
                case Dw.LNS_CONST_ADD_PC -> address += (long) ((255 - opcodeBase) / lineRange) * minimumInstruction;
                case Dw.LNS_FIXED_ADVANCE_PC -> address += in.u16();
                default -> {
                    for (int i = 0; i < operands[opcode]; i++) in.uleb128();
                }
            }
        }
    }
}
