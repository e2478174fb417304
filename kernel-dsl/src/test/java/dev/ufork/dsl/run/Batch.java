package dev.ufork.dsl.run;

import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.link.LinkedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Sources and calls into them, with a driver in the kernel language that makes the calls on every executor alike. */
public final class Batch {
    private static final String DRIVER = """
        package %1$s;
        import dev.ufork.dsl.*;
        @Kernel public final class Driver {
            @FnRef interface Thunk { long run(); }
            static final Cap DATA = Global.bytes(512, 16);
            static final String DIGITS = "0123456789abcdef";
            public static void fill(long seed) {
                for (long i = 0; i < 256; i += 8) {
                    seed = seed * 6364136223846793005L + 1442695040888963407L;
                    DATA.store64(i, seed ^ seed >>> 29);
                    DATA.store64(i + 256, 0);
                }
            }
            public static long digest() {
                long sum = 7;
                for (long i = 0; i < 256; i += 8) sum = sum * 31 + DATA.load64(i);
                for (long i = 256; i < 512; i += 16) {
                    Cap c = DATA.loadCap(i);
                    sum = sum * 31 + (c.tag() ? c.address() - DATA.address() + c.length() * 3 + c.perms() * 5 : 1);
                }
                return sum;
            }
        %2$s
            @External("protect") static native int protect(Thunk call);
            @External("result") static native long result();
            @External("message") static native Cap message();
            @External("numbered") static native boolean numbered();
            @External("number_behind") static native long numberBehind();
            @External("put") static native void put(int c);
            static void number(long n) {
                Cap digits = Text.utf8(DIGITS);
                for (int shift = 60; shift >= 0; shift -= 4) put(digits.load8(n >>> shift & 15));
                put(' ');
            }
            static void decimal(long n) {
                if (n < 0) put('-');
                if (n / 10 != 0) decimal(Math.abs(n / 10));
                put('0' + (int) Math.abs(n %% 10));
            }
            @Export("driver") public static void main() {
                for (int i = 0; i < CALLS.length; i++) {
                    int end = protect(CALLS[i]);
                    put('@');
                    number(end);
                    number(result());
                    number(digest());
                    if (end == 2) {
                        Cap text = message();
                        for (long k = 0; k < text.length(); k++) put(text.load8(k));
                        if (numbered()) {
                            put(':');
                            put(' ');
                            decimal(numberBehind());
                        }
                    }
                    put('\\n');
                }
            }
        }
        """;

    private final String name;
    private final List<SourceFile> sources;
    private final int calls;
    private KernelProgram program;
    private final Map<MachineTarget, LinkedImage> images = new EnumMap<>(MachineTarget.class);

    private Batch(String name, List<SourceFile> sources, int calls) {
        this.name = name;
        this.sources = sources;
        this.calls = calls;
    }

    /** All calls go to public or package-private functions of one package, which the driver joins. */
    public static Batch of(List<SourceFile> sources, List<Call> calls) {
        String function = calls.getFirst().function();
        String in = function.substring(0, function.lastIndexOf('.', function.lastIndexOf('.') - 1));
        StringBuilder thunks = new StringBuilder();
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < calls.size(); i++) {
            thunks.append(thunk(i, calls.get(i)));
            table.append(i == 0 ? "" : ", ").append("Driver::call").append(i);
        }
        thunks.append("    static final Thunk[] CALLS = {").append(table).append("};\n");
        List<SourceFile> all = new ArrayList<>(sources);
        all.add(SourceFile.of(in.replace('.', '/') + "/Driver.java", DRIVER.formatted(in, thunks)));
        return new Batch(in + ".Driver", all, calls.size());
    }

    private static String thunk(int number, Call call) {
        StringBuilder text = new StringBuilder();
        StringBuilder fill = new StringBuilder("fill(%dL); ".formatted(call.seed()));
        List<String> arguments = new ArrayList<>();
        for (Object a : call.arguments()) {
            switch (a) {
                case Integer i -> arguments.add(i.toString());
                case Long l -> arguments.add(l + "L");
                case byte[] bytes -> arguments.add(memory("M%d_%d".formatted(number, arguments.size()), bytes, text, fill));
                default -> arguments.add("DATA");
            }
        }
        text.append("    public static long call%d() { %sreturn %s(%s); }\n".formatted(number, fill, call.function(), String.join(", ", arguments)));
        return text.toString();
    }

    private static String memory(String name, byte[] bytes, StringBuilder declarations, StringBuilder fill) {
        StringBuilder content = new StringBuilder();
        for (byte b : bytes) content.append(content.isEmpty() ? "" : ", ").append(b);
        declarations.append("    static final Cap %1$s = Global.bytes(%2$d, 16);\n    static final byte[] T%1$s = {%3$s};\n".formatted(name, Math.max(1, bytes.length), content));
        fill.append("for (int i = 0; i < %2$d; i++) %1$s.store8(i, T%1$s[i]); ".formatted(name, bytes.length));
        return name;
    }

    /** The driver's class. */
    String driver() { return name; }

    List<SourceFile> sources() { return sources; }

    int calls() { return calls; }

    /** The program for the compiler; read once. */
    KernelProgram program() {
        if (program == null) program = KernelProgram.read(sources, List.of());
        return program;
    }

    /** The program for machines; compiled once for each. */
    LinkedImage image(MachineTarget target) { return images.computeIfAbsent(target, t -> MachineRun.image(this, t)); }
}
