package dev.ufork.elf;

import java.nio.charset.StandardCharsets;

/**
 * A note: the owner's name, a number whose meaning the owner defines, and bytes.
 *
 * @param name        the owner
 * @param type        the owner's number
 * @param description the bytes
 */
public record ElfNote(String name, int type, byte[] description) {
    public ElfNote {
        description = description.clone();
    }

    @Override
    public byte[] description() {
        return description.clone();
    }

    /** The content of a note section, padded to four bytes. */
    public byte[] toBytes() {
        byte[] owner = name.getBytes(StandardCharsets.UTF_8);
        ByteSink out = new ByteSink().u32(owner.length + 1).u32(description.length).u32(type);
        return out.bytes(owner).u8(0).align(4).bytes(description).align(4).toByteArray();
    }

    static ElfNote read(ByteSource in, int end) {
        int nameSize = in.u32();
        int descriptionSize = in.u32();
        int type = in.u32();
        int at = in.position();
        byte[] owner = in.bytes(at, Integer.toUnsignedLong(nameSize), "a note's name");
        int from = at + (nameSize + 3 & -4);
        byte[] description = in.bytes(from, Integer.toUnsignedLong(descriptionSize), "a note's description");
        in.seek(Math.min(end, from + (descriptionSize + 3 & -4)));
        return new ElfNote(new String(owner, 0, Math.max(0, nameSize - 1), StandardCharsets.UTF_8), type, description);
    }
}
