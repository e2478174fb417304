package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.CoreView;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Trace;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No system call reads a byte of its caller's memory twice: what was looked at is what is used, whatever other threads do meanwhile, and however long the call
 * waits in between. The embedded machine tells every load that the kernel makes from an address of a program.
 */
class FetchedOnceIT {
    /** Makes every call in many ways; {@code -Dufork.fetch.also=conform,conform-threads} runs more. */
    private static final List<String> COMMANDS = Stream.concat(Stream.of("attack -arguments"),
            Arrays.stream(System.getProperty("ufork.fetch.also", "").split(",")).filter(command -> !command.isEmpty())).toList();

    /** The calls that read memory of their callers; all others read none. */
    private static final Set<String> READERS = new TreeSet<>(List.of("write", "execve", "open", "poll", "stat", "mkdir", "mkfifo", "rmdir", "unlink", "link",
            "rename", "chmod", "access", "truncate", "chdir", "sigaction", "sigreturn", "rlimit", "futex_wait", "futex_wake", "thread_create", "itimer",
            "utimens", "futimens"));

    /** Those to which the same text may be given as either path; arguments of a program may all be the same. */
    private static final Set<String> TWO_TEXTS = Set.of("link", "rename");
    private static final int CAPABILITY = 16;
    private static final int ANY = Integer.MAX_VALUE;

    /** What a thread in the kernel has read for the call that it makes: the instruction that was the last to read the byte, and how many did. */
    private record Call(String name, Map<Long, Long> last, Map<Long, Integer> times) {
        Call(String name) {
            this(name, new HashMap<>(), new HashMap<>());
        }

        /** Notes a load; tells the first byte that was read too often, or -1. */
        long load(long address, int size) {
            int most = size == CAPABILITY ? 1 : name.equals("execve") ? ANY : TWO_TEXTS.contains(name) ? 2 : 1;
            for (long at = address; at < address + size; at++) if (times.merge(at, 1, Integer::sum) > most) return at;
            return -1;
        }

        void by(long pc, long address, int size) {
            for (long at = address; at < address + size; at++) last.put(at, pc);
        }
    }

    /** Loads by the kernel, by thread and call. */
    private static final class Loads implements Trace {
        private final Map<Long, String> functions;
        private final CapFormat format;
        private final int stack;
        private final Map<Long, Call> calls = new HashMap<>();
        final Map<String, String> twice = new LinkedHashMap<>();
        final Map<String, Integer> bytes = new TreeMap<>();

        Loads(Map<Long, String> functions, CapFormat format, int stack) {
            this.functions = functions;
            this.format = format;
            this.stack = stack;
        }

        @Override public boolean wantsText() {
            return false;
        }

        @Override public boolean wantsLoads(long address) {
            return Watched.isProgram(address);
        }

        /** Each thread has a kernel stack of its own, by whose bounds it is known. */
        private long thread(CoreView core) {
            return new Capability(format, core.upper(stack), core.value(stack), true).base();
        }

        @Override public void before(CoreView core) {
            String function = functions.get(core.pc());
            if (function != null) calls.put(thread(core), new Call(function));
        }

        @Override public void load(CoreView core, long address, int size) {
            if (Watched.isProgram(core.pc())) return;
            Call call = calls.get(thread(core));
            if (call == null) {
                twice.put("outside", "the kernel reads 0x%x outside of any call, at 0x%x".formatted(address, core.pc()));
                return;
            }
            bytes.merge(call.name, size, Integer::sum);
            long again = call.load(address, size);
            if (again >= 0)
                twice.putIfAbsent(call.name, "%s reads 0x%x at 0x%x and again at 0x%x".formatted(call.name, again, call.last.get(again), core.pc()));
            call.by(core.pc(), address, size);
        }

        @Override public void instruction(int core, long pc, int word, String text) {}

        @Override public void register(int core, String name, String text) {}

        @Override public void trap(int core, CoreReport.Trap trap) {}
    }

    @ParameterizedTest
    @EnumSource
    void noCallReadsAByteTwice(Built built) throws Exception {
        Map<Long, String> functions = Watched.symbols(built, "sys_");
        assertThat(functions.values()).containsAll(READERS).hasSize(SystemCalls.NAMES.size());
        Map<String, Integer> read = new TreeMap<>();
        for (String command : COMMANDS) {
            Loads loads = new Loads(functions, built.format, built.stack);
            Watched run = Watched.run(built, loads, command);
            assertThat(run.outcome()).as(run.console()).isEqualTo(new Outcome.Exit(0));
            assertThat(loads.twice.values()).as(command).isEmpty();
            loads.bytes.forEach((call, bytes) -> read.merge(call, bytes, Integer::sum));
        }
        assertThat(read.keySet()).as("the calls that read memory: a new one belongs into READERS, and into a program that is run here").isEqualTo(READERS);
    }
}
