package dev.ufork.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Little-endian reading of a file's bytes; every reading outside the file is refused with the file's name. */
public final class ByteSource {
    private final String name;
    private final ByteBuffer bytes;

    public ByteSource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public int size() {
        return bytes.limit();
    }

    public int position() {
        return bytes.position();
    }

    public boolean atEnd() {
        return !bytes.hasRemaining();
    }

    public ByteSource seek(long offset) {
        if (offset < 0 || offset > size()) throw truncated(offset, 0, "data");
        bytes.position((int) offset);
        return this;
    }

    /** @throws ElfException unless the file has all of {@code [offset, offset + length)} */
    public void need(long offset, long length, String what) {
        if (offset < 0 || length < 0 || offset > size() - length) throw truncated(offset, length, what);
    }

    public int u8() {
        need(bytes.position(), 1, "a byte");
        return bytes.get() & 0xff;
    }

    public int u16() {
        need(bytes.position(), 2, "a half word");
        return bytes.getShort() & 0xffff;
    }

    public int u32() {
        need(bytes.position(), 4, "a word");
        return bytes.getInt();
    }

    public long u64() {
        need(bytes.position(), 8, "a double word");
        return bytes.getLong();
    }

    public long uleb128() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = u8();
            if (shift < 64) value |= (long) (b & 0x7f) << shift;
            if ((b & 0x80) == 0) return value;
        }
    }

    public long sleb128() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = u8();
            if (shift < 64) value |= (long) (b & 0x7f) << shift;
            if ((b & 0x80) == 0) return shift + 7 < 64 && (b & 0x40) != 0 ? value | -1L << (shift + 7) : value;
        }
    }

    /** UTF-8 up to a zero byte. */
    public String string() {
        int from = bytes.position();
        while (u8() != 0) { /* up to the zero byte */ }
        return new String(bytes.array(), from, bytes.position() - 1 - from, StandardCharsets.UTF_8);
    }

    public byte[] bytes(long offset, long length, String what) {
        need(offset, length, what);
        byte[] run = new byte[(int) length];
        bytes.get((int) offset, run);
        return run;
    }

    private ElfException truncated(long offset, long length, String what) {
        return new ElfException("%s: truncated: %s at 0x%x..0x%x is outside the file, which has 0x%x bytes"
                .formatted(name, what, offset, offset + length, size()));
    }
}
