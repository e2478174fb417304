package dev.ufork.images.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Archives that are wrong: a valid one with other bytes, fields, blocks; or random bytes.
 *
 * <pre>
 *  byte OFFSET HEX...      other bytes
 *  field N OFFSET TEXT     other bytes in the header of file N: its name is at 0, its size at 124, its type at 156, its link at 157
 *  cut BYTES               nothing behind them
 *  move FROM BLOCKS TO     a run of blocks once more, over others
 *  random SEED             nothing but random bytes, from the begin on
 *  sums                    at last, checksums of headers are made right
 * </pre>
 */
final class Archives implements Kind.Input {
    private static final int BLOCK = 512;
    private static final int SIZE = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int SUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int NAME = 100;
    private static final long LIMIT = 40_000_000;
    private static final int MOST = 5;
    private static final List<String> SIZES = List.of("00000000000", "00000000001", "00000000777", "00000001000", "77777777777", "37777777777", "00004000000",
            "zzzzzzzzzzz", "-0000000001", "           ", "00017777777");
    private static final List<String> NAMES = List.of(".", "..", "/", "a/b", "true", "init", "sh", "x".repeat(NAME), "../true", "\1", "a b", "init/", "\u00ff", "each");
    private static final String TYPES = "0123456789xgLKS\0A ";

    @Override
    public List<String> draw(Subject on, SplittableRandom random) {
        byte[] archive = on.archive();
        List<Integer> files = headers(archive);
        List<String> steps = new ArrayList<>();
        if (random.nextInt(12) == 0) steps.add("random %d".formatted(random.nextInt(1_000_000)));
        for (int n = random.nextInt(1, MOST + 1); n > 0; n--) steps.add(step(archive, files, random));
        if (random.nextInt(6) != 0) steps.add("sums");
        return steps;
    }

    private static String step(byte[] archive, List<Integer> files, SplittableRandom random) {
        int file = random.nextInt(files.size());
        int blocks = archive.length / BLOCK;
        return switch (random.nextInt(8)) {
            case 0 -> "byte %d %02x".formatted(files.get(file) + random.nextInt(BLOCK), random.nextInt(256));
            case 1 -> "byte %d %02x".formatted(random.nextInt(archive.length), random.nextInt(256));
            case 2 -> field(file, 0, NAMES.get(random.nextInt(NAMES.size())), random.nextBoolean());
            case 3 -> field(file, SIZE, SIZES.get(random.nextInt(SIZES.size())), false);
            case 4 -> field(file, TYPE, TYPES.substring(random.nextInt(TYPES.length())).substring(0, 1), false);
            case 5 -> field(file, LINK, NAMES.get(random.nextInt(NAMES.size())), random.nextBoolean());
            case 6 -> random.nextInt(3) != 0 ? field(file, SIZE, Integer.toOctalString(random.nextInt(1 << 23)), true) : "cut %d".formatted(random.nextInt(archive.length));
            default -> "move %d %d %d".formatted(files.get(random.nextInt(files.size())) / BLOCK, random.nextInt(1, 40),
                    random.nextBoolean() ? files.get(random.nextInt(files.size())) / BLOCK : random.nextInt(blocks));
        };
    }

    private static String field(int file, int offset, String text, boolean ended) {
        return "field %d %d %s".formatted(file, offset, HexFormat.of().formatHex((ended ? text + "\0" : text).getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Where the headers are, while the archive is right. */
    private static List<Integer> headers(byte[] archive) {
        List<Integer> all = new ArrayList<>();
        for (int at = 0; at + BLOCK <= archive.length && archive[at] != 0; ) {
            all.add(at);
            int bytes = archive[at + TYPE] == '1' ? 0 : Integer.parseInt(new String(archive, at + SIZE, SIZE_DIGITS, StandardCharsets.ISO_8859_1).strip(), 8);
            at += BLOCK + (bytes + BLOCK - 1 & -BLOCK);
        }
        return all;
    }

    @Override
    public Tried run(Subject on, List<String> steps) {
        return judged(on.run(on.start("each", "true", "hello").withLimit(LIMIT).withImage(on.withArchive(changed(on.archive(), steps)))));
    }

    /** The archive, changed. */
    static byte[] changed(byte[] archive, List<String> steps) {
        List<Integer> files = headers(archive);
        for (String step : steps) {
            if (step.equals("sums")) continue;
            String[] words = step.split(" ");
            int n = Integer.parseInt(words[1]);
            switch (words[0]) {
                case "byte" -> put(archive, n, words[2]);
                case "field" -> put(archive, files.get(n) + Integer.parseInt(words[2]), words.length > 3 ? words[3] : "");
                case "cut" -> Arrays.fill(archive, n, archive.length, (byte) 0);
                case "move" -> {
                    int from = n * BLOCK;
                    int to = Integer.parseInt(words[3]) * BLOCK;
                    int bytes = Math.min(Integer.parseInt(words[2]) * BLOCK, archive.length - Math.max(from, to));
                    if (bytes > 0) System.arraycopy(archive, from, archive, to, bytes);
                }
                case "random" -> new SplittableRandom(n).nextBytes(archive);
                default -> throw new IllegalArgumentException("no step of an archive: " + step);
            }
        }
        if (steps.contains("sums")) for (int at : files) sum(archive, at);
        return archive;
    }

    private static void sum(byte[] archive, int at) {
        Arrays.fill(archive, at + SUM, at + SUM + 8, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) sum += archive[at + i] & 0xff;
        byte[] digits = "%06o\0".formatted(sum).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(digits, 0, archive, at + SUM, digits.length);
    }

    private static void put(byte[] archive, int at, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        System.arraycopy(bytes, 0, archive, at, Math.min(bytes.length, archive.length - at));
    }

    /** A boot that ends, whatever of the files is still there; or a sentence on the archive or on what became of a
     * damaged init, and a machine that is off. */
    private static Tried judged(Ran ran) {
        boolean refused = ran.end() == Ran.End.EXIT && ran.status() == Ran.PANICKED && ran.lastLine().matches("ufork: (panic: the archive|the first process is ended by) .*");
        return refused ? Tried.well(ran) : Tried.judged(ran);
    }
}
