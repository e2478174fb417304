/** Disks that boards boot from: a partition table, a file system, and in it a kernel as an application of UEFI. */
package dev.ufork.images.board;
