package dev.ufork.images.fuzz;

import dev.ufork.boot.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * System calls with arguments of any sort, made by four processes.
 *
 * <pre>
 *  P CALL S A...     process P makes the call with up to six arguments, and keeps what it gets in slot S
 * </pre>
 *
 * <p>An argument is a letter and a number: n a number, p a power of two; m memory, written as 4096 times its offset plus its bytes, r that cannot be written, w that
 * cannot be read, u without its tag, s sealed; h four bytes of a page that all processes share; e a kernel entry, f a function of the program; t a text, v a vector
 * of two; k what a slot keeps, q the same and 16 times as many pages behind; i this process's number and so many more; b a stack, a the memory of one. The program
 * {@code calls} makes them.
 */
final class Calls implements Kind.Input {
    private static final int PROCESSES = 4;
    private static final int MOST = 160;
    private static final int RECORD = 64;
    private static final int SLOTS = 16;
    private static final String ANY = "nnnnpmmmmrwusefttvkkqhiba";
    private static final long[] NUMBERS = {0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 64, 0x40, 0x42, 0x241, 0x441, 0x800, 0777, 4095, 4096, 8192, 65536, 1 << 20, -1, -2, -4096,
        Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, 1000, 1_000_000, 20_000};
    private static final int TEXTS = 23;
    /** Texts of what is there, or often is. */
    private static final int[] NEAR = {0, 0, 1, 1, 2, 3, 12, 13, 14, 20};

    // Slots for what calls mostly yield, so that others find it there: mappings, descriptors, processes, threads; the rest for everything.
    private static final Map<String, Integer> KEPT = Map.of("mmap", 0, "open", 4, "dup", 4, "fcntl", 4, "fork", 8, "thread_create", 10);
    private static final int OTHERS = 12;
    private static final String MAPPINGS = "k0,1,2,3";
    /** The second page of a mapping, and the first. */
    private static final String PIECES = "q0,1,2,3,16,17,18,19";
    /** A process begins with a file as 3, a folder as 4, a pipe to all others as 5 and 6, shared memory as 7, the console as 8, a program as 9. */
    private static final String FILES = "n3,3,7,9";
    private static final String ANY_FILE = "n0,3,3,4,5,6,7,7,8,9,10";
    private static final String KEPT_FILES = "k4,5,6,7";
    private static final String SIZES = "n4096,4096,8192,65536,1048576,0";

