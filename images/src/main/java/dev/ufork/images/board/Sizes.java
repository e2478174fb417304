package dev.ufork.images.board;

/** The unit of disks, and sizes in whole units. */
final class Sizes {
    /** Bytes of a sector: of partition tables, FAT volumes, and of what a Linux system says about a device. */
    static final int SECTOR = 512;

    private Sizes() {}

    /** The least multiple of {@code unit} that is not below {@code n}. */
    static int roundUp(int n, int unit) {
        return (n + unit - 1) / unit * unit;
    }
}
