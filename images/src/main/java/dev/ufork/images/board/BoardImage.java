package dev.ufork.images.board;

import dev.ufork.boot.morello.UefiEntry;
import dev.ufork.emulator.ElfProgram;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A disk from which UEFI of a 64-bit Arm board starts a kernel: one EFI system partition, in it {@code EFI/BOOT/BOOTAA64.EFI}, in that the kernel.
 *
 * <p>The same kernel gives the same bytes: names that must be unlike others' are made of its content.
 */
public final class BoardImage {
    private static final int MEGABYTE = 1 << 20;
    /** Room for more kernels of an owner's; less would be no FAT16. */
    private static final int LEAST_BYTES = 16 * MEGABYTE;
    private static final List<String> PATH = List.of("EFI        ", "BOOT       ", "BOOTAA64EFI");

    private BoardImage() {}

    /**
     * The disk.
     *
     * @param name of the image, for messages and as the volume's label
     * @param elf  an executable that runs at any physical address, entered in A64
     */
    public static byte[] of(String name, byte[] elf) {
        byte[] application = application(name, elf);
        int bytes = Math.max(LEAST_BYTES, Sizes.roundUp(application.length + application.length / 64 + MEGABYTE, MEGABYTE));
        CRC32 crc = new CRC32();
        crc.update(application);
        byte[] volume = FatVolume.with(bytes / Sizes.SECTOR, PartitionTable.FIRST, (int) crc.getValue(), "UFORK      ", PATH, application);
        return PartitionTable.around(volume, unique("disk", application), unique("partition", application), name);
    }

    /** The application that firmware starts. */
    static byte[] application(String name, byte[] elf) {
        FlatImage kernel = FlatImage.of(ElfProgram.read(name, elf));
        byte[] draft = entryFor(kernel, 0);
        return PortableExecutable.of(entryFor(kernel, PortableExecutable.dataAt(draft.length) - PortableExecutable.CODE_AT), kernel.bytes());
    }

    private static byte[] entryFor(FlatImage kernel, long distance) {
        byte[] elf = UefiEntry.at(distance, kernel.bytes().length, kernel.memory(), kernel.entry()).elf();
        return FlatImage.of(ElfProgram.read("the UEFI entry", elf)).bytes();
    }

    private static UUID unique(String what, byte[] content) {
        byte[] name = what.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return UUID.nameUUIDFromBytes(ByteBuffer.allocate(name.length + content.length).put(name).put(content).array());
    }
}
