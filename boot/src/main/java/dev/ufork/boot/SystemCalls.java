package dev.ufork.boot;

import java.util.List;

/** The system calls, in the order of their numbers; the kernel's function of each is {@code sys_NAME}. They are the same on every architecture. */
public final class SystemCalls {
    private SystemCalls() {}

    public static final List<String> NAMES = List.of("exit", "fork", "wait", "getpid", "getppid", "yield", "write", "policy", "counter", "execve",
            "program", "kill", "shortage",
            "read", "open", "close", "dup", "dup2", "fcntl", "lseek", "pipe", "poll", "stat", "fstat", "getdents", "mkdir", "mkfifo",
            "rmdir", "unlink", "link", "rename", "chmod", "access", "umask", "truncate", "ftruncate", "chdir", "fchdir", "getcwd",
            "tcmode", "tcgroup", "sigaction", "sigentry", "sigprocmask", "sigpending", "sigsuspend", "sigaltstack", "sigreturn", "alarm",
            "clock", "sleep", "setpgid", "getpgid", "setsid", "getsid", "limit", "process", "isolation", "instructions",
            "mmap", "munmap", "mprotect", "usage", "rlimit",
            "thread_create", "thread_exit", "thread_kill", "thread_self", "futex_wait", "futex_wake", "itimer", "utimens", "futimens", "msync");
}
