package dev.ufork.dsl.hosted;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Class files made ready for hosted runs: {@code @MayFault} methods get their handlers, and scalar statics begin anew with {@link Hosted#fresh()}.
 *
 * <p>The compiler plugin does it for what it is told to ({@code -Xplugin:ufork FOLDER}, the folder of the class files); class loaders that
 * compile kernel code themselves do it for what they load.
 */
public final class HostedClasses {
    /** Where types merge, those of the code itself need not be found: as interfaces they merge to Object, which the verifier takes for any of them. */
    static final ClassFile FORMAT = ClassFile.of(ClassHierarchyResolverOption.of(
        ClassHierarchyResolver.defaultResolver().orElse(_ -> ClassHierarchyInfo.ofInterface())));

    private HostedClasses() {}

    /** The class file as hosted runs want it; the same bytes when there is nothing to do, or when it is done already. */
    public static byte[] weave(byte[] classFile) { return FreshStatics.weave(Recovery.weave(classFile)); }

    /** Rewrites a class file in place. */
    public static void weave(Path classFile) throws IOException {
        byte[] before = Files.readAllBytes(classFile), after = weave(before);
        if (after != before) Files.write(classFile, after);
    }
}