    /**
     * What a call's arguments most often are, where anything at all would hardly ever get far; a letter may be followed by the numbers to choose from, and a bar
     * parts what is equally good.
     */
    private static final Map<String, List<String>> USUAL = Map.ofEntries(
            Map.entry("wait", List.of("n-1,0,-2|k8,9", m(16, 3072), "n1,1,3,0")), Map.entry("write", List.of(ANY_FILE + "|" + KEPT_FILES, "m|m|" + MAPPINGS, "n")),
            Map.entry("read", List.of(ANY_FILE + "|" + KEPT_FILES, "m|m|" + MAPPINGS + "|h", "n")), Map.entry("execve", List.of("t12,20,21,22", "v", "v")),
            Map.entry("kill", List.of("i0,1,2|k8,9|n0,-1", "n0,1,10,10,12,14,17,18,19,20,9")), Map.entry("shortage", List.of("n0,1,1,2,3,4", "n0,1,2,3,5,8,20")),
            Map.entry("open", List.of("t", "n0,2,66,66,578,1090,65536,2050", "n511,511,0,256")), Map.entry("close", List.of("n10,11,12,13,3,4,5,6,7|" + KEPT_FILES)),
            Map.entry("dup", List.of(ANY_FILE)), Map.entry("dup2", List.of(ANY_FILE, "n10,11,12,63,9,3|" + KEPT_FILES, "n0,524288")),
            Map.entry("fcntl", List.of(ANY_FILE + "|" + KEPT_FILES, "n0,1,2,3,4,1030", "n0,1,10,2048")), Map.entry("lseek", List.of(FILES + ",4", "n", "n0,1,2")),
            Map.entry("pipe", List.of("m", "n0,2048,524288")), Map.entry("poll", List.of(m(64, 1024, 1088, 1216) + "|" + m(512, 1024), "n1,2,8,64", "n0,1,-1")),
            Map.entry("stat", List.of("t", m(256, 3072, 3328))), Map.entry("fstat", List.of(ANY_FILE, m(256, 3072, 3328))), Map.entry("getdents", List.of("n4,4,3", m(512, 3072), "n0,16,64,512")),
            Map.entry("mkdir", List.of("t0,1,2,3", "n511,511,0")), Map.entry("mkfifo", List.of("t0,1,2,3", "n511,511,0")), Map.entry("rmdir", List.of("t")),
            Map.entry("unlink", List.of("t")), Map.entry("link", List.of("t", "t")), Map.entry("rename", List.of("t", "t")), Map.entry("chmod", List.of("t", "n511,511,448,0,292")),
            Map.entry("access", List.of("t", "n0,1,2,4,7")), Map.entry("umask", List.of("n0,18,511")), Map.entry("truncate", List.of("t", "n0,1,4096,100000,5000000")),
            Map.entry("ftruncate", List.of("n3,7", "n0,1,4096,100000,5000000,20000000")), Map.entry("chdir", List.of("t")), Map.entry("fchdir", List.of("n4,4,3")),
            Map.entry("getcwd", List.of(m(256, 3072) + "|m", "n1,16,64,256")), Map.entry("tcmode", List.of("n8,8,8,3", "n-1,0,2,8,11")), Map.entry("tcgroup", List.of("n8,8,8,3", "n-1|i0,1")),
            Map.entry("sigaction", List.of("n1,2,10,11,12,13,14,17,18,24,25,27", m(16, 0, 16, 32, 80, 128, 176, 224, 272, 320), "n0|" + m(16, 3072))), Map.entry("sigentry", List.of("f0,0,0,1")),
            Map.entry("sigprocmask", List.of("n0,1,2,-1", "n")), Map.entry("sigsuspend", List.of("n")), Map.entry("sigaltstack", List.of("a|n0")),
            Map.entry("alarm", List.of("n0,1000,20000,1000000", "n0,0,50000")), Map.entry("itimer", List.of("n0,1,2", m(32, 2048, 2064, 2080) + "|n0", m(32, 3072) + "|n0")),
            Map.entry("sleep", List.of("n0,1000,20000,1000000")), Map.entry("setpgid", List.of("n0|k8,9", "n0|i0")), Map.entry("getpgid", List.of("n0|i0,1|k8,9")),
            Map.entry("getsid", List.of("n0|i0,1|k8,9")), Map.entry("usage", List.of("n0,-1", m(512, 3072) + "|m")), Map.entry("counter", List.of("n0,1,2,3,4,5,6,7,8,9,10,11,12,20", "n0|i0,1")),
            Map.entry("limit", List.of("n0,1", "n-1,64,10,3")), Map.entry("process", List.of("n0,1,2,3,4,5", m(256, 3072))), Map.entry("program", List.of("n0,1,2,3,9", m(64, 3072) + "|m", "n64,3,0")),
            Map.entry("isolation", List.of("n0,1,2")), Map.entry("policy", List.of("n0,1,2,3")),
            Map.entry("mmap", List.of(MAPPINGS, SIZES, "n0,1,3,3,3", "n33,34,33,34,1,2,50,49,17,18", "n-1,3,7,7,9", "n0,0,4096")), Map.entry("munmap", List.of(PIECES, "n4096,4096,8192,0,65536")),
            Map.entry("mprotect", List.of(PIECES, "n4096,4096,8192", "n0,1,3")), Map.entry("msync", List.of(PIECES, "n4096,4096,0,8192", "n0,1,2,4")),
            Map.entry("utimens", List.of("t", m(16, 2048, 2064) + "|n0")), Map.entry("futimens", List.of(FILES, m(16, 2048, 2064) + "|n0")),
            Map.entry("rlimit", List.of("n0,1,2,3,6,7,9", m(16, 512, 528, 2048, 3088) + "|n0", m(16, 3072) + "|n0")), Map.entry("thread_create", List.of("f1", "b", "a|n0", m(16, 3840))),
            Map.entry("thread_kill", List.of("k10,11", "n0,10,12,9,19")), Map.entry("futex_wait", List.of("h0,16,32|" + m(4, 3856), "n0,0,1", "n-1,0,1000000")),
            Map.entry("futex_wake", List.of("h0,16,32|m", "n0,1,2,100")));
    /** Calls behind which a process does no more, or not soon; they come less often. */
    private static final List<String> RARE = List.of("exit", "thread_exit", "execve", "sigsuspend", "sigreturn", "sleep", "isolation", "policy", "limit", "rlimit", "setsid", "shortage");
    private static final int RARITY = 5;
    /** Calls on whose results others depend, and that do most; a third of all are of these. */
    private static final List<String> OFTEN = List.of("mmap", "mmap", "munmap", "mprotect", "read", "write", "fork", "wait", "open", "kill", "futex_wait", "futex_wake",
            "thread_create", "poll", "sigaction", "itimer");

    /** So many bytes at one of these places of the memory that all calls use. */
    private static String m(int bytes, int... places) {
        return "m" + Arrays.stream(places).mapToObj(p -> Integer.toString(p * 4096 + bytes)).collect(Collectors.joining(","));
    }

