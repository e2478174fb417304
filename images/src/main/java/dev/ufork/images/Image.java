package dev.ufork.images;

import dev.ufork.boot.morello.HelloMorello;
import dev.ufork.boot.morello.UforkMorello;
import dev.ufork.boot.riscv.HelloRiscv;
import dev.ufork.boot.riscv.UforkRiscv;
import dev.ufork.harness.Board;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The bootable images, one row each: the name, the board, what it is, how it is made, and what {@code run} gives it when
 * nobody says otherwise.
 *
 * <p>The first row is what {@code ./ufork run} boots when no image is named.
 */
public enum Image {
    HELLO_RISCV(HelloRiscv.NAME, Board.RISCV64, "boots to S-mode and reports one of each CHERI fault",
            () -> ImageFiles.of(HelloRiscv.build())),
    HELLO_MORELLO("hello-morello", Board.MORELLO, "goes to EL1 and C64, turns paging on, takes one of each capability fault",
            () -> ImageFiles.withDisk(HelloMorello.build())),
    UFORK_RISCV(UforkRiscv.NAME, Board.RISCV64, "the μFork kernel and its programs; arguments: PROGRAM ARGS",
            () -> ImageFiles.of(new UforkRiscv().build()), "sh"),
    UFORK_MORELLO(UforkMorello.NAME, Board.MORELLO, "the same for Morello; its disk boots under UEFI",
            () -> ImageFiles.withDisk(new UforkMorello().build()), "sh");

    private final String title;
    private final Board board;
    private final String summary;
    private final Supplier<ImageFiles> builder;
    private final List<String> arguments;

    Image(String title, Board board, String summary, Supplier<ImageFiles> builder, String... arguments) {
        this.title = title;
        this.board = board;
        this.summary = summary;
        this.builder = builder;
        this.arguments = List.of(arguments);
    }

    /** The name people use; also that of its files. */
    public String title() {
        return title;
    }

    /** The board it boots on. */
    public Board board() {
        return board;
    }

    /** What it is, in one line. */
    public String summary() {
        return summary;
    }

    /** The guest's arguments when none are given: its demo. */
    public List<String> arguments() {
        return arguments;
    }

    /** Is it the μFork kernel, with an archive of programs? Its arguments are one of them and that one's. */
    public boolean isUfork() {
        return title.startsWith("ufork-");
    }

    /** Makes the image; the same sources give the same bytes. */
    ImageFiles build() {
        return builder.get();
    }

    /** The image of this name. */
    public static Optional<Image> of(String title) {
        return Arrays.stream(values()).filter(image -> image.title.equals(title)).findFirst();
    }

    /** The names of all images, in the table's order. */
    public static List<String> titles() {
        return Arrays.stream(values()).map(Image::title).toList();
    }
}
