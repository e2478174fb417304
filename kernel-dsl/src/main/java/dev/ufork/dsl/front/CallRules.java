package dev.ufork.dsl.front;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import dev.ufork.dsl.Domain.Side;
import dev.ufork.dsl.InterruptsOff;
import dev.ufork.dsl.MayFault;
import dev.ufork.dsl.Op;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;

/** Whom a kernel method may call, read and refer to: sides, recovery, interrupts. */
final class CallRules {
    private final Model model;
    private final Refusals refusals;
    private final CompilationUnitTree unit;
    private final ExecutableElement caller;
    private final boolean mayFault;

    CallRules(Model model, Refusals refusals, CompilationUnitTree unit, ExecutableElement caller) {
        this.model = model;
        this.refusals = refusals;
        this.unit = unit;
        this.caller = caller;
        this.mayFault = Model.has(caller, MayFault.class);
    }

    void checkCall(MethodInvocationTree call, Callee callee, boolean interruptsOff) {
        switch (callee) {
            case Callee.Refused(String why, String remedy) -> refusals.refuse(unit, call, why, remedy);
            case Callee.KernelFunction(ExecutableElement method) -> {
                checkSide(call, method, "calls");
                checkContext(call, method, interruptsOff);
                if (mayFault && !Model.isInline(method))
                    refusals.refuse(unit, call, "a @MayFault method calls %s, whose fault it would not survive".formatted(name(method)),
                        "annotate %s @Inline, or give it its own @MayFault and call it outside".formatted(name(method)));
            }
            case Callee.Stub(ExecutableElement method, String _) -> {
                checkSide(call, method, "calls");
                checkContext(call, method, interruptsOff);
                if (mayFault) refusals.refuse(unit, call, "a @MayFault method calls the stub %s, whose fault it would not survive".formatted(name(method)), "call it outside");
            }
            case Callee.Instruction(ExecutableElement method, String _, boolean _) -> {
                checkSide(call, method, "calls");
                checkContext(call, method, interruptsOff);
            }
            case Callee.Reference(ExecutableElement method) -> {
                if (mayFault) refusals.refuse(unit, call, "a @MayFault method calls through a function reference", "only @Intrinsic and @Inline methods are called here");
                if (Model.has(method, InterruptsOff.class)) checkContext(call, method, interruptsOff);
            }
            case Callee.Operation(Op op) -> checkOperation(call, op);
            default -> { }
        }
    }

    private void checkContext(MethodInvocationTree call, ExecutableElement method, boolean interruptsOff) {
        InterruptsOff demand = method.getAnnotation(InterruptsOff.class);
        if (demand != null && !interruptsOff)
            refusals.refuse(unit, call, "%s may be called only with interrupts off: %s".formatted(name(method), demand.value()),
                "call it inside try (var _ = Interrupts.off()) { ... }, or mark %s @InterruptsOff".formatted(name(caller)));
    }

    private void checkOperation(MethodInvocationTree call, Op op) {
        switch (op) {
            case GLOBAL, GLOBAL_BYTES, PER_CPU -> refusals.refuse(unit, call, "a global made inside a function", "declare it: static final X NAME = Global.of(X.class)");
            case INTERRUPTS_OFF, INTERRUPTS_RESTORE -> refusals.refuse(unit, call, "interrupts switched outside the head of a try", "write try (var _ = Interrupts.off()) { ... }");
            default -> { }
        }
    }

    void checkReference(Tree tree, ExecutableElement target) {
        Callee callee = model.callee(target);
        boolean ok = target.getModifiers().contains(Modifier.STATIC) && (callee instanceof Callee.KernelFunction || callee instanceof Callee.Stub);
        if (!ok) {
            refusals.refuse(unit, tree, "a reference to %s, which is no static @Kernel method".formatted(name(target)), "refer to a static method marked @Kernel or @External");
            return;
        }
        checkSide(tree, target, "refers to");
        if (Model.has(target, InterruptsOff.class))
            refusals.refuse(unit, tree, "a reference to %s, which may be called only with interrupts off".formatted(name(target)), "mark the method of the @FnRef interface's users instead, or open the region inside");
    }

    void checkStatic(Tree tree, VariableElement field, String name) {
        Element owner = field.getEnclosingElement();
        boolean reachable = model.side(caller).mayUse(model.side(owner));
        if (!reachable) refusals.refuse(unit, tree, "%s belongs to the %s side, this code to the %s side".formatted(name, side(owner), side(caller)), "go through a system call");
    }

    private void checkSide(Tree tree, ExecutableElement callee, String verb) {
        Side mine = model.side(caller), theirs = model.side(callee);
        if (!mine.mayUse(theirs))
            refusals.refuse(unit, tree, "%s code %s %s, which belongs to the %s side".formatted(mine.name().toLowerCase(), verb, name(callee), side(callee)),
                theirs == Side.SHARED || mine == Side.SHARED ? "shared code uses shared code only: move one of them" : "go through a system call");
    }

    private String side(Element element) { return model.side(element).name().toLowerCase(); }

    static String name(ExecutableElement method) { return method.getEnclosingElement().getSimpleName() + "." + method.getSimpleName(); }

}
