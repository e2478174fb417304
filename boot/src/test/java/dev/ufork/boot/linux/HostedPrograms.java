package dev.ufork.boot.linux;

import dev.ufork.boot.Commands;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.hosted.CapValue;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.dsl.hosted.HostedClasses;
import dev.ufork.dsl.hosted.HostedMemory;
import dev.ufork.dsl.hosted.Shapes;
import dev.ufork.dsl.hosted.Views;
import dev.ufork.shared.Auxiliary;
import dev.ufork.shared.Mman;
import dev.ufork.shared.SignalFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

/**
 * Programs in the kernel language, run on the JVM with system calls that Linux answers.
 *
 * <p>The gate is that of a real process: the struct of sealed entries that the kernel gives a program at its start. Here each entry is a function that asks
 * {@link HostedProcess}. Every thread has the classes of the programs for itself, for processes share no statics.
 */
public final class HostedPrograms {
    static final String ROOT = "dev.ufork.";
    private static final String USER = ROOT + "user.";
    static final String APPS = ROOT + "apps.";
    private static final String SENTENCES = APPS + "Sentences";
    private static final int HEAP = 1 << 20;
    private static final int CAP = 16;
    private static final MethodTypeDesc IS = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String, ConstantDescs.CD_long, ConstantDescs.CD_long);

    private static final ThreadLocal<HostedProcess> CURRENT = new ThreadLocal<>();
    private static final ThreadLocal<Loader> LOADER = ThreadLocal.withInitial(Loader::new);

    private HostedPrograms() {}

    /** Loads the programs and their runtime, made ready for hosted runs; sentences come to {@link #tried}. */
    private static final class Loader extends ClassLoader {
        Loader() {
            super(HostedPrograms.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(USER) && !name.startsWith(APPS)) return super.loadClass(name, resolve);
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) return loaded;
                byte[] bytes = HostedClasses.weave(bytes(name));
                if (name.equals(SENTENCES)) bytes = overheard(bytes);
                return defineClass(name, bytes, 0, bytes.length);
            }
        }

        private static byte[] overheard(byte[] sentences) {
            ClassFile format = ClassFile.of();
            return format.transformClass(format.parse(sentences), (builder, element) -> {
                if (element instanceof MethodModel m && m.methodName().equalsString("is"))
                    builder.withMethodBody(m.methodName(), m.methodType(), m.flags().flagsMask(), b -> b.aload(0).lload(1).lload(3)
                            .invokestatic(ClassDesc.of(HostedPrograms.class.getName()), "tried", IS).return_());
                else builder.with(element);
            });
        }
    }

    /** The class file of one of the programs. */
    static byte[] bytes(String name) throws ClassNotFoundException {
        try (InputStream in = HostedPrograms.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) throw new ClassNotFoundException(name);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program says of a sentence. */
    public static void tried(String sentence, long actual, long expected) {
        StackFrame from = StackWalker.getInstance().walk(frames -> frames.skip(1).filter(f -> !f.getMethodName().equals("is")).findFirst()).orElseThrow();
        String place = from.getClassName().substring(APPS.length()) + "." + from.getMethodName();
        CURRENT.get().tried(new Site(place, from.getLineNumber()), sentence, actual, expected);
    }

    /** Runs the process in this thread until it has ended. */
    static void run(HostedProcess process) {
        CURRENT.set(process);
        try {
            while (true) runProgram(process);
        } catch (HostedProcess.Ended e) {
            // as programs do
        }
    }

    private static void runProgram(HostedProcess process) {
        Hosted.fresh();
        Loader loader = LOADER.get();
        try {
            call(loader, "user.Start", "start", Hosted.machine().allocate(HEAP, CAP), calls(loader).cap(), environment(process.program()));
            int status = main(loader, process.program());
            call(loader, "user.Start", "finish", status);
            throw new IllegalStateException("exit has returned");
        } catch (HostedProcess.Executed e) {
            // the program is another now
        }
    }

    private static int main(Loader loader, Program program) {
        int at = program.name().indexOf('#');
        if (at >= 0) {
            call(loader, program.name().substring(ROOT.length(), at), program.name().substring(at + 1));
            return 0;
        }
        String type = Commands.ALL.entrySet().stream().filter(e -> e.getValue().contains(program.name())).map(Map.Entry::getKey).findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no program " + program.name()));
        return (int) call(loader, type.substring(ROOT.length()), "main", program.arguments().size(), vector(program.arguments(), 0));
    }

    /** Calls a static function of the programs' classes by its name, whoever may. */
    private static Object call(Loader loader, String type, String name, Object... arguments) {
        try {
            for (Method m : loader.loadClass(ROOT + type).getDeclaredMethods())
                if (m.getName().equals(name) && m.getParameterCount() == arguments.length) {
                    m.setAccessible(true);
                    return m.invoke(null, arguments);
                }
            throw new IllegalStateException(type + " has no function " + name);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException r) throw r;
            if (e.getCause() instanceof Error r) throw r;
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The runtime's handler of all signals, as the kernel would call it. */
    static void arrived(int signal, SignalFrame frame) {
        call(LOADER.get(), "user.Signals", "arrived", signal, frame);
    }

    /** The capability to the pages of a mapping that Linux has made for the stand-in; one without a tag for an error. */
    private static Cap mapped(long result, long bytes, long flags) {
        if (result < 0) return Cap.NULL.plus(result);
        HostedProcess process = CURRENT.get();
        long size = bytes + Slot.PAGE - 1 & -Slot.PAGE;
        Hosted.memory().map(result, size, new HostedMemory.Outside() {
            @Override
            public int load(long address) {
                return (int) process.call(LinuxCall.LOAD, new Object[] {address});
            }

            @Override
            public void store(long address, int data) {
                process.call(LinuxCall.STORE, new Object[] {address, (long) data});
            }
        });
        long perms = (flags & Mman.SHARED) != 0 ? Perms.DATA & ~(Perms.LOAD_CAP | Perms.STORE_CAP | Perms.STORE_LOCAL) : Perms.DATA;
        return Cap.hosted(CapValue.ROOT.restrict(perms).at(result).bounded(size, true));
    }

    private static Cap vector(List<byte[]> texts, int more) {
        Cap vector = Hosted.machine().allocate((texts.size() + 1) * CAP + more, CAP);
        for (int n = 0; n < texts.size(); n++) vector.storeCap((long) n * CAP, Hosted.machine().bytes(texts.get(n)));
        return vector;
    }

    private static Cap environment(Program program) {
        Cap vector = vector(program.environment(), Auxiliary.BYTES);
        long at = (program.environment().size() + 1L) * CAP;
        vector.store64(at, Auxiliary.PAGE_SIZE);
        vector.store64(at + CAP, Slot.PAGE);
        return vector;
    }

    /** The entries of all calls, each of which asks the process of the thread that calls it. */
    private static Ref calls(Loader loader) {
        try {
            Class<? extends Ref> type = loader.loadClass(USER + "Sys$Calls").asSubclass(Ref.class);
            Ref calls = Views.of(type, Hosted.machine().allocate(Shapes.of(type).size(), CAP));
            for (Method m : type.getDeclaredMethods()) {
                if (m.getParameterCount() != 1) continue;
                Class<?> shape = m.getParameterTypes()[0];
                m.setAccessible(true);
                m.invoke(calls, Proxy.newProxyInstance(loader, new Class<?>[] {shape}, (proxy, method, arguments) ->
                        method.getReturnType() == Cap.class ? mapped(CURRENT.get().call(m.getName(), arguments), (long) arguments[1], (long) arguments[3])
                        : (Object) CURRENT.get().call(m.getName(), arguments == null ? new Object[0] : arguments)));
            }
            return calls;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
