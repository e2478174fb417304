package dev.ufork.images.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * ELF files that are wrong, as files of the archive and as files that a program has written: eight copies of one program in which headers, tables of segments and
 * sections, relocations and text are others.
 *
 * <pre>
 *  byte N OFFSET HEX...    other bytes in copy N
 *  cut N BYTES             no more than so many
 *  dynamic N               capabilities to be made are told by a dynamic section, whose tables lie where those of copy N's own relocations did
 *  written                 all are copied to new files, which are executed
 * </pre>
 */
final class Programs implements Kind.Input {
    private static final int COPIES = 8;
    private static final long LIMIT = 250_000_000;
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    private static final int SECTION = 64;
    private static final int RELOCATION = 40;
    private static final int RELA = 24;
    private static final int RELATIVE = 0xe803;
    private static final Set<String> KEPT = Set.of("hello", "rm", "sh", "stray", "true");
    private static final long[] WORDS = {0, 1, 2, 7, 8, 16, 0xfff, 0x1000, 0x1001, 0xffff, 0x10000, 1L << 20, 1L << 28, 1L << 31, 1L << 32, 1L << 47, 1L << 63, -1, -16,
        Long.MAX_VALUE, 1L << 62, 3L << 62, 5, 6};

    /**
     * Files without what such inputs do not need: there is room for others. The first process is the program that looks after the others: nobody can end it
     * or stop it, so whatever programs do to each other, what it says in the end is about the kernel.
     */
    static Map<String, byte[]> room(Map<String, byte[]> files, String first) {
        Map<String, byte[]> some = new TreeMap<>(files);
        some.keySet().retainAll(KEPT);
        some.put("init", files.get(first));
        return some;
    }

    @Override
    public List<String> draw(Subject on, SplittableRandom random) {
        byte[] program = on.files().get("hello");
        ByteBuffer b = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        List<String> steps = new ArrayList<>();
        if (random.nextInt(3) == 0) steps.add("written");
        for (int n = 0; n < COPIES; n++) {
            if (random.nextInt(4) == 0) steps.add("dynamic %d".formatted(n));
            for (int i = random.nextInt(1, 4); i > 0; i--) steps.add(step(b, n, random));
        }
        return steps;
    }

    private static String step(ByteBuffer b, int n, SplittableRandom random) {
        int size = b.capacity();
        int segments = (int) b.getLong(32);
        int sections = (int) b.getLong(40);
        int relocations = relocations(b);
        int segmentCount = b.getShort(56);
        int sectionCount = b.getShort(60);
        return switch (random.nextInt(10)) {
            case 0 -> "cut %d %d".formatted(n, random.nextInt(size));
            case 1 -> bytes(n, random.nextInt(HEADER), random, 1);
            case 2 -> bytes(n, random.nextInt(HEADER / 2) * 2, random, 2);
            case 3 -> bytes(n, segments + random.nextInt(segmentCount * SEGMENT / 8) * 8, random, 8);
            case 4 -> bytes(n, segments + random.nextInt(segmentCount * SEGMENT), random, 1);
            case 5 -> bytes(n, sections + random.nextInt(sectionCount * SECTION / 8) * 8, random, 8);
            case 6, 7 -> bytes(n, relocations + random.nextInt(40 * RELOCATION / 8) * 8, random, 8);
            case 8 -> bytes(n, (int) b.getLong(segments + 8) + random.nextInt(256) / 2 * 2, random, 4);
            default -> bytes(n, random.nextInt(size), random, 1);
        };
    }

    private static String bytes(int n, int at, SplittableRandom random, int count) {
        long value = random.nextInt(3) == 0 ? random.nextLong() : WORDS[random.nextInt(WORDS.length)] + (random.nextInt(3) == 0 ? random.nextInt(-16, 17) : 0);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = (byte) (value >>> 8 * i);
        return "byte %d %d %s".formatted(n, at, HexFormat.of().formatHex(bytes));
    }

