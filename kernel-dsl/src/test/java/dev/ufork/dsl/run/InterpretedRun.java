package dev.ufork.dsl.run;

import dev.ufork.ir.Module;
import dev.ufork.ir.Verifier;
import dev.ufork.ir.interp.Interpreter;
import dev.ufork.ir.interp.Outcome;
import dev.ufork.ir.pass.Pipeline;
import dev.ufork.ir.pass.Target;
import java.util.ArrayList;
import java.util.List;

/** Runs a batch in the interpreter of the IR. */
final class InterpretedRun {
    private InterpretedRun() {}

    static List<Ending> run(Batch batch, Target target, boolean optimised) {
        List<String> roots = new ArrayList<>(List.of(batch.driver() + ".digest"));
        for (int i = 0; i < batch.calls(); i++) roots.add(batch.driver() + ".call" + i);
        Module module = batch.program().module("batch", target.format(), roots);
        Verifier.require(module);
        if (optimised) new Pipeline(target).checked().run(module);
        Interpreter machine = new Interpreter(module, target.format());
        machine.define("interrupts.off", args -> 0L);
        machine.define("interrupts.restore", args -> Outcome.NOTHING);
        List<Ending> endings = new ArrayList<>();
        for (int i = 0; i < batch.calls(); i++) endings.add(call(machine, batch.driver(), "call" + i));
        return endings;
    }

    private static Ending call(Interpreter machine, String driver, String name) {
        return switch (machine.run(driver + "." + name)) {
            case Outcome.Returned(Object value) -> new Ending.Returned((Long) value, (Long) ((Outcome.Returned) machine.run(driver + ".digest")).value());
            case Outcome.Faulted _ -> new Ending.Faulted();
            case Outcome.Panicked panic -> new Ending.Panicked(panic.message());
            case Outcome.Exhausted _ -> throw new IllegalStateException(name + " does not end");
        };
    }
}
