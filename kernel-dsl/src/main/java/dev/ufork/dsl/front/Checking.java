package dev.ufork.dsl.front;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import dev.ufork.isa.cap.CapFormat;

/** One check of one program: the model, the constants and the refusals that plugin and front end share. */
final class Checking {
    private final Model model;
    private final Constants constants;
    private final Refusals refusals;

    Checking(Model model, CapFormat format) {
        this.model = model;
        this.refusals = new Refusals(model.trees());
        this.constants = new Constants(model, format, (unit, at, why) -> refusals.refuse(unit, at, why, "write a long constant (1L), or a cast where wrapping is meant"));
    }

    Model model() { return model; }

    Constants constants() { return constants; }

    Refusals refusals() { return refusals; }

    /** Checks a top-level class and all in it. */
    void check(CompilationUnitTree unit, ClassTree tree) { new Declarations(model, constants, refusals, unit).check(tree); }
}
