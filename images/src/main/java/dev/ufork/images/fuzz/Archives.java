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
    /** What runs. */
    private static final List<String> PROGRAMS = List.of("init", "each", "true", "hello");
    private static final int MOST = 5;
    private static final List<String> SIZES = List.of("00000000000", "00000000001", "00000000777", "00000001000", "77777777777", "37777777777", "00004000000",
            "zzzzzzzzzzz", "-0000000001", "           ", "00017777777");
    private static final List<String> NAMES = List.of(".", "..", "/", "a/b", "true", "init", "sh", "x".repeat(NAME), "../true", "\1", "a b", "init/", "\u00ff", "each");
    /** Where a core stands for which the kernel has nothing to do. */
    private static final String IDLE = "wait_for_interrupt";
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
            at += BLOCK + (size(archive, at) + BLOCK - 1 & -BLOCK);
        }
        return all;
    }

    @Override
    public Tried run(Subject on, List<String> steps) {
        byte[] archive = changed(on.archive(), steps);
        Ran ran = on.run(on.start(PROGRAMS.subList(1, PROGRAMS.size()).toArray(String[]::new)).withLimit(LIMIT).withImage(on.withArchive(archive)));
        return areWhole(on.archive(), archive) ? judged(ran) : ofOthers(ran, on.isTransparent());
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

    /** Is what runs what it was, as far as it is there: the first files of those names, with their bytes? */
    private static boolean areWhole(byte[] before, byte[] after) {
        return PROGRAMS.stream().allMatch(name -> {
            int at = find(after, name);
            int was = find(before, name);
            int bytes = BLOCK + size(before, was);
            return at < 0 || at + bytes <= after.length && size(after, at) == size(before, was)
                    && Arrays.equals(after, at + BLOCK, at + bytes, before, was + BLOCK, was + bytes);
        });
    }

    /** The header of the first file of a name, of those that can be reached from the first; below 0 if there is none. */
    private static int find(byte[] archive, String name) {
        for (int at = 0; at >= 0 && at + BLOCK <= archive.length && archive[at] != 0; at += BLOCK + (size(archive, at) + BLOCK - 1 & -BLOCK))
            if (archive[at + TYPE] != '1' && new String(archive, at, NAME, StandardCharsets.ISO_8859_1).startsWith(name + "\0")) return at;
        return -1;
    }

    /** As the kernel reads it: the lower three bits of each digit; a number that no archive has if it is too large. */
    private static int size(byte[] archive, int at) {
        if (archive[at + TYPE] == '1') return 0;
        long n = 0;
        for (int i = 0; i < SIZE_DIGITS; i++) n = n << 3 | archive[at + SIZE + i] & 7;
        return (int) Math.min(n, archive.length);
    }

    /** A boot that ends, whatever of the files is still there; or a sentence on the archive or on what became of a damaged init, and a machine that is off. */
    private static Tried judged(Ran ran) {
        boolean refused = ran.end() == Ran.End.EXIT && ran.status() == Ran.PANICKED && isRefusal(ran);
        return refused ? Tried.well(ran) : Tried.judged(ran);
    }

    /**
     * Of programs that are not what they were: those may also wait for ever, or never end, as programs may. Then the kernel has nothing to do, or lets them run; a machine
     * that cannot be looked into is believed to.
     */
    private static Tried ofOthers(Ran ran, boolean transparent) {
        Tried tried = judged(ran);
        boolean goesOn = ran.end() == Ran.End.WAITS && ran.place().equals(IDLE) || ran.end() == Ran.End.LIMIT && ran.place().equals(Ran.PROGRAM);
        boolean noEnd = tried.finding().startsWith("waits") || tried.finding().startsWith("no end");
        return noEnd && (goesOn || !transparent) ? Tried.well(ran) : tried;
    }

    /** A panic that says what is wrong with the archive, or says it of init in the line before. */
    private static boolean isRefusal(Ran ran) {
        String before = ran.lines().size() < 2 ? "" : ran.lines().get(ran.lines().size() - 2);
        boolean unloadable = ran.lastLine().startsWith("ufork: panic: the archive's init cannot be loaded") && before.startsWith("ufork: init cannot be run: ");
        return unloadable || ran.lastLine().matches("ufork: (panic: the archive|the first process is ended by) .*");
    }
}
