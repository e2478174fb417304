package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Causes;
import dev.ufork.kernel.target.Registers;
import dev.ufork.shared.Bytes;

/**
 * What happens when a program, or the kernel working for it, is interrupted.
 *
 * <p>A fault of a μprocess ends that μprocess. A fault of the kernel on a caller's memory is resolved as the caller's own would be, or ends the copy that
 * met it; any other is a panic.
 */
@Kernel
final class Traps {
    private static final int SIGILL = 4;
    private static final int SIGBUS = 7;
    private static final int SIGSEGV = 11;

    private Traps() {}

    /** A trap of the μprocess that runs; its registers are in its frame. When this returns they are loaded again. */
    @Export("trap_user")
    static void user(Uproc me, long cause, long value) {
        if (cause < 0) {
            interrupt();
            CpuTimers.sample(me, (me.frame().register(Registers.PC).perms() & Perms.SYSTEM) != 0);
            Scheduler.yield();
            if (me.attention() != 0) Signals.deliver(me);
            return;
        }
        int result = resolve(me.space(), cause, value);
        if (result == PageFault.RETRY) return;
        int signal = Causes.isIllegal(cause) ? SIGILL : result == PageFault.BEYOND ? SIGBUS : SIGSEGV;
        if (Signals.fault(me, signal, cause, value)) return;

        report(me, cause, value);
        Life.end(me, signal);
    }

    /** A trap of the kernel; its registers are in a frame on its stack. */
    @Export("trap_kernel")
    static void kernel(UserFrame frame, long cause, long value) {
        if (cause < 0) {
            interrupt();
            return;
        }
        Uproc me = Scheduler.current();
        if (!me.isNull() && resolve(me.space(), cause, value) == PageFault.RETRY) return;
        long pc = frame.register(Registers.PC).address();
        long recovery = recovery(pc);
        if (recovery == 0) {
            Print.text("ufork: a fault in the kernel\n");
            Cpu.report(frame.cap(), cause, value);
            throw Panic.of("a fault in the kernel");
        }
        frame.register(Registers.PC, frame.register(Registers.PC).at(recovery));
    }

    /**
     * Says on the console what a μprocess did. Whoever reads the console finds file and line from the program's name and the offset of the last
     * line, which is in the addresses of the program's own ELF file, unless it has jumped out of what is its own.
     */
    private static void report(Uproc me, long cause, long value) {
        Cap program = Spaces.name(me.space());
        Print.text("ufork: process ");
        Print.number(me.process().pid());
        Print.text(" is ended by a fault\n");
        Cpu.report(me.cap(), cause, value);
        Print.text("  in     ");
        Print.bytes(program, Bytes.lengthOfText(program));
        long offset = me.frame().register(Registers.PC).address() - me.space().base();
        if (U.lt(offset, Regions.size(me.space().region()))) {
            Print.text("+");
            Print.hex(offset);
        } else {
            Print.text(", outside its memory");
        }
        Print.text("\n");
    }

    private static void interrupt() {
        Cpu.clearInterrupt();
        Scheduler.tick();
    }

    /** Makes the access possible that faulted, if it ever can be; as {@link PageFault#resolve}. */
    private static int resolve(Space space, long cause, long address) {
        Access access = Causes.access(cause);
        if (access == Access.NONE) return PageFault.WRONG;
        int result = PageFault.resolve(space, address, access);
        if (result == PageFault.RETRY) Cpu.flush(address);
        return result;
    }

    /** Where to go on after a fault at {@code pc}; 0 for nowhere. Each row holds a begin, an end and a place, relative to its own words. */
    private static long recovery(long pc) {
        Cap table = Cpu.recoveries();
        long rows = table.length() / 12;
        for (long n = 0; n < rows; n++) {
            long at = table.address() + n * 12;
            long begin = at + table.load32(n * 12);
            long end = at + 4 + table.load32(n * 12 + 4);
            if (pc >= begin && pc < end) return at + 8 + table.load32(n * 12 + 8);
        }
        return 0;
    }

    /** The end of everything, with a message; the compiler calls it for {@code assert} and {@link Panic}. */
    @Export("panic")
    static void panic(Cap message, Cap file, int line) {
        panicNumber(message, 0, file, line);
    }

    @Export("panic_number")
    static void panicNumber(Cap message, long number, Cap file, int line) {
        Print.text("ufork: panic: ");
        Print.bytes(message, message.length());
        if (number != 0) {
            Print.text(": ");
            Print.number(number);
        }
        Print.text(" (");
        Print.bytes(file, file.length());
        Print.text(":");
        Print.number(line);
        Print.text(")\n");
        Cpu.powerOff(70);
    }
}
