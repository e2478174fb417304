package dev.ufork.images.board;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A FAT16 volume with one file at the end of a path of directories, as Microsoft's "FAT: general overview of on-disk format" (1.03) describes it.
 *
 * <pre>
 *  | boot sector | FAT | FAT | root directory | cluster 2: first directory | ... | file |
 * </pre>
 */
final class FatVolume {

    private static final int CLUSTER = 4 * Sizes.SECTOR;
    private static final int ROOT_ENTRIES = 512;
    private static final int ENTRY = 32;
    /** Fewer would make the volume FAT12, more FAT32. */
    private static final int LEAST_CLUSTERS = 4085;
    private static final int MOST_CLUSTERS = 65524;
    private static final int CHAIN_END = 0xffff;
    private static final int MEDIA = 0xf8;
    private static final byte DIRECTORY = 0x10;
    private static final byte VOLUME = 0x08;
    private static final byte ARCHIVE = 0x20;
    /** 1 January 1980, the first day that FAT knows. */
    private static final short DAY = 1 << 5 | 1;

    private final ByteBuffer disk;
    private final int fatSectors;
    private int next = 2;

    private FatVolume(int sectors, int fatSectors) {
        this.disk = ByteBuffer.allocate(sectors * Sizes.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        this.fatSectors = fatSectors;
    }

    /**
     * A volume with the file.
     *
     * @param sectors of the whole volume
     * @param hidden  sectors of the disk before it
     * @param label   eleven characters, padded with blanks
     * @param path    short names, each as the directory holds it: eight characters and three, padded
     * @throws IllegalArgumentException if the file does not fit, or if a volume of this size is not FAT16
     */
    static byte[] with(int sectors, int hidden, int serial, String label, List<String> path, byte[] file) {
        int clusters = (sectors - 1 - ROOT_ENTRIES * ENTRY / Sizes.SECTOR) * Sizes.SECTOR / (CLUSTER + 2 * 2);
        int fatSectors = ((clusters + 2) * 2 + Sizes.SECTOR - 1) / Sizes.SECTOR;
        int real = (sectors - 1 - 2 * fatSectors - ROOT_ENTRIES * ENTRY / Sizes.SECTOR) / (CLUSTER / Sizes.SECTOR);
        if (real < LEAST_CLUSTERS || real > MOST_CLUSTERS) {
            throw new IllegalArgumentException("a volume of %d sectors has %d clusters and is not FAT16".formatted(sectors, real));
        }
        if (clustersFor(file.length) + path.size() > real) {
            throw new IllegalArgumentException("a file of %d bytes does not fit on a volume of %d sectors".formatted(file.length, sectors));
        }
        FatVolume volume = new FatVolume(sectors, fatSectors);
        volume.bootSector(sectors, hidden, serial, label);
        volume.link(0, 0xff00 | MEDIA);
        volume.link(1, CHAIN_END);
        volume.entry(volume.rootAt(), label, VOLUME, 0, 0);
        volume.tree(path, file);
        return volume.disk.array();
    }

    private static int clustersFor(int bytes) {
        return (bytes + CLUSTER - 1) / CLUSTER;
    }

    private void bootSector(int sectors, int hidden, int serial, String label) {
        disk.position(0);
        disk.put((byte) 0xeb).put((byte) 0x3c).put((byte) 0x90).put(ascii("UFORK   "));
        disk.putShort((short) Sizes.SECTOR).put((byte) (CLUSTER / Sizes.SECTOR)).putShort((short) 1).put((byte) 2).putShort((short) ROOT_ENTRIES);
        disk.putShort(sectors < 0x10000 ? (short) sectors : 0).put((byte) MEDIA).putShort((short) fatSectors);
        disk.putShort((short) 63).putShort((short) 255).putInt(hidden).putInt(sectors < 0x10000 ? 0 : sectors);
        disk.put((byte) 0x80).put((byte) 0).put((byte) 0x29).putInt(serial).put(ascii(label)).put(ascii("FAT16   "));
        disk.putShort(510, (short) 0xaa55);
    }

    private void tree(List<String> path, byte[] file) {
        int directory = rootAt() + ENTRY;       // behind the label
        int parent = 0;
        for (String name : path.subList(0, path.size() - 1)) {
            int cluster = claim(1);
            entry(directory, name, DIRECTORY, cluster, 0);
            directory = clusterAt(cluster);
            entry(directory, ".          ", DIRECTORY, cluster, 0);
            entry(directory + ENTRY, "..         ", DIRECTORY, parent, 0);
            directory += 2 * ENTRY;
            parent = cluster;
        }
        int first = claim(clustersFor(file.length));
        entry(directory, path.getLast(), ARCHIVE, first, file.length);
        disk.put(clusterAt(first), file);
    }

    /** A chain of clusters that follow each other. */
    private int claim(int clusters) {
        int first = next;
        next += clusters;
        for (int cluster = first; cluster < next; cluster++) {
            link(cluster, cluster + 1 < next ? cluster + 1 : CHAIN_END);
        }
        return first;
    }

    /** Says in both tables what follows a cluster. */
    private void link(int cluster, int to) {
        for (int fat = 0; fat < 2; fat++) {
            disk.putShort((1 + fat * fatSectors) * Sizes.SECTOR + cluster * 2, (short) to);
        }
    }

    private void entry(int at, String name, byte attributes, int cluster, int bytes) {
        disk.put(at, ascii(name)).put(at + 11, attributes);
        disk.putShort(at + 16, DAY).putShort(at + 18, DAY).putShort(at + 24, DAY);
        disk.putShort(at + 26, (short) cluster).putInt(at + 28, bytes);
    }

    private int rootAt() {
        return (1 + 2 * fatSectors) * Sizes.SECTOR;
    }

    private int clusterAt(int cluster) {
        return rootAt() + ROOT_ENTRIES * ENTRY + (cluster - 2) * CLUSTER;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
