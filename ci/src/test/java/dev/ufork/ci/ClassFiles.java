package dev.ufork.ci;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's compiled classes, read without loading them. */
final class ClassFiles {
    /** A type in a descriptor or signature: {@code Ljava/lang/String;}. */
    private static final Pattern TYPE = Pattern.compile("L([a-zA-Z0-9_$]+(?:/[a-zA-Z0-9_$]+)+)[;<]");

    private ClassFiles() {}

    /** Every class of the modules beside this one, tests aside. */
    static List<ClassModel> ofProject() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        List<ClassModel> classes = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path folder = module.resolve("target/classes/dev");
                if (Files.isRegularFile(module.resolve("pom.xml")) && Files.isDirectory(folder)) {
                    addAll(folder, classes);
                }
            }
        }
        return classes;
    }

    private static void addAll(Path folder, List<ClassModel> classes) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
                classes.add(ClassFile.of().parse(file));
            }
        }
    }

    static String packageOf(ClassModel type) {
        return packageOf(type.thisClass().asInternalName());
    }

    private static String packageOf(String internalName) {
        int end = internalName.lastIndexOf('/');
        return end < 0 ? "" : internalName.substring(0, end).replace('/', '.');
    }

    /** Packages of all types that the class names anywhere: in code, descriptors, signatures and annotations. */
    static Set<String> packagesUsedBy(ClassModel type) {
        Set<String> packages = new TreeSet<>();
        for (PoolEntry entry : type.constantPool()) {
            switch (entry) {
                case ClassEntry named when !named.asInternalName().startsWith("[") -> packages.add(packageOf(named.asInternalName()));
                case Utf8Entry text -> addTypes(text.stringValue(), packages);
                default -> { }
            }
        }
        packages.remove("");
        return packages;
    }

    private static void addTypes(String text, Set<String> packages) {
        for (Matcher matcher = TYPE.matcher(text); matcher.find(); ) {
            packages.add(packageOf(matcher.group(1)));
        }
    }
}
