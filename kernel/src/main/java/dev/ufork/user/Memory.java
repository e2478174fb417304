package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;

/**
 * Memory beside the heap: mapped for this process alone or shared with others, with or without a file. Source: POSIX.1-2017, {@code sys/mman.h}.
 *
 * <p>What is shared carries no capabilities: storing one there is a fault, and none is ever loaded from there.
 */
@Kernel
public final class Memory {
    private static final int NAME_MAX = 255;
    private static final int DIRECTORY_LENGTH = 8;

    private Memory() {}

    /**
     * Maps memory, see {@link Mman}, or a file's bytes from {@code offset} on; {@code at} matters with {@link Mman#FIXED} only.
     *
     * @return a capability to the mapping's pages; without a tag, see {@link #error}
     */
    public static Cap map(Cap at, long bytes, int protection, int flags, int descriptor, long offset) {
        return Sys.calls().mmap().call(at, bytes, protection, flags, descriptor, offset);
    }

    /** Zeroed memory that can be read and written; {@link Mman#SHARED} with the children that are forked from now on, or {@link Mman#PRIVATE}. */
    public static Cap map(long bytes, int sharing) {
        return map(Cap.NULL, bytes, Mman.READ | Mman.WRITE, sharing | Mman.ANONYMOUS, -1, 0);
    }

    /** Why a mapping came out without a tag: an error number below 0; 0 for one with a tag. */
    public static int error(Cap mapping) {
        return mapping.tag() ? 0 : (int) mapping.address();
    }

    /** Removes the mappings of the pages that hold any of the bytes. */
    public static int unmap(Cap at, long bytes) {
        return (int) Sys.calls().munmap().call(at, bytes);
    }

    /** Removes all that a mapping's capability means. */
    public static int unmap(Cap mapping) {
        return unmap(mapping.at(mapping.base()), mapping.length());
    }

    /** Says what may be done with the pages that hold any of the bytes: {@link Mman}. */
    public static int protect(Cap at, long bytes, int protection) {
        return (int) Sys.calls().mprotect().call(at, bytes, protection);
    }

    /** {@code msync}: the files of shared mappings have what was written there, and say when; flags are {@link Mman}'s. */
    public static int sync(Cap at, long bytes, int flags) {
        return (int) Sys.calls().msync().call(at, bytes, flags);
    }

    /** {@code shm_open}: a descriptor of the shared memory with the name, which begins with a slash and has no other. */
    public static int open(Cap name, int flags, int mode) {
        Cap path = Stack.bytes(NAME_MAX + DIRECTORY_LENGTH + 1);
        int error = path(path, name);
        return error != 0 ? error : Io.open(path, flags | Open.CLOSE_ON_EXEC, mode);
    }

    /** {@code shm_unlink}: takes the name away; the memory stays while somebody has it open or mapped. */
    public static int unlink(Cap name) {
        Cap path = Stack.bytes(NAME_MAX + DIRECTORY_LENGTH + 1);
        int error = path(path, name);
        return error != 0 ? error : Io.unlink(path);
    }

    /** Where the file system has shared memory. */
    private static int path(Cap path, Cap name) {
        long length = 0;
        for (long n = name.length() - name.offset(); length < n && name.load8(length) != 0; ) length++;
        if (length - 1 > NAME_MAX) return -Errno.ENAMETOOLONG;
        if (length < 2 || name.load8(0) != '/') return -Errno.EINVAL;
        for (long at = 1; at < length; at++) if (name.load8(at) == '/') return -Errno.EINVAL;
        Bytes.copy(path, Text.utf8("/dev/shm"), DIRECTORY_LENGTH);
        Bytes.copy(path.plus(DIRECTORY_LENGTH), name, length);
        return 0;
    }
}
