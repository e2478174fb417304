package dev.ufork.images.fuzz;

import dev.ufork.harness.Board;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What UEFI hands on that is wrong: ACPI's tables, the memory map, the load options. {@link TableSet} says which part has which number.
 *
 * <pre>
 *  level L               at which the core begins
 *  drop N                the directory does not name table N
 *  copy N                it names it once more
 *  swap N M              one in the place of the other
 *  cut N BYTES           part N has no more than so many bytes, and says so
 *  size N BYTES          part N says that it has so many
 *  byte N OFFSET HEX...  other bytes in part N
 *  move N FROM BYTES TO  bytes of part N once more, over others
 *  at N HEX              the directory, or the root, says that table N is there
 *  stride BYTES          from one descriptor of the memory map to the next
 *  sum N HEX             at last, checksums are right but for those of parts N, which are wrong by so much
 * </pre>
 */
final class Tables implements Kind.Input {
    private static final long LIMIT = 12_000_000;
    private static final int MOST = 5;
    private static final long[] NUMBERS = {0, 1, 2, 3, 4, 7, 8, 9, 11, 12, 14, 15, 16, 27, 32, 33, 0xff, 0xfff, 0x1000, 0x1001, 0xffff, 0x10000, 0x20_0000, 0x0800_0000, 0x080a_0000,
        0x0900_0000, 0x4000_0000, 0x4020_0000, 0x4280_0000, 0x4280_0800, 0x42ff_fff8L, 0x4400_0000, 0x7fff_ffff, 0x8000_0000L, 0xffff_ffffL, 1L << 32, 1L << 40, 1L << 46,
        1L << 47, 1L << 51, 1L << 52, 1L << 63, Long.MAX_VALUE, -1, -8, -4096};
    private static final int[] WIDTHS = {1, 1, 2, 4, 4, 8, 8};

    @Override
    public boolean isFor(Board board) {
        return board == Board.MORELLO;
    }

    @Override
    public List<String> draw(Subject on, SplittableRandom random) {
        List<String> steps = new ArrayList<>();
        steps.add("level %d".formatted(1 + random.nextInt(2)));
        TableSet set = new TableSet(2, "true");
        for (int n = random.nextInt(1, MOST + 1); n > 0; n--) steps.add(step(set, random));
        if (random.nextInt(8) == 0) steps.add("sum %d %02x".formatted(random.nextInt(TableSet.ROOT + 1), random.nextInt(1, 256)));
        return steps;
    }

    private static String step(TableSet set, SplittableRandom random) {
        int table = random.nextInt(TableSet.DIRECTORY);
        int part = random.nextInt(3) == 0 ? random.nextInt(TableSet.PARTS) : random.nextInt(2) == 0 ? TableSet.MAP : random.nextInt(2) == 0 ? TableSet.INTERRUPTS : table;
        int length = set.part(part).length;
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (random.nextInt(12)) {
            case 0 -> "drop %d".formatted(table);
            case 1 -> random.nextBoolean() ? "copy %d".formatted(table) : "swap %d %d".formatted(table, random.nextInt(TableSet.DIRECTORY));
            case 2 -> "cut %d %d".formatted(part, random.nextInt(length + 1));
            case 3 -> "size %d %d".formatted(part, random.nextBoolean() ? number : random.nextInt(2 * length));
            case 4 -> "at %d %x".formatted(random.nextInt(TableSet.ROOT), number + (random.nextInt(3) == 0 ? random.nextInt(-64, 65) : 0));
            case 5 -> random.nextInt(4) == 0 ? "stride %d".formatted(random.nextBoolean() ? number : random.nextInt(256) * 8L)
                    : "move %d %d %d %d".formatted(part, random.nextInt(length), random.nextInt(1, 64), random.nextInt(length));
            default -> bytes(set, part, random);
        };
    }

    /** A number somewhere in a part, most often where one is that means something. */
    private static String bytes(TableSet set, int part, SplittableRandom random) {
        int[] fields = set.fields(part);
        int at = fields.length == 0 || random.nextInt(4) == 0 ? random.nextInt(set.part(part).length) : fields[random.nextInt(fields.length)];
        int width = WIDTHS[random.nextInt(WIDTHS.length)];
        long value = random.nextInt(3) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < width; i++) hex.append("%02x".formatted(value >>> 8 * i & 0xff));
        return "byte %d %d %s".formatted(part, at, hex);
    }

    @Override
    public Tried run(Subject on, List<String> steps) {
        int level = on.isTransparent() ? steps.stream().filter(s -> s.startsWith("level ")).map(s -> Integer.parseInt(s.substring(6))).findFirst().orElse(2) : 2;
        Start start = on.start("true").withLimit(LIMIT).withLevel(level);
        TableSet set = new TableSet(level, "true");
        steps.forEach(set::change);
        return Trees.tried(on, start.withImage(Firmware.morello(start.image(), set.memory(), set.registers())), WRONG);
    }

    /** What a refusal begins with. */
    private static final String WRONG = "(ACPI: |UEFI|the device tree ).*";
}
