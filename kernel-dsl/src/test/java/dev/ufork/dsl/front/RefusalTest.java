package dev.ufork.dsl.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.isa.cap.CapFormat;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalTest {
    private static final String HEAD = """
        import dev.ufork.dsl.*;
        @Kernel class T {
            enum State { FREE, USED }
            @FnRef interface Fn { int apply(int n); }
            @Struct interface Point extends Ref { int x(); void x(int v); @Length(4) int a(int i); }
            @Bits interface Reg extends Word { @Bit(value = 4, to = 7) int field(); Reg field(int v); }
            static final int[] TABLE = {1, 2};
            static int counter;
            static Point kept = Cap.NULL.as(Point.class);
            static int callee(int n) { return n; }
            @InterruptsOff("it counts") static void quiet() {} @InterruptsOff("it too") static int quietly(int n) { return n; }
        """;

    private static String complaint(String member) {
        KernelSourceException e = catchThrowableOfType(KernelSourceException.class, () -> read(member));
        assertThat(e).as(member).isNotNull();
        return e.complaints().getFirst();
    }

    private static KernelProgram read(String member) { return KernelProgram.read(List.of(SourceFile.of("T.java", HEAD + member + "\n}\n")), List.of()); }

    /** Java on the left; what the reason and the remedy must say. */
    private static final String REFUSED = """
        static boolean f(Cap a, Cap b) { return a == b; }                                        | == on dev.ufork.dsl.Cap      | same()
        static boolean f(Point a) { return a != null; }                                          | !=                           | isNull()
        static Cap f() { return null; }                                                          | null, which                  | Cap.NULL
        static double f() { return 1; }                                                          | a function cannot return     | boolean, byte
        static int f(Object o) { return 1; }                                                     | a parameter cannot have      | @Struct
        static int f() { int[] t = TABLE; return t[0]; }                                         | a local cannot have          | constant tables
        static void f() { TABLE[0] = 1; }                                                        | a constant table is written  | array field
        static int f() { return new int[3].length; }                                             | makes an array               | Stack.bytes
        static void f() { new Object(); }                                                        | makes an object              | Global.of
        static int f(int n) { return Math.floorMod(n, 3); }                                      | calls Math.floorMod          | annotate the callee
        static void f() { try { counter++; } finally { counter--; } }                            | a general try                | @MayFault
        static void f() { throw new IllegalStateException(); }                                   | something else than a panic  | Panic.of
        static void f() { Panic.of("x"); }                                                       | not thrown                   | write throw
        static void f() { for (int x : TABLE) counter += x; }                                    | for-each                     | count an index
        static void f() { synchronized (TABLE) { } }                                             | monitors                     | Atomic
        static int f() { return 1_000_000 * 1_000_000; }                                         | does not fit int             | 1L
        static int f() { return 1 << 32; }                                                       | a shift by 32                | 1L
        static Cap f() { return Stack.bytes(8); }                                                | is returned                  | calls only
        static void f() { kept = Stack.of(Point.class); }                                        | assigned to a static         | Global.of
        static void f(Cap c) { c.storeCap(0, Stack.bytes(8).plus(1)); }                          | is stored                    | allocator
        static Cap f(int n) { Cap c = Stack.bytes(n); return Cap.NULL; }                         | not constant                 | allocator
        static int f(Point p) { return p.a(4); }                                                 | index 4                      | 0 to 3
        static long f(Reg r) { return r.field(16).bits(); }                                      | 16 does not fit the 4 bits   | 0 to 15
        static Cap f(Point p) { return p.field("y"); }                                           | no field 'y'                 | x, a
        static void f() { quiet(); }                                                             | interrupts off: it counts    | try (var _
        static void f() { Interrupts.off(); }                                                    | outside the head of a try    | try (var _
        @MayFault(returns = -1) static int f() { return callee(1); }                             | would not survive            | @Inline
        @MayFault(returns = 300) static byte f() { return 1; }                                   | returns = 300                | integer type
        static Fn f() { return n -> n; }                                                         | a lambda                     | Type::method
        static Fn f() { return Math::abs; }                                                      | no static @Kernel method     | @Kernel
        static int f(long n) { return switch ((int) n) { case 1 -> 2; default -> 0; } + (n == 1.5 ? 1 : 0); } | floating-point               | integers
        int f() { return 1; } @Kernel int g() { return 1; }                                      | with a receiver              | make it static
        static int f(String s) { String t = "a" + s; return 1; }                                 | a string is built            | one after the other
        static Cap c;                                                                            | Java's null                  | Cap.NULL
        static int n = callee(1);                                                                | not constant                 | program's start
        static int[] t = {1};                                                                    | not constant                 | static final
        @Struct interface S extends Ref { S inner(); }                                           | contains itself              | getter with a setter
        @Struct interface S extends Ref { @Offset(2) int a(); }                                  | offset 2 is not              | offset 4
        @Struct interface S extends Ref { @Offset(4) int a(); @Offset(6) short b(); }            | belong to 'a'                | @Variant
        @Struct(size = 12) interface S extends Ref { long a(); }                                 | 8 bytes, not 12              | size = 8
        @Device interface D extends Ref { Cap a(); }                                             | never capabilities           | long
        @Struct interface S extends Ref { float a(); }                                           | cannot have type float       | integer type
        @Struct interface S extends Ref { int a(int i); }                                        | without a positive @Length   | @Length
        @Struct interface S extends Ref { void a(int i); }                                       | without a getter             | declare
        @Struct interface S extends Ref { @Variant("X") Point p(); @Tag State s(); }             | no such constant             | FREE, USED
        @Bits interface B extends Word { @Bit(value = 60, to = 70) int a(); }                    | no field of 64 bits          | 0 <= low
        @Bits interface B extends Word { @Bit(value = 0, to = 40) int a(); }                     | does not fit type int        | long
        static native int f();                                                                   | without a stub               | @External
        @Struct interface A extends Ref { B b(); } @Struct interface B extends Ref { A a(); }    | contains itself              | getter with a setter
        static void f(State s) { switch (s) { case FREE -> counter++; } }                        | without USED                 | default -> { }
        static void f(State s) { switch (s) { case USED: counter++; } }                          | without FREE                 | default -> { }
        sealed interface Q permits P {} record P() implements Q {} static int f(Q q) { return 1; } | a parameter cannot have      | enums
        sealed interface Q permits P {} record P() implements Q {} static int f(Q q) { return switch (q) { case P p -> 1; }; } | a pattern in a switch | @Tag and @Variant
        static int f(Point p) { return p instanceof Ref ? 1 : 0; }                               | no class at run time         | @Variant
        static int f(long n) { switch (n == 1 ? "a" : "b") { case "a": return 1; default: return 2; } } | switch on java.lang.String | same()
        static boolean f(Fn a, Fn b) { return a == b; }                                          | ==                           | same()
        static boolean f(Reg a, Reg b) { return a == b; }                                        | ==                           | bits()
        static <T> int f(T t) { return 1; }                                                      | not bounded by Ref           | T extends Ref
        static int f(int... n) { return 1; }                                                     | variable number              | a Cap and a length
        static synchronized void f() {}                                                          | no monitors                  | Atomic
        static Fn f() { return new Fn() { public int apply(int n) { return n; } }; }             | makes an object              | Global.of
        static void f() { class Local {} }                                                       | a class inside               | outside
        static void f() { record R(int n) {} }                                                   | a class inside               | outside
        static int f() { return counter > 0 ? Integer.MAX_VALUE + 1 : 0; }                       | does not fit int             | 1L
        static final int BIG = 1 << 20 << 20;                                                    | does not fit 32 bits         | 1L
        static final int LOW = -(Integer.MIN_VALUE + 0);                                         | does not fit int             | 1L
        static final long FAR = 100_000 * 100_000;                                               | does not fit int             | 1L
        static Cap f() { Cap a = Cap.NULL, b = Cap.NULL; for (int i = 0; i < 2; i++) { if (i == 1) return a; a = b; b = Stack.bytes(8); } return Cap.NULL; } | is returned | calls only
        @MayFault(returns = 0) static void f() { try (var _ = Interrupts.off()) { counter++; } } | a fault would abandon        | in the caller
        static void f() { try (var _ = Interrupts.off()) { quiet(); } quiet(); }                 | interrupts off: it counts    | try (var _
        static Fn f() { return T::quietly; }                                                     | only with interrupts off | inside
        @Device interface D extends Ref { State s(); }                                           | @Device                      | integer
        @Kernel int f() { return 1; }                                                            | with a receiver              | make it static
        @MayFault(returns = 0) @Inline static int f() { return 1; }                              | @Inline                      | drop one
        """;

    @Test
    void everyRefusalHasPlaceReasonAndRemedy() {
        List<String[]> rows = REFUSED.lines().map(l -> l.split(" +\\| +")).toList();
        StringBuilder source = new StringBuilder();
        for (String[] row : rows) source.append("@Kernel static class C%d { %s }\n".formatted(source.length(), row[0].strip()));
        KernelSourceException e = catchThrowableOfType(KernelSourceException.class, () -> read(source.toString()));
        int line = (int) HEAD.lines().count();
        for (String[] row : rows) {
            String place = "T.java:%d: error:".formatted(++line);
            assertThat(e.complaints().stream().filter(c -> c.startsWith(place))).as(row[0]).anySatisfy(c -> assertThat(c).contains(row[1], "^", row[2].strip()));
        }
    }

    @Test
    void allAreReportedAtOnce() {
        KernelSourceException e = catchThrowableOfType(KernelSourceException.class, () -> read("static int f(Cap a) { if (a == null) return 1; new Object(); return 1.0 > 2 ? 1 : 0; }"));
        assertThat(e.complaints()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(e).hasMessageEndingWith("violations in 1 file.");
    }

    @Test
    void aWholeRefusalReadsLikeThis() {
        assertThat(complaint("static long f(long a) {\n    return Math.floorDiv(a, 2);\n}")).isEqualTo("""
            T.java:13: error: kernel code calls Math.floorDiv, which does not exist at run time
                return Math.floorDiv(a, 2);
                                    ^
                only @Kernel, @Intrinsic and @External methods exist there; annotate the callee @Kernel or compute it otherwise""");
    }

    @Test
    void callsAcrossSidesAreRefused() {
        KernelSourceException e = catchThrowableOfType(KernelSourceException.class, () -> KernelProgram.read(List.of(
            SourceFile.of("user/package-info.java", "@dev.ufork.dsl.Domain(dev.ufork.dsl.Domain.Side.USER) package user;"),
            SourceFile.of("user/U.java", "package user; @dev.ufork.dsl.Kernel public class U { public static int n; public static int f() { return k.K.g() + k.K.n; } }"),
            SourceFile.of("k/K.java", "package k; @dev.ufork.dsl.Kernel public class K { public static int n; public static int g() { return 1; } }")), List.of()));
        assertThat(e.complaints()).hasSize(2).allSatisfy(c -> assertThat(c).contains("kernel side").contains("system call"));
    }

    @Test
    void wholeProgramRulesAreRefusedToo() {
        KernelProgram program = read("@StackBound(100) static int f(int n) { return n == 0 ? 0 : g(n); } static int g(int n) { return f(n - 1); }"
            + "@Inline static int h(int n) { return n == 0 ? 0 : h(n - 1); } @External(\"dup\") static native int s(int n); @External(\"dup\") static native long t(int n);"
            + "static long u() { return s(1) + t(1); }");
        var format = CapFormat.CC128;
        assertThat(catchThrowableOfType(KernelSourceException.class, () -> program.module("m", format, List.of("T.f")))).hasMessageContaining("T.f > T.g > T.f");
        assertThat(catchThrowableOfType(KernelSourceException.class, () -> program.module("m", format, List.of("T.h")))).hasMessageContaining("calls itself");
        assertThat(catchThrowableOfType(KernelSourceException.class, () -> program.module("m", format, List.of("T.u")))).hasMessageContaining("declared twice");
    }

    @Test
    void anExternalMayBeARootThatIsExported() {
        KernelProgram program = read("@Export(\"end\") static int end(int n) { return n + 1; } @External(\"end\") static native int known(int n);"
            + "@External(\"end\") static native long other(int n); @Export(\"f\") static int f() { return known(1); } @Export(\"g\") static long g() { return other(1); }");
        var module = program.module("m", CapFormat.CC128, List.of("T.end", "T.f"));
        assertThat(module.functions().stream().filter(f -> f.name().equals("end")).toList()).singleElement().satisfies(f -> assertThat(f.isExternal()).isFalse());
        assertThat(catchThrowableOfType(KernelSourceException.class, () -> program.module("m", CapFormat.CC128, List.of("T.end", "T.g"))))
            .hasMessageContaining("with different types or not exported");
    }

    @Test
    void thePluginFailsTheOrdinaryCompile(@TempDir Path out) {
        StringWriter messages = new StringWriter();
        var task = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
            List.of("-Xplugin:ufork", "-proc:none", "-d", out.toString(), "-classpath", System.getProperty("java.class.path")), null,
            List.of(SourceFile.of("T.java", HEAD + "static boolean f(Cap a, Cap b) { return a == b; }\n}\n")));
        assertThat(task.call()).isFalse();
        assertThat(messages.toString()).contains("T.java:12: error: == on dev.ufork.dsl.Cap").contains("1 error");
    }

    /** Constants of a class that javac comes to later. */
    @Test
    void thePluginSeesAllClassesAtOnce(@TempDir Path out) {
        List<SourceFile> sources = List.of(SourceFile.of("A.java", "import dev.ufork.dsl.*; @Kernel class A { static final Cap ALL = Global.bytes(B.SIZE * 3, 16); }"),
            SourceFile.of("B.java", "import dev.ufork.dsl.*; @Kernel class B { @Struct interface S extends Ref { long n(); } static final long SIZE = Layout.size(S.class); }"));
        for (String policy : List.of("simple", "byTodo")) {
            StringWriter messages = new StringWriter();
            var task = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, List.of("-Xplugin:ufork", "-XDcompilePolicy=" + policy, "-proc:none",
                "-d", out.toString(), "-classpath", System.getProperty("java.class.path")), null, sources);
            assertThat(task.call()).as(messages.toString()).isEqualTo(policy.equals("simple"));
            if (policy.equals("byTodo")) assertThat(messages.toString()).contains("-XDcompilePolicy=simple");
        }
    }

    /** Kernel code in an ordinary class path, as a project's tests see it. */
    @Test
    void thePluginMakesClassesReadyForHostedRuns(@TempDir Path out) throws Exception {
        StringWriter messages = new StringWriter();
        String members = """
            static int twice = 5; static long unset; static boolean on = true;
            public static int count() { counter++; twice *= 2; unset--; on = !on; return counter + twice * 10 + (int) unset * 1000 + (on ? 1 : 2) * 10000; }
            @MayFault(returns = -14) static int copy(Cap to, Cap from, long n) { long i = 0; for (; i < n; i++) { long x = from.load8(i); to.store8(i, (int) x); } return 0; }
            @MayFault(returns = -14) public static int at(Cap c, long i) { Point p = i > 3 ? c.as(Point.class) : Cap.NULL.as(Point.class); return p.isNull() ? c.load8(i) : p.x(); }
            """;
        var task = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
            List.of("-Xplugin:ufork " + out, "-g", "-proc:none", "-d", out.toString(), "-classpath", System.getProperty("java.class.path")), null,
            List.of(SourceFile.of("T.java", HEAD.replace("@Kernel class T", "@Kernel public class T") + members + "}\n")));
        assertThat(task.call()).as(messages.toString()).isTrue();
        try (var loader = new URLClassLoader(new URL[] {out.toUri().toURL()})) {
            Class<?> type = loader.loadClass("T");
            Cap three = Hosted.fresh().bytes(new byte[] {1, 2, 3});
            var at = type.getMethod("at", Cap.class, long.class);
            assertThat(at.invoke(null, three, 2L)).isEqualTo(3);
            assertThat(at.invoke(null, three, 3L)).isEqualTo(-14);
            assertThat(at.invoke(null, Cap.NULL, 4L)).isEqualTo(-14);
            var count = type.getMethod("count");
            assertThat(count.invoke(null)).isEqualTo(1 + 100 - 1000 + 20000);
            assertThat(count.invoke(null)).isEqualTo(2 + 200 - 2000 + 10000);
            Hosted.fresh();
            assertThat(count.invoke(null)).isEqualTo(1 + 100 - 1000 + 20000);
        }
    }

    @Test
    void theLanguageItselfIsAccepted() {
        assertThatCode(() -> read("static int f(Point p, Cap c) { try (var _ = Interrupts.off()) { quiet(); } assert p.x() > 0 : \"x\"; return c.load8(p.a(3)); }")).doesNotThrowAnyException();
    }
}
