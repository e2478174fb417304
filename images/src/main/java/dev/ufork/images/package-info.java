/**
 * The bootable images: one table row each, the files made of them, and where a running program finds those files.
 *
 * <p>{@link dev.ufork.images.Image} is the table. {@link dev.ufork.images.GenerateImages} runs in the build after the
 * classes are compiled and writes, for each row, {@code NAME.elf}, {@code .map}, {@code .lst} and {@code .sha256}; the
 * same sources give the same bytes. {@link dev.ufork.images.ImageStore} finds them again, in the build's folder or
 * inside the jar.
 *
 * <p>To add an image, add a row.
 */
package dev.ufork.images;
