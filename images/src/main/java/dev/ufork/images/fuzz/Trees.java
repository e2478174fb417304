package dev.ufork.images.fuzz;

import dev.ufork.harness.Board;
import dev.ufork.images.fuzz.TreeBlob.Token;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Device trees that are wrong: nodes and properties gone, twice, elsewhere, with other names, values, lengths; headers that lie; bytes.
 *
 * <pre>
 *  level L             at which the core begins, on Morello; 2 without it
 *  prune N             no node N, or property
 *  drop N              no token N, whatever becomes of the rest
 *  copy N M            node or property N once more before token M
 *  name N TEXT         another name of node N
 *  named N OFFSET      the name of property N is elsewhere among the strings
 *  length N BYTES      property N says that it has so many
 *  cell N K HEX        another number in property N
 *  cut N BYTES         property N has no more than so many bytes
 *  header K HEX        word K of the header
 *  byte OFFSET HEX     one byte, at last
 * </pre>
 */
final class Trees implements Kind.Input {
    private static final long LIMIT = 12_000_000;
    private static final int MOST = 5;
    /** Where the tree is put: on Morello there where QEMU's kernels look for it. */
    private static final long RISCV_TREE = 0x8200_0000L;
    private static final long MORELLO_TREE = 0x4000_0000L;
    private static final int[] CELLS = {0, 1, -1, 0x8000_0000, 0x7fff_ffff, 0xfff, 0x1000, 0x20_0000, 0x4000_0000, 0x9000_0000, 0x10, 3, 4, 0x80};
    private static final List<String> NAMES = List.of("memory", "memory@0", "chosen", "x", "", "chosen@1", "soc", "cpus", "memory@ffffffff", "a".repeat(200));
    /** Words of the header: magic, size, structure, strings, reservations, versions, the boot core, sizes. */
    private static final int WORDS = 10;
    /** Where a machine stands that nobody can turn off. */
    private static final Set<String> QUIET = Set.of("halt", "stuck", "power_off");
    private static final Set<Integer> LINES = Set.of(0, 62, 63);

    @Override
    public List<String> draw(Subject on, SplittableRandom random) {
        TreeBlob tree = tree(on);
        int most = tree.tokens().size();
        List<String> steps = new ArrayList<>();
        if (on.board() == Board.MORELLO) steps.add("level %d".formatted(1 + random.nextInt(3)));
        for (int n = random.nextInt(1, MOST + 1); n > 0; n--) steps.add(step(tree, random, random.nextInt(most)));
        return steps;
    }

    private static String step(TreeBlob tree, SplittableRandom random, int n) {
        Token t = tree.tokens().get(n);
        boolean property = t.kind == TreeBlob.PROPERTY;
        int other = random.nextInt(tree.tokens().size());
        return switch (random.nextInt(12)) {
            case 0 -> "prune %d".formatted(n);
            case 1 -> "drop %d".formatted(n);
            case 2 -> "copy %d %d".formatted(n, other);
            case 3 -> property ? "named %d %d".formatted(n, random.nextInt(400)) : "name %d %s".formatted(n, NAMES.get(random.nextInt(NAMES.size()))).strip();
            case 4 -> property ? "length %d %d".formatted(n, CELLS[random.nextInt(CELLS.length)]) : "prune %d".formatted(n);
            case 5 -> "header %d %x".formatted(random.nextInt(WORDS), random.nextBoolean() ? CELLS[random.nextInt(CELLS.length)] : random.nextInt(4096));
            case 6 -> "byte %d %02x".formatted(random.nextInt(tree.blob(List.of()).length), random.nextInt(256));
            case 7 -> property ? "cut %d %d".formatted(n, random.nextInt(t.value.length + 1)) : "drop %d".formatted(n);
            default -> t.value.length < 4 ? "prune %d".formatted(n)
                    : "cell %d %d %x".formatted(n, random.nextInt(t.value.length / 4), random.nextInt(3) != 0 ? CELLS[random.nextInt(CELLS.length)] : random.nextInt());
        };
    }

