package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;

/** What the architecture's boot package does for the kernel: the few things that no language should express. */
@Kernel
final class Cpu {
    private Cpu() {}

    /** Saves the registers of {@link Uproc#context} and takes those of another; returns when somebody switches back. */
    @External("switch_context")
    static native void switchTo(Cap from, Cap to);

    /**
     * The register through which a program's accesses by plain address go. Every program may write it, so it is switched, moved
     * by forks and cleared like any other, lest it carry a capability from one to the next.
     */
    @External("program_data")
    static Cap programData() {
        return Cap.NULL;
    }

    /** The register that names a program's thread, where it is none of the frame's. */
    @External("program_thread")
    static Cap programThread() {
        return Cap.NULL;
    }

    /** Where a new μprocess's context goes on: its registers are loaded, and it runs. */
    @External("user_entry")
    static native Cap userEntry();

    /** Forgets all address translations of this core. */
    @External("flush_translations")
    static void flush() {
        // Hosted, the test's page-table walker forgets by itself.
    }

    /** Forgets the translation of one page. */
    @External("flush_translation")
    static void flush(long address) {
        // As above.
    }

    /**
     * Writes an entry, empty until now, that names a table: what has been stored into the table is seen before, and a translation that begins
     * afterwards sees the entry.
     */
    @External("link_table")
    static void link(Cap entry, long value) {
        entry.store64(0, value);
    }

    /**
     * Lets instructions be fetched that have been stored, through whatever address.
     *
     * @param text  where programs will fetch them, mapped, at the start of a page; it may be read
     * @param bytes a multiple of the page size
     */
    @External("publish_code")
    static void publish(Cap text, long bytes) {
        // Hosted, nobody fetches.
    }

    /** The same authority over code of the kind that programs are made of, where the architecture has several. */
    @External("program_code")
    static Cap programCode(Cap code) {
        return code;
    }

    /** What ELF files of programs for this machine say that it is. */
    @External("elf_machine")
    static int elfMachine() {
        return 243;
    }

    /** The bits of {@code e_flags} that say of such a file that its code is pure-capability. */
    @External("elf_flags")
    static int elfFlags() {
        return 0x3_0000;
    }

    /** Ticks of the clock. */
    @External("read_time")
    static long time() {
        return 0;      // Hosted, time stands still.
    }

    /** Instructions that this core has executed. */
    @External("read_counter")
    static native long instructions();

    /** Says when the clock is to interrupt next. */
    @External("set_timer")
    static native void timer(long at);

    /** Sleeps until an interrupt is pending, and forgets it. */
    @External("wait_for_interrupt")
    static native void idle();

    /** Forgets the interrupt that was raised, by the clock or by a character that has arrived; that interrupts again until {@link #get} has taken it. */
    @External("clear_interrupt")
    static native void clearInterrupt();

    /** Ends the machine's run. */
    @External("power_off")
    static native void powerOff(long status);

    /** Writes a character to the console. */
    @External("put")
    static native void put(int c);

    /** The next character that the console has received; -1 when there is none. */
    @External("get")
    static native int get();

    /** Says whether characters that arrive interrupt; they do from the start. */
    @External("listen")
    static native void listen(boolean yes);

    /** Writes a report about a trap: what, by which register and capability, where. */
    @External("report_fault")
    static native void report(Cap frame, long cause, long value);

    /** The image's archive of programs. */
    @External("archive")
    static native Cap archive();

    /** The sealed entry of the system call with the number; the null capability behind the last. */
    @External("system_call")
    static native Cap systemCall(long number);

    /** The same for programs that are not hostile: see {@link Isolation}. */
    @External("light_call")
    static native Cap lightCall(long number);

    /** The table of recoverable runs of instructions. */
    @External("recovery_table")
    static native Cap recoveries();
}
