package dev.ufork.ir.pass;

import dev.ufork.ir.Function;

/** A change of one function that keeps its meaning, under the rules of {@link dev.ufork.ir}. */
@FunctionalInterface
interface FunctionPass {
    /** Says whether it changed anything. The function is settled and sound before and after. */
    boolean run(Function f, Target target);
}
