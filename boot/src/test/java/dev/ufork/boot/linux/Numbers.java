package dev.ufork.boot.linux;

/** System calls by their numbers. Source: Linux, x86-64, {@code asm/unistd_64.h}; below 0 what a {@link StandIn} does without Linux. */
final class Numbers {
    static final int READ = 0, WRITE = 1, OPEN = 2, CLOSE = 3, STAT = 4, FSTAT = 5, POLL = 7, LSEEK = 8, MMAP = 9, MPROTECT = 10, MUNMAP = 11, RT_SIGACTION = 13,
            RT_SIGPROCMASK = 14, IOCTL = 16, ACCESS = 21, SCHED_YIELD = 24, DUP = 32, DUP2 = 33, NANOSLEEP = 35, GETITIMER = 36, GETPID = 39,
            FORK = 57, EXECVE = 59, WAIT4 = 61, KILL = 62, FCNTL = 72, TRUNCATE = 76, FTRUNCATE = 77, GETCWD = 79, CHDIR = 80, FCHDIR = 81, RENAME = 82,
            MKDIR = 83, RMDIR = 84, LINK = 86, UNLINK = 87, CHMOD = 90, UMASK = 95, GETRUSAGE = 98, SETPGID = 109, GETPPID = 110, SETSID = 112,
            SETGROUPS = 116, SETRESUID = 117, SETRESGID = 119, GETPGID = 121, GETSID = 124, RT_SIGPENDING = 127, RT_SIGSUSPEND = 130, SIGALTSTACK = 131,
            MKNOD = 133, GETDENTS64 = 217, TIMER_CREATE = 222, TIMER_SETTIME = 223, CLOCK_GETTIME = 228, EXIT_GROUP = 231, PIPE2 = 293, PRLIMIT64 = 302;

    /** The program's loads and stores of memory that it has mapped, a byte each. */
    static final int LOAD_BYTE = -2, STORE_BYTE = -3;

    private Numbers() {}
}