    /** Where in the file the section of capability relocations is: the one with entries of their size. */
    private static int relocations(ByteBuffer b) {
        int sections = (int) b.getLong(40);
        int names = (int) b.getLong(sections + b.getShort(62) * SECTION + 24);
        for (int at = sections; at < sections + b.getShort(60) * SECTION; at += SECTION) {
            int name = names + b.getInt(at);
            if (b.get(name + 2) == 'c' && b.get(name + 6) == 'r' && b.get(name + 12) == 0) return (int) b.getLong(at + 24);
        }
        throw new IllegalArgumentException("the program has no capability relocations");
    }

    @Override
    public List<String> simpler(String step) {
        String[] words = step.split(" ");
        return words[0].equals("byte") && !words[1].equals("0") ? List.of("byte 0 %s %s".formatted(words[2], words[3])) : List.of();
    }

    @Override
    public Tried run(Subject on, List<String> steps) {
        Map<String, byte[]> files = room(on.files(), "each");
        List<String> arguments = new ArrayList<>();
        if (steps.contains("written")) arguments.add("-w");
        arguments.add("hello");
        for (int n = 0; n < COPIES; n++) {
            byte[] copy = changed(files.get("hello"), n, steps);
            if (copy.length == files.get("hello").length && Arrays.equals(copy, files.get("hello"))) continue;
            files.put("x" + n, copy);
            arguments.add("x" + n);
        }
        arguments.add("hello");
        return judged(on.run(on.start(arguments.toArray(String[]::new)).withLimit(LIMIT).withImage(on.withFiles(files))));
    }

    private static byte[] changed(byte[] program, int n, List<String> steps) {
        byte[] copy = program.clone();
        for (String step : steps) {
            String[] words = step.split(" ");
            if (words.length < 2 || Integer.parseInt(words[1]) != n) continue;
            switch (words[0]) {
                case "byte" -> {
                    byte[] bytes = HexFormat.of().parseHex(words[3]);
                    int at = Integer.parseInt(words[2]);
                    if (at < copy.length) System.arraycopy(bytes, 0, copy, at, Math.min(bytes.length, copy.length - at));
                }
                case "cut" -> copy = Arrays.copyOf(copy, Math.min(copy.length, Integer.parseInt(words[2])));
                case "dynamic" -> dynamic(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN));
                default -> throw new IllegalArgumentException("no step of a program: " + step);
            }
        }
        return copy;
    }

    /** Turns the first relocations into a dynamic section of three entries and a table of RELA, and the last segment into PT_DYNAMIC. */
    private static void dynamic(ByteBuffer b) {
        int table = relocations(b);
        int segments = (int) b.getLong(32);
        int last = segments + (b.getShort(56) - 1) * SEGMENT;
        long data = b.getLong(last + 16);
        long address = table - b.getLong(segments + SEGMENT + 8) + b.getLong(segments + SEGMENT + 16);
        b.putInt(last, 2).putLong(last + 8, table).putLong(last + 32, 64);
        long[] tags = {7, address + 64, 8, 4 * RELA, 9, RELA, 0, 0};
        for (int i = 0; i < tags.length; i++) b.putLong(table + 8 * i, tags[i]);
        for (int i = 0; i < 4; i++) {
            int at = table + 64 + i * RELA;
            b.putLong(at, data + 16L * i).putInt(at + 8, RELATIVE).putInt(at + 12, 0).putLong(at + 16, 0);
        }
    }

    /** All were tried, and nothing was lost. */
    static Tried judged(Ran ran) {
        Tried tried = Tried.judged(ran);
        boolean right = ran.lines().size() > 1 && ran.lastLine().equals("hello: ended with 0");
        return !tried.isWell() || right ? tried : new Tried("status %d: %s".formatted(ran.status(), ran.lastLine()), ran);
    }
}
