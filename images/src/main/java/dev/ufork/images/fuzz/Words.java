package dev.ufork.images.fuzz;

import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.elf.ProgramHeader;
import dev.ufork.harness.Board;
import dev.ufork.isa.Field;
import dev.ufork.isa.Op;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Instructions drawn from the tables, as far as they are admitted, one behind the other in the text of four copies of the program {@code stray}.
 *
 * <pre>
 *  word N HEX NAME      the next word of copy N; the name is for people
 * </pre>
 */
final class Words implements Kind.Input {
    private static final int COPIES = 4;
    private static final int MOST = 250;
    private static final int NEAR = 64;
    private static final String ROOM = "stray_text";
    private static final int RISCV_NOTHING = 0x0000_0013;
    private static final int MORELLO_NOTHING = 0xd503_201f;

    @Override
    public List<String> draw(Subject on, SplittableRandom random) {
        List<? extends Op> rows = on.board() == Board.RISCV64 ? Xcheri.ISA.rows() : Morello.all();
        List<String> steps = new ArrayList<>();
        for (int n = 0; n < COPIES; n++)
            for (int left = random.nextInt(20, MOST); left > 0; left--) {
                Op op = rows.get(random.nextInt(rows.size()));
                int word = word(op, random);
                if (op.pattern().width() == 16) word = word & 0xffff | word(sixteen(rows, random), random) << 16;
                if (isAdmitted(on.board(), word)) steps.add("word %d %08x %s".formatted(n, word, op.name()));
            }
        return steps;
    }

    private static Op sixteen(List<? extends Op> rows, SplittableRandom random) {
        Op op;
        do op = rows.get(random.nextInt(rows.size())); while (op.pattern().width() != 16);
        return op;
    }

    /** The row with random operands; offsets are often small, so that jumps stay in the text. */
    private static int word(Op op, SplittableRandom random) {
        long[] values = op.pattern().fields().stream().mapToLong(f -> value(f, random)).toArray();
        return op.pattern().encode(values);
    }

    private static long value(Field f, SplittableRandom random) {
        if (f.fixed()) return f.min();
        long value;
        do {
            boolean near = f.signed() && f.width() > 6 && random.nextInt(3) != 0;
            long most = (f.max() - f.min()) / f.step() + 1;
            value = near ? (random.nextInt(2 * NEAR) - NEAR) * f.step() : f.min() + random.nextLong(most) * f.step();
        } while (!f.fits(value));
        return value;
    }

    private static boolean isAdmitted(Board board, int word) {
        return board == Board.RISCV64 ? dev.ufork.isa.riscv.Admission.refusal(word).isEmpty() : dev.ufork.isa.morello.Admission.refusal(word).isEmpty();
    }

    @Override
    public List<String> simpler(String step) {
        String[] words = step.split(" ");
        return words[1].equals("0") ? List.of() : List.of("word 0 " + step.split(" ", 3)[2]);
    }

    @Override
    public Tried run(Subject on, List<String> steps) {
        return run(on, steps, on.board() == Board.MORELLO && !on.isTransparent());
    }

    /** @param spares the public QEMU what it cannot translate */
    static Tried run(Subject on, List<String> steps, boolean spares) {
        Map<String, byte[]> files = Programs.room(on.files(), "each");
        byte[] stray = files.get("stray");
        List<String> arguments = new ArrayList<>(List.of("stray"));      // the first takes what handlers take for good
        for (int n = 0; n < COPIES; n++) {
            files.put("x" + n, filled(on, stray, n, steps, spares));
            arguments.add("x" + n);
        }
        arguments.add("hello");
        return Programs.judged(on.run(on.start(arguments.toArray(String[]::new)).withImage(on.withFiles(files))));
    }

    private static byte[] filled(Subject on, byte[] stray, int n, List<String> steps, boolean spares) {
        ElfFile elf = ElfReader.read("stray", stray);
        ElfSymbol room = elf.symbols().stream().filter(s -> s.name().equals(ROOM)).findFirst().orElseThrow();
        ProgramHeader text = elf.segments().stream().filter(s -> room.value() >= s.vaddr() && room.value() < s.vaddr() + s.filesz()).findFirst().orElseThrow();
        ByteBuffer b = ByteBuffer.wrap(stray.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int begin = (int) (text.offset() + (room.value() & -2) - text.vaddr());
        int at = begin;
        for (String step : steps) {
            String[] words = step.split(" ");
            if (Integer.parseInt(words[1]) != n || at + 4 > begin + room.size()) continue;
            b.putInt(at, Integer.parseUnsignedInt(words[2], 16));
            // Two words next to each other may hold what neither does.
            boolean admitted = on.board() != Board.RISCV64 || at == begin || isAdmitted(on.board(), b.getInt(at - 2));
            if (!isAdmitted(on.board(), b.getInt(at)) || !admitted) b.putInt(at, on.board() == Board.RISCV64 ? RISCV_NOTHING : MORELLO_NOTHING);
            at += 4;
        }
        if (spares) Untranslatable.remove(b, begin, begin + (int) room.size());
        return b.array();
    }
}
