package dev.ufork.images.fuzz;

import dev.ufork.boot.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * System calls with arguments of any sort, made by four processes.
 *
 * <pre>
 *  P CALL S A...     process P makes the call with up to six arguments, and keeps what it gets in slot S
 * </pre>
 *
 * <p>An argument is a letter and a number: n a number, p a power of two; m memory, written as 4096 times its offset plus its bytes, r that cannot be written, w that
 * cannot be read, u without its tag, s sealed; e a kernel entry, f a function of the program; t a text, v a vector of two; k what a slot keeps; i this process's
 * number and so many more; b a stack, a the memory of one. The program {@code calls} makes them.
 */
final class Calls implements Kind.Input {
    private static final int PROCESSES = 4;
    private static final int MOST = 160;
    private static final int RECORD = 64;
    private static final int SLOTS = 16;
    private static final String ANY = "nnnnpmmmmrwusefttvkkiba";
    private static final long[] NUMBERS = {0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 64, 0x40, 0x42, 0x241, 0x441, 0x800, 0777, 4095, 4096, 8192, 65536, 1 << 20, -1, -2, -4096,
        Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, 1000, 1_000_000, 20_000};
    private static final int TEXTS = 20;

    /** What a call's arguments most often are, where anything at all would hardly ever get far; a letter may be followed by the numbers to choose from. */
    private static final Map<String, List<String>> USUAL = Map.ofEntries(
            Map.entry("wait", List.of("n-1,0,-2", "m", "n1,3,0")), Map.entry("write", List.of("n0,1,2,3,4,5,6", "m", "n")), Map.entry("read", List.of("n0,3,4,5,6", "m", "n")),
            Map.entry("execve", List.of("t", "v", "v")), Map.entry("kill", List.of("i0,1,2", "n0,1,10,12,14,17,18,19,20,9")), Map.entry("shortage", List.of("n0,1,1,2,3,4", "n0,1,2,3,5,8,20")),
            Map.entry("open", List.of("t", "n0,2,66,578,1090,65536,2050", "n511,0,256")), Map.entry("close", List.of("n0,3,4,5,6,7")), Map.entry("dup", List.of("n0,3,4,5,6")),
            Map.entry("dup2", List.of("n0,3,4,5", "n0,3,4,5,63,9", "n0,524288")), Map.entry("fcntl", List.of("n0,3,4,5", "n0,1,2,3,4,1030", "n")),
            Map.entry("lseek", List.of("n3,4,5", "n", "n0,1,2")), Map.entry("pipe", List.of("m", "n0,2048,524288")), Map.entry("poll", List.of("m4198464,4198528", "n1,2,8", "n0,1,-1")),
            Map.entry("stat", List.of("t", "m")), Map.entry("fstat", List.of("n0,3,4,5", "m")), Map.entry("getdents", List.of("n3,4,5", "m", "n")),
            Map.entry("mkdir", List.of("t0,1,2,3", "n511,0")), Map.entry("mkfifo", List.of("t0,1,2,3", "n511,0")), Map.entry("rmdir", List.of("t")), Map.entry("unlink", List.of("t")),
            Map.entry("link", List.of("t", "t")), Map.entry("rename", List.of("t", "t")), Map.entry("chmod", List.of("t", "n")), Map.entry("access", List.of("t", "n0,1,2,4,7")),
            Map.entry("truncate", List.of("t", "n")), Map.entry("ftruncate", List.of("n3,4,5", "n")), Map.entry("chdir", List.of("t")), Map.entry("fchdir", List.of("n3,4,5")),
            Map.entry("sigaction", List.of("n1,2,10,11,12,13,14,17,18", "m64,4112,8208,12304,16400,20496", "m")), Map.entry("sigentry", List.of("f0")),
            Map.entry("sigprocmask", List.of("n0,1,2,-1", "n")), Map.entry("sigsuspend", List.of("n")), Map.entry("sigaltstack", List.of("a")),
            Map.entry("alarm", List.of("n0,1000,20000,1000000", "n0,1000,50000")), Map.entry("sleep", List.of("n0,1000,20000,1000000")),
            Map.entry("setpgid", List.of("n0", "n0")), Map.entry("mmap", List.of("n0", "n4096,8192,65536,1048576,0", "n0,1,3,4,7", "n33,34,1,2,50", "n-1,3,4,5", "n0,4096")),
            Map.entry("munmap", List.of("k", "n4096,8192,0,65536")), Map.entry("mprotect", List.of("k", "n4096,8192", "n0,1,3,7")),
            Map.entry("rlimit", List.of("n0,3,6,7,9", "m8405008,8409104", "m")), Map.entry("thread_create", List.of("f1", "b", "a", "m")),
            Map.entry("thread_kill", List.of("k", "n0,10,12,9,19")), Map.entry("futex_wait", List.of("m", "n", "n-1,0,1000000")), Map.entry("futex_wake", List.of("m", "n0,1,2")));
    /** Calls behind which a process does no more, or not soon; they come less often. */
    private static final List<String> RARE = List.of("exit", "thread_exit", "execve", "sigsuspend", "sigreturn", "sleep", "isolation", "policy", "fork", "limit", "rlimit");
    private static final int RARITY = 5;

    @Override
    public List<String> draw(Subject on, SplittableRandom random) {
        List<String> steps = new ArrayList<>();
        for (int n = random.nextInt(20, MOST); n > 0; n--) {
            String call = SystemCalls.NAMES.get(random.nextInt(SystemCalls.NAMES.size()));
            if (RARE.contains(call) && random.nextInt(RARITY) != 0) continue;
            StringBuilder step = new StringBuilder("%d %s %d".formatted(random.nextInt(PROCESSES), call, random.nextInt(SLOTS)));
            List<String> usual = USUAL.getOrDefault(call, List.of());
            int arguments = usual.isEmpty() ? random.nextInt(5) : usual.size();
            for (int i = 0; i < arguments; i++)
                step.append(' ').append(i < usual.size() && random.nextInt(6) != 0 ? argument(usual.get(i), random) : any(random));
            steps.add(step.toString());
        }
        return steps;
    }

    private static String any(SplittableRandom random) {
        return argument(ANY.substring(random.nextInt(ANY.length())).substring(0, 1), random);
    }

    private static String argument(String usual, SplittableRandom random) {
        char sort = usual.charAt(0);
        if (usual.length() > 1) {
            String[] choice = usual.substring(1).split(",");
            return sort + choice[random.nextInt(choice.length)];
        }
        long value = switch (sort) {
            case 'n' -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 'm', 'r', 'w', 'u', 's' -> (random.nextInt(4096) & (random.nextInt(4) == 0 ? -1 : -16)) * 4096L + random.nextInt(random.nextBoolean() ? 4096 : 65);
            case 't' -> random.nextInt(TEXTS);
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
