package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassModel;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows between packages, and the names that neutral packages must not contain. */
class ArchitectureTest {
    private static final Pattern ARCHITECTURE = Pattern.compile("(?i)risc_?v|morello|aarch64|xcheri|rv64|a64");

    /** Neutral code; each of these has rows or constants for architectures in one type, which is named here. */
    private static final List<String> NEUTRAL = List.of("isa", "isa.cap", "elf", "asm", "dwarf", "link", "ir", "regalloc", "mir",
            "target", "emulator", "harness", "kernel", "shared", "user", "apps", "boot.guest");
    private static final Set<String> TABLES = Set.of("dev/ufork/harness/Board", "dev/ufork/elf/Elf", "dev/ufork/kernel/Program", "dev/ufork/isa/cap/CapFormat",
            "dev/ufork/isa/cap/CapabilityFormat");

    private static List<ClassModel> classes;

    @BeforeAll
    static void readClasses() throws Exception {
        classes = ClassFiles.ofProject();
        assertThat(classes).as("compiled classes beside this module").hasSizeGreaterThan(100);
    }

    @Test
    void everyPackageHasARow() {
        Set<String> without = new TreeSet<>();
        for (ClassModel type : classes) {
            if (Arrows.of(ClassFiles.packageOf(type)).isEmpty()) {
                without.add(ClassFiles.packageOf(type));
            }
        }
        assertThat(without).as("packages without a row in Arrows").isEmpty();
    }

    @Test
    void noPackageUsesWhatItMayNot() {
        Set<String> violations = new TreeSet<>();
        for (ClassModel type : classes) {
            Arrows row = Arrows.of(ClassFiles.packageOf(type)).orElseThrow();
            for (String used : ClassFiles.packagesUsedBy(type)) {
                if (!used.startsWith("java.") && !row.allows(used)) {
                    violations.add("%s uses %s, but %s".formatted(type.thisClass().asInternalName().replace('/', '.'), used, row));
                }
            }
        }
        assertThat(violations).as("arrows the design does not have").isEmpty();
    }

    @Test
    void neutralPackagesNameNoArchitecture() {
        Set<String> violations = new TreeSet<>();
        for (ClassModel type : classes) {
            String name = type.thisClass().asInternalName();
            String within = ClassFiles.packageOf(type).replace("dev.ufork.", "");
            boolean table = TABLES.stream().anyMatch(t -> name.equals(t) || name.startsWith(t + "$"));
            if (!NEUTRAL.contains(within) || table) {
                continue;
            }
            type.methods().stream().map(method -> method.methodName().stringValue()).forEach(member -> check(name, member, violations));
            type.fields().stream().map(field -> field.fieldName().stringValue()).forEach(member -> check(name, member, violations));
            check(name, name.substring(name.lastIndexOf('/') + 1), violations);
        }
        assertThat(violations).as("architectures named in neutral packages").isEmpty();
    }

    private static void check(String type, String member, Set<String> violations) {
        if (!member.startsWith("lambda$") && ARCHITECTURE.matcher(member).find()) {
            violations.add(type.replace('/', '.') + ": " + member);
        }
    }
}
