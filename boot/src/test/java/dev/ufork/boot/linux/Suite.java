package dev.ufork.boot.linux;

import dev.ufork.boot.Commands;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The conformance suite as its class files tell it: which classes there are, their chapters, and where each sentence is.
 *
 * <p>A chapter is a function that the {@code all} of its class calls, or {@code main} where there is no such; a class whose {@code all} tries sentences
 * itself is one chapter.
 */
final class Suite {
    private static final String CONFORM = "Conform";

    private final List<Program> chapters = new ArrayList<>();
    private final Set<Site> sentences = new LinkedHashSet<>();

    Suite() throws ClassNotFoundException {
        Set<String> classes = new TreeSet<>();
        for (String program : Commands.ALL.keySet())
            if (program.startsWith(HostedPrograms.APPS + CONFORM)) classes.add(program.substring(HostedPrograms.APPS.length()));
        for (InvokeInstruction call : calls(method(read(CONFORM), "main")))
            if (call.name().equalsString("all")) classes.add(name(call));
        for (String name : classes) read(name, read(name));
    }

    private void read(String name, ClassModel model) {
        for (MethodModel m : model.methods()) sentences(name, m);
        MethodModel all = method(model, model.methods().stream().anyMatch(m -> m.methodName().equalsString("all")) ? "all" : "main");
        if (sentences.stream().anyMatch(s -> s.method().equals(name + ".all"))) {
            chapters.add(Program.function(HostedPrograms.APPS + name, "all"));
            return;
        }
        for (InvokeInstruction call : calls(all))
            if (name(call).equals(name) && call.type().equalsString("()V")) chapters.add(Program.function(HostedPrograms.APPS + name, call.name().stringValue()));
    }

    private void sentences(String name, MethodModel m) {
        if (m.methodName().equalsString("is") || m.code().isEmpty()) return;
        int line = 0;
        for (CodeElement e : m.code().get()) {
            if (e instanceof LineNumber l) line = l.line();
            if (e instanceof InvokeInstruction call && call.name().equalsString("is") && call.type().equalsString("(Ljava/lang/String;JJ)V"))
                sentences.add(new Site(name + "." + m.methodName().stringValue(), line));
        }
    }

    private static ClassModel read(String name) throws ClassNotFoundException {
        return ClassFile.of().parse(HostedPrograms.bytes(HostedPrograms.APPS + name));
    }

    private static MethodModel method(ClassModel model, String name) {
        return model.methods().stream().filter(m -> m.methodName().equalsString(name)).findFirst().orElseThrow();
    }

    private static List<InvokeInstruction> calls(MethodModel m) {
        return m.code().orElseThrow().elementStream().filter(InvokeInstruction.class::isInstance).map(InvokeInstruction.class::cast).toList();
    }

    private static String name(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        return owner.substring(owner.lastIndexOf('/') + 1);
    }

    List<Program> chapters() {
        return chapters;
    }

    /** The classes, and the chapters as {@code CLASS#FUNCTION}. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Program chapter : chapters) names.add(chapter.name().substring(HostedPrograms.APPS.length()));
        for (Site sentence : sentences) names.add(sentence.type());
        return names;
    }

    Set<Site> sentences() {
        return sentences;
    }
}
