package dev.ufork.ci;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which package may know which: the design's table of modules, package by package.
 *
 * <p>A row speaks for its package and everything below that has no row of its own; inside one's own package everything
 * is allowed. {@code X} is exactly the package X, {@code X.*} also what is below it. Names without {@code dev.ufork} in
 * front are ours; the others are libraries' and the JDK's beyond {@code java.base}.
 */
enum Arrows {
    // The compiler: facts first, then what is built on them. It knows no kernel, no board, and no third party.
    ISA("isa"),
    ISA_CAP("isa.cap", "isa"),
    ISA_RISCV("isa.riscv", "isa", "isa.cap"),
    ISA_RISCV_XCHERI("isa.riscv.xcheri", "isa", "isa.cap", "isa.riscv"),
    ISA_MORELLO("isa.morello", "isa", "isa.cap"),
    ELF("elf"),
    ASM("asm", "isa", "isa.cap", "elf"),
    DWARF("dwarf", "asm", "elf"),
    LINK("link", "isa", "isa.cap", "asm", "dwarf", "elf"),
    IR("ir", "isa.cap"),
    REGALLOC("regalloc"),
    MIR("mir", "isa", "isa.cap", "ir", "regalloc"),
    TARGET("target", "isa", "isa.cap", "ir.*", "mir", "regalloc", "asm", "dwarf", "link", "elf"),
    TARGET_RISCV("target.riscv", "target", "isa", "isa.cap", "isa.riscv.*", "ir.*", "mir", "regalloc", "asm", "dwarf", "link", "elf"),
    TARGET_MORELLO("target.morello", "target", "isa", "isa.cap", "isa.morello", "ir.*", "mir", "regalloc", "asm", "dwarf", "link", "elf"),

    // The machines share rows and formats with the compiler and nothing else, so that a boot there is evidence.
    EMULATOR("emulator", "isa", "isa.cap", "java.lang.management"),
    EMULATOR_RISCV("emulator.riscv", "emulator", "isa", "isa.cap", "isa.riscv.*"),
    EMULATOR_MORELLO("emulator.morello", "emulator", "isa", "isa.cap", "isa.morello"),
    HARNESS("harness", "emulator.*", "org.testcontainers.*", "com.github.dockerjava.*"),

    // The kernel language. What authors import must not drag the compiler along.
    DSL("dsl", "dsl.hosted", "dsl.layout", "isa.cap"),
    DSL_LAYOUT("dsl.layout", "dsl", "isa.cap"),
    DSL_HOSTED("dsl.hosted", "dsl", "dsl.layout", "isa.cap"),
    DSL_FRONT("dsl.front", "dsl", "dsl.layout", "dsl.hosted", "isa.*", "ir.*", "target.*", "asm", "link", "dwarf", "elf", "com.sun.source.*", "javax.tools", "javax.lang.model.*"),

    // The kernel and its processes know the language alone, and each other only through what both share. The language's plugin puts calls of
    // dsl.hosted into class files with statics, so that hosted runs get fresh ones; sources never name it.
    SHARED("shared", "dsl", "dsl.hosted"),
    KERNEL("kernel", "dsl", "dsl.hosted", "shared", "kernel.target"),
    // What depends on the target: twins, and the names that the kernel has for them.
    KERNEL_TARGET("kernel.target", "dsl", "kernel.riscv"),
    KERNEL_RISCV("kernel.riscv", "dsl", "dsl.hosted", "kernel"),
    KERNEL_MORELLO("kernel.morello", "dsl", "dsl.hosted", "kernel"),
    USER("user", "dsl", "dsl.hosted", "shared", "user.target"),
    USER_TARGET("user.target", "dsl", "user.riscv"),
    USER_RISCV("user.riscv", "dsl", "dsl.hosted", "shared", "user"),
    USER_MORELLO("user.morello", "dsl", "dsl.hosted", "shared", "user"),
    APPS("apps", "dsl", "dsl.hosted", "shared", "user", "user.target"),

    // Where everything comes together.
    BOOT("boot", "isa.*", "ir.*", "asm", "link", "elf", "dwarf", "target.*", "dsl.*", "kernel", "user", "apps", "shared", "org.apache.commons.compress.*"),
    IMAGES("images", "boot.*", "harness", "link", "dsl.front", "images.board"),
    // Disks carry the kernel as memory will, which the machine's reader of executables knows.
    IMAGES_BOARD("images.board", "boot.morello", "link", "emulator"),
    // Reports need what the compiler wrote down about its code, and read it from the files alone; a console has lines.
    IMAGES_DEBUG("images.debug", "harness", "isa", "asm", "dwarf", "elf", "link", "target.*", "boot"),
    IMAGES_CLI("images.cli", "elf", "images", "images.bench", "images.board", "images.debug", "images.fuzz", "images.verify", "harness", "boot.*", "target", "emulator.*", "picocli.*"),
    // The verifier shares no code with the kernel; how its records lie it learns as the compiler does.
    IMAGES_VERIFY("images.verify", "elf", "emulator.*", "harness", "isa.cap", "dsl.hosted", "dsl.layout"),
    // Random input is given to whole images: what is in them it reads as machines do, and the tables of instructions are where text is drawn from.
    IMAGES_FUZZ("images.fuzz", "boot", "dwarf", "elf", "isa.*", "emulator.*", "harness", "images.verify"),
    // Benchmarks measure the compiler, the machine and the kernel's functions themselves.
    IMAGES_BENCH("images.bench", "harness", "boot", "isa.*", "ir.*", "asm", "link", "elf", "dwarf", "target.*", "dsl.*", "emulator.*"),
    CI("ci", "*");

    private static final String ROOT = "dev.ufork.";

    private final String from;
    private final List<String> to;

    Arrows(String from, String... to) {
        this.from = from;
        this.to = List.of(to);
    }

    /** The row that speaks for this package. */
    static Optional<Arrows> of(String packageName) {
        return Arrays.stream(values()).filter(row -> covers(ROOT + row.from + ".*", packageName))
                .max(Comparator.comparing(row -> row.from.length()));
    }

    boolean allows(String packageName) {
        return of(packageName).filter(row -> row == this).isPresent() || to.stream().anyMatch(entry ->
                entry.equals("*") || covers(ROOT + entry, packageName) || covers(entry, packageName));
    }

    private static boolean covers(String entry, String packageName) {
        if (!entry.endsWith(".*")) {
            return packageName.equals(entry);
        }
        String stem = entry.substring(0, entry.length() - 2);
        return packageName.equals(stem) || packageName.startsWith(stem + ".");
    }

    @Override public String toString() {
        return ROOT + from + " may use " + (to.isEmpty() ? "nothing" : String.join(", ", to));
    }
}
