package dev.ufork.images.board;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A PE32+ file for 64-bit Arm, as UEFI loads applications: code, and data behind it. Nothing in it depends on where it is put, so it has no relocations.
 *
 * <p>Offsets are those of the PE format's specification (revision 11), sections "COFF file header", "optional header" and "section table".
 */
final class PortableExecutable {
    /** Where the code begins once it is loaded, from the start of the image. */
    static final int CODE_AT = 0x1000;

    private static final int FILE_UNIT = 512;
    private static final int MEMORY_UNIT = 4096;

    private static final int HEADER_AT = 64;
    private static final int OPTIONAL_AT = HEADER_AT + 24;
    private static final int DIRECTORIES = 16;
    private static final int OPTIONAL_BYTES = 112 + 8 * DIRECTORIES;
    private static final int SECTIONS_AT = OPTIONAL_AT + OPTIONAL_BYTES;

    private static final int ARM64 = 0xaa64;
    private static final int EXECUTABLE_LARGE_ADDRESSES = 0x0002 | 0x0020;
    private static final int EFI_APPLICATION = 10;
    private static final int NX_COMPATIBLE = 0x0100;
    private static final int CODE = 0x6000_0020;
    private static final int DATA = 0xc000_0040;

    private PortableExecutable() {}

    /** Where data behind so much code begins once it is loaded. */
    static int dataAt(int codeBytes) {
        return CODE_AT + Sizes.roundUp(codeBytes, MEMORY_UNIT);
    }

    /** @param code its first byte is the entry */
    static byte[] of(byte[] code, byte[] data) {
        int codeFile = Sizes.roundUp(code.length, FILE_UNIT);
        int dataFile = Sizes.roundUp(data.length, FILE_UNIT);
        int headers = Sizes.roundUp(SECTIONS_AT + 2 * 40, FILE_UNIT);
        int dataAt = dataAt(code.length);
        ByteBuffer file = ByteBuffer.allocate(headers + codeFile + dataFile).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, "MZ".getBytes(StandardCharsets.US_ASCII)).putInt(60, HEADER_AT);

        file.put(HEADER_AT, "PE\0\0".getBytes(StandardCharsets.US_ASCII));
        file.putShort(HEADER_AT + 4, (short) ARM64).putShort(HEADER_AT + 6, (short) 2);
        file.putShort(HEADER_AT + 20, (short) OPTIONAL_BYTES).putShort(HEADER_AT + 22, (short) EXECUTABLE_LARGE_ADDRESSES);

        file.position(OPTIONAL_AT);
        file.putShort((short) 0x20b).putShort((short) 0);                       // PE32+, linker version
        file.putInt(codeFile).putInt(dataFile).putInt(0);                       // sizes of code, data, bss
        file.putInt(CODE_AT).putInt(CODE_AT).putLong(0);                        // entry, code, preferred base
        file.putInt(MEMORY_UNIT).putInt(FILE_UNIT);
        file.putLong(0).putInt(0).putInt(0);                                    // versions of system, image, subsystem; reserved
        file.putInt(dataAt + Sizes.roundUp(data.length, MEMORY_UNIT)).putInt(headers).putInt(0);
        file.putShort((short) EFI_APPLICATION).putShort((short) NX_COMPATIBLE);
        file.putLong(0).putLong(0).putLong(0).putLong(0);                       // stack and heap: the firmware's
        file.putInt(0).putInt(DIRECTORIES);

        section(file, 0, ".text", code.length, CODE_AT, codeFile, headers, CODE);
        section(file, 1, ".data", data.length, dataAt, dataFile, headers + codeFile, DATA);
        file.put(headers, code).put(headers + codeFile, data);
        return file.array();
    }

    private static void section(ByteBuffer file, int index, String name, int bytes, int address, int fileBytes, int fileAt, int flags) {
        file.position(SECTIONS_AT + 40 * index);
        byte[] padded = new byte[8];
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, padded, 0, name.length());
        file.put(padded).putInt(bytes).putInt(address).putInt(fileBytes).putInt(fileAt).putInt(0).putInt(0).putInt(0).putInt(flags);
    }
}
