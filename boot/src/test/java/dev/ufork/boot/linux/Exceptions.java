package dev.ufork.boot.linux;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What of the suite Linux is not asked, and what it answers otherwise: each with its reason. */
final class Exceptions {
    private Exceptions() {}

    private static final String THREADS = "threads of a hosted program would have to share its memory and to leave each other's calls alone";

    /** Chapters, or classes with all their chapters. */
    private static final Map<String, String> NOT_RUN = Map.ofEntries(
            Map.entry("Conform#machine", "the auxiliary vector is made by the test"),
            Map.entry("ConformSignals#faults", "a capability's fault is the hosted machine's, and Linux sees none"),
            Map.entry("ConformThreads", THREADS),
            Map.entry("ConformCalls", "its calls have capabilities in the place of numbers, as sealed entries allow"),
            Map.entry("ConformLimits", "limits of memory, stack and processor time are the stand-in's, which does not run the program"),
            Map.entry("ConformTime", "timers by processor time, and the clock of file times, are the stand-in's"),
            Map.entry("ConformMemory#scarce", "there is no shortage to be had"));

    private static final String PARTLY = "POSIX lets read return what has come before the fault, and Linux does for devices";
    private static final String HUGE = "POSIX leaves sizes beyond SSIZE_MAX open; Linux looks first whether the address space has so many bytes";
    private static final String ROOT = "the root of the tree is a folder of the host here";
    private static final String FRAMES = "Linux comes back to the stand-in, whatever the program does to its own frame";

    /** Sentences that Linux denies. */
    static final Map<String, String> DIFFERENT = new TreeMap<>(Map.ofEntries(
            Map.entry("read: EFAULT for a buffer that is too small", PARTLY),
            Map.entry("read: EFAULT", PARTLY),
            Map.entry("read: EINVAL for negative bytes", HUGE),
            Map.entry("read: EINVAL for a negative number of bytes", HUGE),
            Map.entry("write: EINVAL for a negative number of bytes", HUGE),
            Map.entry("rmdir: EBUSY for the root", ROOT),
            Map.entry("rename: EBUSY for the root", ROOT),
            Map.entry("sigreturn: no place to go on ends the process", FRAMES),
            Map.entry("sigreturn: a place without tag ends the process", FRAMES),
            Map.entry("sigreturn: a place in memory that is no code ends the process", FRAMES),
            Map.entry("sigaction: SA_ONSTACK runs the handler on the alternate stack", "so it does, but the program looks at the addresses of the hosted memory"),
            Map.entry("open: EINVAL for an access mode that is none", "Linux has a meaning for it, ioctl without reading and writing, and then sees a directory"),
            Map.entry("open: ENAMETOOLONG for a path of PATH_MAX bytes without an end", "PATH_MAX is 4096 there and 1024 here"),
            Map.entry("getcwd: EINVAL for a size of 0", "it is the C library that says so on Linux; the system call says ERANGE"),
            Map.entry("write: EFBIG beyond the largest file", "files are larger there: what is largest, the file system says"),
            Map.entry("ftruncate: EFBIG", "files are larger there"),
            Map.entry("rmdir: an open directory has no entries any more", "getdents says ENOENT, of which the C library makes the end that POSIX wants"),
            Map.entry("write: at most PIPE_BUF bytes go at once, so there is room for as many again",
                    "a pipe holds pages there, and room comes a page at a time"),
            Map.entry("lseek: EINVAL when the offset would be too big", "/dev/null has no offset there"),
            Map.entry("sigaction: EINVAL for a number beyond the last", "signals go on to 64 there"),
            Map.entry("execve(2): ELOOP when the interpreter is a script", "the interpreter's path is one of the host, where there is no such file"),
            Map.entry("getrusage: and the pages that their forks copied", "this counter is ours"),
            Map.entry("mmap: EINVAL for flags that are none", "the flag is MAP_FIXED_NOREPLACE there"),
            Map.entry("mmap: ENOTSUP for PROT_EXEC", "memory may be written and executed there"),
            Map.entry("mprotect: ENOTSUP for PROT_EXEC", "memory may be written and executed there"),
            Map.entry("mmap: ENODEV for what cannot be mapped", "the program's output is a file here that is not open for reading, which is EACCES"),
            Map.entry("mmap: no capability is stored there through an older one either", "tags are the hosted machine's, and Linux knows of none")));

    /** Sentences that one Linux confirms and another does not: what it says is no verdict. */
    static final Map<String, String> UNSURE = Map.of(
            "mmap: EOVERFLOW for an offset that no file has", "the file system says how large files are",
            "write: marks the time of modification", "before Linux 6.13 files' times are those of the last tick, some milliseconds ago");

    /** Chapters and classes that are not run, as in the table. */
    static Set<String> notRun() {
        return NOT_RUN.keySet();
    }

    /** Why a chapter is not run at all. */
    static Optional<String> whyNotRun(Program chapter) {
        String name = chapter.name().substring(HostedPrograms.APPS.length());
        return Optional.ofNullable(NOT_RUN.getOrDefault(name, NOT_RUN.get(name.substring(0, name.indexOf('#')))));
    }
}