    @Override
    public Tried run(Subject on, List<String> steps) {
        int level = on.isTransparent() ? steps.stream().filter(s -> s.startsWith("level ")).map(s -> Integer.parseInt(s.substring(6))).findFirst().orElse(2) : 2;
        Start start = start(on, level);
        byte[] blob = changed(new TreeBlob(on.tree(start)), steps);
        return tried(on, start.withImage(on.board() == Board.RISCV64 ? Firmware.riscv(start.image(), RISCV_TREE, blob)
                : Firmware.morello(start.image(), new TreeMap<>(Map.of(MORELLO_TREE, blob)), 0)), "the device tree .*");
    }

    private static Start start(Subject on, int level) {
        return on.start("true").withLimit(LIMIT).withLevel(level);
    }

    /** Boots; on another machine only what the embedded one brings to an end, for one that waits looks from outside like one that hangs. */
    static Tried tried(Subject on, Start start, String wrong) {
        Tried here = judged(on.twin().run(start), wrong);
        return on.isTransparent() || here.ran().end() != Ran.End.EXIT ? here : judged(on.run(start), wrong);
    }

    private static TreeBlob tree(Subject on) {
        return new TreeBlob(on.tree(start(on, 2)));
    }

    /** The tree, changed. */
    static byte[] changed(TreeBlob tree, List<String> steps) {
        List<Integer> kept = new ArrayList<>();
        for (String step : steps) {
            String[] words = step.split(" ", 4);
            int n = words[0].equals("level") ? 0 : Integer.parseInt(words[1]);
            Token t = tree.token(n);
            switch (words[0]) {
                case "prune" -> tree.prune(n);
                case "drop" -> tree.drop(n);
                case "copy" -> tree.copy(n, Integer.parseInt(words[2]));
                case "header" -> {
                    kept.add(n);
                    tree.header(n, Integer.parseUnsignedInt(words[2], 16));
                }
                case "level", "byte" -> { }
                default -> {
                    if (t != null) change(t, words);
                }
            }
        }
        byte[] blob = tree.blob(kept);
        for (String step : steps) {
            String[] words = step.split(" ");
            if (words[0].equals("byte") && Integer.parseInt(words[1]) < blob.length)
                blob[Integer.parseInt(words[1])] = HexFormat.of().parseHex(words[2])[0];
        }
        return blob;
    }

    private static void change(Token t, String[] words) {
        switch (words[0]) {
            case "name" -> t.name = words.length > 2 ? words[2] : "";
            case "named" -> t.nameAt = Integer.parseInt(words[2]);
            case "length" -> t.length = Integer.parseInt(words[2]);
            case "cut" -> {
                t.value = Arrays.copyOf(t.value, Math.min(t.value.length, Integer.parseInt(words[2])));
                t.length = t.value.length;
            }
            case "cell" -> {
                int at = Integer.parseInt(words[2]) * 4;
                if (at + 4 <= t.value.length) ByteBuffer.wrap(t.value).putInt(at, Integer.parseUnsignedInt(words[3], 16));
            }
            default -> throw new IllegalArgumentException("no step of a tree: " + String.join(" ", words));
        }
    }

    /**
     * A boot, or a sentence on what is wrong with the tree, and a machine that is off. If the tree names no console that is silent, and a machine that waits
     * or is off; if it names no way to turn it off, one that waits.
     */
    private static Tried judged(Ran ran, String wrong) {
        boolean off = ran.end() == Ran.End.EXIT;
        boolean stands = ran.end() != Ran.End.EXIT && QUIET.contains(ran.place());
        boolean refused = ran.status() == Ran.PANICKED && ran.lastLine().matches("ufork: panic: " + wrong);
        boolean shell = ran.end() == Ran.End.WAITS && ran.place().equals("wait_for_interrupt") && Tried.judged(ran).finding().startsWith("waits");
        boolean silent = ran.lines().isEmpty() && (off || stands);
        boolean done = stands && (refused || LINES.contains(ran.status()));
        if (off && refused || shell || silent || done) return Tried.well(ran);
        return Tried.judged(ran);
    }
}
