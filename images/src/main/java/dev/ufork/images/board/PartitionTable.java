package dev.ufork.images.board;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A disk with one EFI system partition: protective MBR, GUID partition table at the start and its copy at the end (UEFI 2.10, chapter 5).
 *
 * <pre>
 *  0 MBR | 1 header | 2..33 entries | ... | 2048 partition ... | entries | header, the last sector
 * </pre>
 */
final class PartitionTable {
    /** The partition's first sector: a megabyte, which suits every medium. */
    static final int FIRST = 2048;

    private static final int ENTRIES = 128;
    private static final int ENTRY = 128;
    private static final int ENTRY_SECTORS = ENTRIES * ENTRY / Sizes.SECTOR;
    private static final int HEADER = 92;
    private static final UUID SYSTEM_PARTITION = UUID.fromString("c12a7328-f81f-11d2-ba4b-00a0c93ec93b");

    private PartitionTable() {}

    /**
     * The disk.
     *
     * @param partition a whole number of megabytes
     * @param disk      the disk's own name, unlike any other's
     */
    static byte[] around(byte[] partition, UUID disk, UUID itself, String name) {
        int sectors = Sizes.roundUp(FIRST + partition.length / Sizes.SECTOR + ENTRY_SECTORS + 1, FIRST);
        ByteBuffer bytes = ByteBuffer.allocate(sectors * Sizes.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        protectiveRecord(bytes, sectors);
        byte[] entries = entries(partition.length / Sizes.SECTOR, itself, name);
        bytes.put(2 * Sizes.SECTOR, entries).put((sectors - 1 - ENTRY_SECTORS) * Sizes.SECTOR, entries);
        bytes.put(Sizes.SECTOR, header(sectors, 1, sectors - 1, 2, disk, entries));
        bytes.put((sectors - 1) * Sizes.SECTOR, header(sectors, sectors - 1, 1, sectors - 1 - ENTRY_SECTORS, disk, entries));
        bytes.put(FIRST * Sizes.SECTOR, partition);
        return bytes.array();
    }

    private static void protectiveRecord(ByteBuffer disk, int sectors) {
        disk.position(446);
        disk.put(new byte[] {0, 0, 2, 0, (byte) 0xee, (byte) 0xff, (byte) 0xff, (byte) 0xff}).putInt(1).putInt(sectors - 1);
        disk.putShort(510, (short) 0xaa55);
    }

    private static byte[] entries(int sectors, UUID itself, String name) {
        ByteBuffer entries = ByteBuffer.allocate(ENTRIES * ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        guid(entries, SYSTEM_PARTITION);
        guid(entries, itself);
        entries.putLong(FIRST).putLong(FIRST + sectors - 1L).putLong(0).put(name.getBytes(StandardCharsets.UTF_16LE));
        return entries.array();
    }

    private static byte[] header(int sectors, int here, int other, int entriesAt, UUID disk, byte[] entries) {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put("EFI PART".getBytes(StandardCharsets.US_ASCII)).putInt(0x10000).putInt(HEADER).putInt(0).putInt(0);
        header.putLong(here).putLong(other).putLong(2 + ENTRY_SECTORS).putLong(sectors - 2L - ENTRY_SECTORS);
        guid(header, disk);
        header.putLong(entriesAt).putInt(ENTRIES).putInt(ENTRY).putInt(crc(entries));
        return header.putInt(16, crc(header.array())).array();
    }

    /** The first three fields are little-endian, the rest is bytes. */
    private static void guid(ByteBuffer to, UUID guid) {
        long high = guid.getMostSignificantBits();
        to.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        to.putLong(Long.reverseBytes(guid.getLeastSignificantBits()));
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
