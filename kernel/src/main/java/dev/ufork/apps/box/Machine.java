package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Format;
import dev.ufork.shared.ProcessInfo;
import dev.ufork.shared.Signal;
import dev.ufork.shared.Wait;
import dev.ufork.user.Buffer;
import dev.ufork.user.Clock;
import dev.ufork.user.Counter;
import dev.ufork.user.Environment;
import dev.ufork.user.Err;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Programs;
import dev.ufork.user.Sys;
import dev.ufork.user.target.Hardware;

/** Commands about processes, time and the machine: free, kill, ps, seq, sleep, time, uname. */
@Kernel
final class Machine {
    private static final long SECOND = 1_000_000_000L;

    private Machine() {}

    static int free() {
        Out.text("free: ");
        Out.number(Sys.counter(Counter.FRAMES_FREE) * 4);
        Out.text(" KiB in pages, ");
        Out.number(Sys.counter(Counter.SLOTS_FREE));
        Out.text(" processes\n");
        return 0;
    }

    private static boolean isNumber(Cap text) {
        long at = text.length() > 1 && text.load8(0) == '-' ? 1 : 0;
        boolean digits = at < text.length();
        for (; at < text.length(); at++) digits &= text.load8(at) >= '0' && text.load8(at) <= '9';
        return digits;
    }

    private static long number(Cap arguments, int n) {
        return Format.parse(Box.argument(arguments, n), Box.argument(arguments, n).length());
    }

    /** {@code kill [-NUMBER] PROCESS...}; the shell's own knows names too. */
    static int kill(int count, Cap arguments) {
        int signal = Signal.TERM;
        int first = 1;
        if (Box.isOption(count, arguments, 1)) {
            Cap option = Box.argument(arguments, 1);
            if (!isNumber(option.plus(1).bounded(option.length() - 1))) return Box.usage();
            signal = (int) Format.parse(option.plus(1), option.length() - 1);
            first = 2;
        }
        if (first >= count) return Box.usage();
        int status = 0;
        for (int n = first; n < count; n++) {
            if (!isNumber(Box.argument(arguments, n))) {
                Err.say("kill", Box.argument(arguments, n), "no process's number");
                status = 1;
                continue;
            }
            int error = Sys.kill((int) number(arguments, n), signal);
            if (error == 0) continue;
            Err.say("kill", Box.argument(arguments, n), error);
            status = 1;
        }
        return status;
    }

    static int processes() {
        Out.text("  PID  PPID  PGID STATE COMMAND\n");
        ProcessInfo info = Stack.of(ProcessInfo.class);
        for (int at = Processes.next(0, info.cap()); at > 0; at = Processes.next(at, info.cap())) {
            Cap row = Stack.bytes(64);
            long n = right(row, 0, info.pid(), 5);
            n = right(row, n, info.parent(), 11);
            n = right(row, n, info.group(), 17);
            n = Format.column(row, n, 18);
            n = Format.character(row, n, info.state());
            n = Format.column(row, n, 24);
            long length = Bytes.find(info.name(), 0, info.name().length());
            n = Format.bytes(row, n, info.name(), length < 0 ? info.name().length() : length);
            n = Format.character(row, n, '\n');
            Out.bytes(row, n);
        }
        return 0;
    }

    /** A number that ends at a column. */
    static long right(Cap row, long at, long number, long column) {
        Cap digits = Stack.bytes(24);
        long length = Format.decimal(digits, 0, number);
        return Format.bytes(row, Format.column(row, at, column - length), digits, length);
    }

    /** {@code seq [FIRST [STEP]] LAST}. */
    static int sequence(int count, Cap arguments) {
        if (count < 2 || count > 4) return Box.usage();
        for (int n = 1; n < count; n++) {
            if (isNumber(Box.argument(arguments, n))) continue;
            Err.say("seq", Box.argument(arguments, n), "invalid number");
            return 1;
        }
        long first = count > 2 ? number(arguments, 1) : 1;
        long step = count > 3 ? number(arguments, 2) : 1;
        long last = number(arguments, count - 1);
        if (step == 0) return 1;
        for (long n = first; step > 0 ? n <= last : n >= last; n += step) {
            Out.number(n);
            Out.text("\n");
        }
        return 0;
    }

    /** {@code sleep SECONDS}; a fraction is fine. */
    static int sleep(int count, Cap arguments) {
        if (count < 2) return Box.usage();
        Cap text = Box.argument(arguments, 1);
        long nanoseconds = 0;
        long unit = SECOND;
        boolean fraction = false;
        for (long i = 0; i < text.length(); i++) {
            int c = text.load8(i);
            if (c == '.') fraction = true;
            else if (c < '0' || c > '9') return Box.usage();
            else if (fraction) nanoseconds += (c - '0') * (unit /= 10);
            else nanoseconds = nanoseconds * 10 + (c - '0') * SECOND;
        }
        return Processes.sleep(nanoseconds) == 0 ? 0 : 1;
    }

    /** {@code time COMMAND...}: how many instructions and how much time until it has ended. */
    static int time(int count, Cap arguments) {
        if (count < 2) return Box.usage();
        long start = Clock.instructions();
        long begin = Processes.clock();
        int pid = Sys.fork();
        if (pid == 0) {
            Cap name = Box.argument(arguments, 1);
            int error = Programs.execvp(name, arguments.plus(16), Environment.all());
            Err.say("time", name, error);
            Sys.exit(error == -Errno.ENOENT ? 127 : 126);
        }
        Cap status = Stack.bytes(16);
        Sys.waitpid(pid, status);
        Buffer.Growing b = Buffer.make();
        Buffer.number(b, Clock.instructions() - start);
        Buffer.add(b, " instructions, ");
        Buffer.number(b, (Processes.clock() - begin) / 1000);
        Buffer.add(b, " microseconds");
        Buffer.add(b, '\n');
        Io.write(2, b.data(), b.used());
        return Wait.exited(status.load32(0)) ? Wait.exitStatus(status.load32(0)) : 128 + Wait.terminatingSignal(status.load32(0));
    }

    /** uname: what the system, the machine and its kernel are called. */
    static int name(int count, Cap arguments) {
        if (Box.operands(count, arguments) < count) return Box.usage();
        boolean all = Box.has(count, arguments, 'a');
        boolean any = false;
        for (int n = 0; n < 6; n++) {
            int letter = n == 0 ? 's' : n == 1 ? 'n' : n == 2 ? 'r' : n == 3 ? 'v' : n == 4 ? 'm' : 'p';
            if (!(all && n < 5) && !Box.has(count, arguments, letter) && !(n == 0 && count == 1)) continue;
            if (any) Out.text(" ");
            if (n < 4) Out.text(n < 2 ? "ufork" : "1");
            else Hardware.name();
            any = true;
        }
        Out.text("\n");
        return 0;
    }
}
