package dev.ufork.elf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing run of bytes, written little-endian: the one place where values become bytes of a file. */
public final class ByteSink {
    private byte[] bytes = new byte[256];
    private int size;

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public ByteSink u8(long value) {
        return little(value, 1);
    }

    public ByteSink u16(long value) {
        return little(value, 2);
    }

    public ByteSink u32(long value) {
        return little(value, 4);
    }

    public ByteSink u64(long value) {
        return little(value, 8);
    }

    /** The low {@code width} bytes of {@code value}, lowest first. */
    public ByteSink little(long value, int width) {
        reserve(width);
        for (int i = 0; i < width; i++) bytes[size++] = (byte) (value >>> 8 * i);
        return this;
    }

    public ByteSink bytes(byte[] run) {
        reserve(run.length);
        System.arraycopy(run, 0, bytes, size, run.length);
        size += run.length;
        return this;
    }

    /** UTF-8 and a zero byte. */
    public ByteSink string(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8)).u8(0);
    }

    public ByteSink uleb128(long value) {
        do {
            long rest = value >>> 7;
            u8(value & 0x7f | (rest == 0 ? 0 : 0x80));
            value = rest;
        } while (value != 0);
        return this;
    }

    public ByteSink sleb128(long value) {
        while (true) {
            long rest = value >> 7;
            boolean last = rest == 0 && (value & 0x40) == 0 || rest == -1 && (value & 0x40) != 0;
            u8(value & 0x7f | (last ? 0 : 0x80));
            if (last) return this;
            value = rest;
        }
    }

    public ByteSink zeros(long count) {
        if (count < 0) throw new IllegalArgumentException("cannot write " + count + " zero bytes");
        reserve(Math.toIntExact(count));
        Arrays.fill(bytes, size, size + (int) count, (byte) 0);
        size += (int) count;
        return this;
    }

    /** Zeros up to the next multiple of {@code alignment}, a power of two. */
    public ByteSink align(int alignment) {
        return zeros(-size & (alignment - 1));
    }

    /** Overwrites {@code width} bytes at {@code at}, which were written before. */
    public ByteSink patch(int at, long value, int width) {
        if (at < 0 || at + width > size) throw new IndexOutOfBoundsException(at);
        for (int i = 0; i < width; i++) bytes[at + i] = (byte) (value >>> 8 * i);
        return this;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
}
