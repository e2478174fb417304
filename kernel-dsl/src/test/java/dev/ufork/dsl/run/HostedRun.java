package dev.ufork.dsl.run;

import dev.ufork.dsl.CapFault;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.hosted.Hosted;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;

/** Runs a batch on the JVM: fresh classes, so fresh statics, and fresh memory. */
final class HostedRun {
    private HostedRun() {}

    static List<Ending> run(Batch batch) {
        Hosted.fresh();
        try {
            Class<?> driver = MemoryClasses.compile(batch.sources()).loadClass(batch.driver());
            List<Ending> endings = new ArrayList<>();
            for (int i = 0; i < batch.calls(); i++) endings.add(call(driver, "call" + i));
            return endings;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Ending call(Class<?> driver, String name) throws ReflectiveOperationException {
        try {
            long value = (long) driver.getMethod(name).invoke(null);
            return new Ending.Returned(value, (long) driver.getMethod("digest").invoke(null));
        } catch (InvocationTargetException e) {
            return switch (e.getCause()) {
                case CapFault _ -> new Ending.Faulted();
                case ArrayIndexOutOfBoundsException _ -> new Ending.Faulted();
                case ArithmeticException _ -> new Ending.Panicked("division by zero");
                case AssertionError a -> new Ending.Panicked(a.getMessage() == null ? "assertion failed" : a.getMessage());
                case Panic p -> new Ending.Panicked(p.getMessage());
                default -> throw new IllegalStateException(name + " ended in " + e.getCause(), e.getCause());
            };
        }
    }
}
