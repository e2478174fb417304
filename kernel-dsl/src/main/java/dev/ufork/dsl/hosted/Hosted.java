package dev.ufork.dsl.hosted;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.layout.Shape;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * The machine that kernel code sees on the JVM: one per thread, thrown away by {@link #fresh()}.
 *
 * <p>The bodies of the intrinsic methods in {@code dev.ufork.dsl} come here. Tests begin with {@link #fresh()} and get a machine whose
 * memory is empty and whose globals are zero.
 */
public final class Hosted {
    private static final ThreadLocal<HostedMachine> MACHINE = ThreadLocal.withInitial(HostedMachine::new);
    /** Kernel classes with scalar statics, by the thread that used them first; weak, for their loaders come and go. */
    private static final ThreadLocal<Set<Class<?>>> BEGUN = ThreadLocal.withInitial(() -> Collections.newSetFromMap(new WeakHashMap<>()));

    private Hosted() {}

    /** The machine of this thread. */
    public static HostedMachine machine() { return MACHINE.get(); }

    /** Replaces the machine of this thread by a new one and returns it; scalar statics of the kernel classes that this thread began have their start values again. */
    public static HostedMachine fresh() {
        HostedMachine machine = new HostedMachine();
        MACHINE.set(machine);
        for (Class<?> type : List.copyOf(BEGUN.get())) start(type);
        return machine;
    }

    /** What initialisers of kernel classes call: the class is in use from here on. */
    public static void began(Class<?> type) { BEGUN.get().add(type); }

    private static void start(Class<?> type) {
        try {
            MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findStatic(type, FreshStatics.START, MethodType.methodType(void.class)).invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the statics of %s cannot be started anew: %s".formatted(type.getName(), e.getMessage()), e);
        }
    }

    /** The memory of this thread's machine. */
    public static HostedMemory memory() { return machine().memory(); }

    /** The meaning of {@code Global.of}. */
    public static <T extends Ref> T global(Class<T> type) { return Views.of(type, globalCap(type)); }

    /** The meaning of {@code PerCpu.of}. */
    public static <T extends Ref> T perCpu(Class<T> type) {
        Object key = new Object();
        Shape shape = Shapes.of(type);
        return Views.of(type, Cap.hostedGlobal(() -> machine().perCpu(key, shape.size(), shape.align())));
    }

    /** The meaning of {@code Global.bytes}. */
    public static Cap globalBytes(long size, int align) {
        Object key = new Object();
        return Cap.hostedGlobal(() -> machine().global(key, size, align));
    }

    private static Cap globalCap(Class<?> type) {
        Object key = new Object();
        Shape shape = Shapes.of(type);
        return Cap.hostedGlobal(() -> machine().global(key, shape.size(), shape.align()));
    }

    /** The meaning of {@code Stack.of}. */
    public static <T extends Ref> T stack(Class<T> type) {
        Shape shape = Shapes.of(type);
        return Views.of(type, machine().allocate(shape.size(), shape.align()));
    }

    /** The meaning of {@code Stack.bytes}. */
    public static Cap stackBytes(int size) { return machine().allocate(size, Shape.CAP_BYTES); }

    /** The meaning of a string literal: its bytes, read-only. */
    public static Cap text(String literal) { return machine().constant(literal.getBytes(StandardCharsets.UTF_8), literal); }

    /** Switches interrupts and returns what they were; hosted code is never interrupted. */
    public static boolean interrupts(boolean on) { return machine().interrupts(on); }

    /** Does something indivisible. */
    public static synchronized <T> T atomic(Supplier<T> action) { return action.get(); }
}