    @Override
    public List<String> draw(Subject on, SplittableRandom random) {
        List<String> steps = new ArrayList<>();
        for (int n = random.nextInt(20, MOST); n > 0; n--) {
            List<String> among = random.nextInt(3) == 0 ? OFTEN : SystemCalls.NAMES;
            String call = among.get(random.nextInt(among.size()));
            if (RARE.contains(call) && random.nextInt(RARITY) != 0) continue;
            StringBuilder step = new StringBuilder("%d %s %d".formatted(random.nextInt(PROCESSES), call, slot(call, random)));
            List<String> usual = USUAL.getOrDefault(call, List.of());
            int arguments = usual.isEmpty() ? random.nextInt(5) : usual.size();
            for (int i = 0; i < arguments; i++)
                step.append(' ').append(i < usual.size() && random.nextInt(8) != 0 ? argument(usual.get(i), random) : any(random));
            steps.add(step.toString());
        }
        return steps;
    }

    private static int slot(String call, SplittableRandom random) {
        Integer first = KEPT.get(call);
        if (first == null || random.nextInt(8) == 0) return OTHERS + random.nextInt(SLOTS - OTHERS);
        return first + random.nextInt(first < 8 ? 4 : 2);
    }

    private static String any(SplittableRandom random) {
        return argument(ANY.substring(random.nextInt(ANY.length())).substring(0, 1), random);
    }

    private static String argument(String choices, SplittableRandom random) {
        String[] good = choices.split("\\|");
        String usual = good[random.nextInt(good.length)];
        char sort = usual.charAt(0);
        if (usual.length() > 1) {
            String[] choice = usual.substring(1).split(",");
            return sort + choice[random.nextInt(choice.length)];
        }
        long value = switch (sort) {
            case 'n' -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 'm', 'r', 'w', 'u', 's' -> (random.nextInt(4096) & (random.nextInt(4) == 0 ? -1 : -16)) * 4096L + random.nextInt(random.nextBoolean() ? 4096 : 65);
            case 't' -> random.nextInt(3) != 0 ? NEAR[random.nextInt(NEAR.length)] : random.nextInt(TEXTS);
            case 'v' -> random.nextInt(1024);
            default -> random.nextInt(64);
        };
        return sort + Long.toString(value);
    }

    @Override
    public List<String> simpler(String step) {
        List<String> all = new ArrayList<>();
        String[] words = step.split(" ");
        if (!words[0].equals("0")) all.add("0" + step.substring(1));
        for (int n = 3; n < words.length; n++) {
            if (words[n].equals("n0")) continue;
            String[] other = words.clone();
            other[n] = "n0";
            all.add(String.join(" ", other));
        }
        if (words.length > 3 && words[words.length - 1].equals("n0")) all.addFirst(step.substring(0, step.lastIndexOf(' ')));
        return all;
    }

    @Override
    public Tried run(Subject on, List<String> steps) {
        Map<String, byte[]> files = Programs.room(on.files(), "calls");
        files.put("script", script(steps));
        files.put("text", "#!/bin/hello x\n".getBytes(StandardCharsets.US_ASCII));
        files.put("noise", "#!/bin/none\n".getBytes(StandardCharsets.US_ASCII));
        Start start = on.coverage().isPresent() ? on.start("-c", "/bin/script") : on.start("/bin/script");
        Ran ran = on.run(start.withImage(on.withFiles(files)));
        on.coverage().ifPresent(c -> c.counted(ran.lines()));
        return judged(ran);
    }

    /** The file that the program reads. */
    static byte[] script(List<String> steps) {
        ByteBuffer b = ByteBuffer.allocate(Math.max(1, steps.size()) * RECORD).order(ByteOrder.LITTLE_ENDIAN);
        for (String step : steps) {
            int at = b.position();
            String[] words = step.split(" ");
            int call = SystemCalls.NAMES.indexOf(words[1]);
            if (call < 0) throw new IllegalArgumentException("there is no system call %s".formatted(words[1]));
            b.put((byte) Integer.parseInt(words[0])).put((byte) call).put((byte) Integer.parseInt(words[2]));
            for (int n = 3; n < words.length; n++)
                b.putLong(at + 8 * (n - 2), (long) words[n].charAt(0) << 56 | Long.parseLong(words[n].substring(1)) & (1L << 56) - 1);
            b.position(at + RECORD);
        }
        if (steps.isEmpty()) b.put(0, (byte) 0xff);
        return b.array();
    }

    /** The program itself looks whether all is well. */
    private static Tried judged(Ran ran) {
        Tried tried = Tried.judged(ran);
        boolean right = ran.status() == 0 && ran.lastLine().equals("calls: the kernel goes on");
        return !tried.isWell() || right ? tried : new Tried("status %d: %s".formatted(ran.status(), ran.lastLine()), ran);
    }
}
