package dev.ufork.dsl.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One random class in the kernel language: well typed, it always ends, and what it computes depends on every value it loads.
 *
 * <p>The class {@code R<n>} has statics, a table, a struct, helper functions and {@code static long f(Cap data, long a, long b)}. Integers live in the
 * first 256 bytes of {@code data}, capabilities in the others, so that no address is ever read as a number: addresses differ between executors.
 */
final class RandomProgram {
    private static final int HELPERS = 3;
    private static final String[] INT_OPERATORS = {"+", "-", "*", "&", "|", "^", "<<", ">>", ">>>", "/", "%"};
    private static final String[] COMPARISONS = {"<", "<=", ">", ">=", "==", "!="};
    private static final String[] CASTS = {"byte", "short", "char", "int"};

    private final Random random;
    private final String name;
    private final StringBuilder out = new StringBuilder();
    private final List<String> ints = new ArrayList<>();
    private final List<String> longs = new ArrayList<>();
    private final List<String> booleans = new ArrayList<>();
    private final List<String> caps = new ArrayList<>();
    private int helpers;
    private int names;
    private int loops;
    private int indent = 2;

    private RandomProgram(String name, long seed) {
        this.name = name;
        this.random = new Random(seed);
    }

    /** The source of the class; the same for the same seed. */
    static String source(String name, long seed) { return new RandomProgram(name, seed).write(); }

    private String write() {
        out.append("package random;\nimport dev.ufork.dsl.*;\n@Kernel final class ").append(name).append(" {\n");
        out.append("""
                enum E { A, B, C }
                @FnRef interface Fn { int apply(int n); }
                @Bits interface W extends Word { @Bit(3) boolean one(); W one(boolean b); @Bit(value = 5, to = 20) int some(); W some(int n); @Bit(value = 30, to = 63) long high(); W high(long n); }
                @Struct interface Part extends Ref { byte p(); void p(byte v); int q(); void q(int v); }
                @Struct interface S extends Ref {
                    byte b(); void b(byte v); short s(); void s(short v); char c(); void c(char v); int i(); void i(int v); long l(); void l(long v);
                    boolean t(); void t(boolean v); E e(); void e(E v); Cap k(); void k(Cap v); W w(); void w(W v); Part part(); @Length(3) Part parts(int i);
                    @Length(5) short array(int i); void array(int i, short v);
                }
                static final S G = Global.of(S.class);
            """);
        out.append("    static final int[] T = {%d, %d, %d, %d};\n".formatted(random.nextInt(), random.nextInt(9), -random.nextInt(99), random.nextInt()));
        out.append("    static int si = %d;\n    static long sl = %dL;\n    static byte sb = %d;\n    static boolean st = %b;\n    static E se = E.%s;\n    static Cap sk = Cap.NULL;\n"
            .formatted(random.nextInt(), random.nextLong(), (byte) random.nextInt(), random.nextBoolean(), pick("A", "B", "C")));
        out.append("    static int h0(int n) { return n * 3 - 1; }\n    static int h1(int n) { return n ^ n >>> 7; }\n");
        for (int i = 0; i < HELPERS; i++) helper(i);
        recovering();
        function("static long f(Cap data, long a, long b)", List.of("a", "b"), List.of(), 14);
        return out.append("}\n").toString();
    }

    private void helper(int number) {
        function("static long g%d(Cap data, int x, long y)".formatted(number), List.of("y"), List.of("x"), 4);
        helpers = number + 1;
    }

    /** A loop that faults when its bounds do, after some stores. */
    private void recovering() {
        out.append("    @MayFault(returns = %d) static long m(Cap from, Cap to, long n) {\n        long r = n;\n        for (long i = 0; i < n; i++) { r = r * 31 + from.load%s(i * 8); to.store8(i, (int) r); }\n        return r;\n    }\n"
            .formatted(random.nextInt(100) - 50, pick("8", "32", "64")));
    }

    private void function(String head, List<String> longParams, List<String> intParams, int statements) {
        ints.clear();
        longs.clear();
        booleans.clear();
        caps.clear();
        longs.addAll(longParams);
        ints.addAll(intParams);
        longs.add("sl");
        ints.add("si");
        ints.add("sb");
        booleans.add("st");
        line("");
        out.append("    ").append(head).append(" {\n");
        line("long r = 1;");
        line("Cap ints = data.bounded(256);");
        line("Cap store = data.plus(256).bounded(256);");
        line("S local = Stack.of(S.class);");
        longs.add("r");
        caps.add("ints");
        block(statements, 0);
        line("return r;");
        out.append("    }\n");
    }

    // ---- statements

    private void line(String text) { out.append(text.isEmpty() ? "\n" : "    ".repeat(indent) + text + "\n"); }

    /** Statements with a scope of their own. */
    private void block(int count, int depth) {
        int i = ints.size(), l = longs.size(), b = booleans.size(), c = caps.size();
        for (int n = 0; n < count; n++) statement(depth);
        shrink(ints, i);
        shrink(longs, l);
        shrink(booleans, b);
        shrink(caps, c);
    }

    private static void shrink(List<String> list, int size) { while (list.size() > size) list.removeLast(); }

    private void body(int depth) {
        indent++;
        block(1 + random.nextInt(3), depth + 1);
        indent--;
    }

    private void statement(int depth) {
        int choice = random.nextInt(depth > 2 ? 11 : 17);
        switch (choice) {
            case 0 -> local();
            case 1, 2 -> line("r = r * 31 + %s;".formatted(pick(integer(3), longer(3))));
            case 3 -> line("ints.store64(%s, %s);".formatted(offset(8), longer(2)));
            case 4 -> line("ints.store%s;".formatted(pick("8(" + offset(1) + ", " + integer(2), "16(" + offset(2) + ", " + integer(2), "32(" + offset(4) + ", " + integer(2)) + ")"));
            case 5 -> line("store.storeCap((%s & 15) * 16L, %s);".formatted(integer(1), cap(2)));
            case 6 -> line(setter());
            case 7 -> assign();
            case 8 -> foldCap();
            case 9 -> line("r = r * 31 + (%s ? 1 : 2);".formatted(truth(2)));
            case 10 -> line("%s = %s;".formatted(pick("sk = " + cap(1) + "; si", "si"), integer(2)));
            case 11, 12 -> branch(depth);
            case 13, 14 -> loop(depth);
            case 15 -> choose(depth);
            default -> rare(depth);
        }
    }

    private void local() {
        String v = "v" + names++;
        switch (random.nextInt(4)) {
            case 0 -> { line("int %s = %s;".formatted(v, integer(3))); ints.add(v); }
            case 1 -> { line("long %s = %s;".formatted(v, longer(3))); longs.add(v); }
            case 2 -> { line("boolean %s = %s;".formatted(v, truth(2))); booleans.add(v); }
            default -> { line("Cap %s = %s;".formatted(v, cap(2))); caps.add(v); }
        }
    }

    private void assign() {
        switch (random.nextInt(5)) {
            case 0 -> line("si %s %s;".formatted(pick("=", "+=", "-=", "^=", "<<=", ">>>=", "*="), integer(2)));
            case 1 -> line("sb %s %s;".formatted(pick("+=", "-=", "|=", ">>="), integer(2)));
            case 2 -> line("sl %s %s;".formatted(pick("=", "+=", "&=", "*="), longer(2)));
            case 3 -> line("r += %s;".formatted(pick("si++", "--si", "sb--", "++sl", "sl++")));
            default -> line("st %s %s;".formatted(pick("=", "&=", "|=", "^="), truth(2)));
        }
    }

    private String setter() {
        String s = pick("G", "local");
        return switch (random.nextInt(11)) {
            case 0 -> "%s.b((byte) %s);".formatted(s, integer(2));
            case 1 -> "%s.s((short) %s);".formatted(s, integer(2));
            case 2 -> "%s.c((char) %s);".formatted(s, integer(2));
            case 3 -> "%s.l(%s);".formatted(s, longer(2));
            case 4 -> "%s.t(%s);".formatted(s, truth(1));
            case 5 -> "%s.e(%s ? E.B : E.C);".formatted(s, truth(1));
            case 6 -> "%s.k(%s);".formatted(s, cap(2));
            case 7 -> "%s.part().q(%s);".formatted(s, integer(2));
            case 8 -> "%s.parts(%s).p((byte) %s);".formatted(s, index(3), integer(1));
            case 9 -> "%s.w(%s.w().one(%s).some(%s & 0xffff).high(%s >>> 30));".formatted(s, pick("G", "local"), truth(1), integer(1), longer(1));
            default -> "%s.array(%s, (short) %s);".formatted(s, index(5), integer(1));
        };
    }

    private void foldCap() {
        String c = "c" + names++;
        line("Cap %s = %s;".formatted(c, cap(3)));
        // Without a tag, what the format reads as bounds depends on the address, and so on where the executor put the memory.
        line("r = r * 31 + (%1$s.tag() ? 5 + %1$s.length() + %1$s.offset() : 3) + %1$s.perms() + (%1$s.isSealed() ? 7 : 0);".formatted(c));
        if (random.nextInt(6) > 0) line("if (%1$s.tag() && !%1$s.isSealed() && %1$s.offset() >= 0 && %1$s.offset() + 64 <= %1$s.length() && (%1$s.perms() & Perms.LOAD) != 0)".formatted(c));
        line("    r = r * 31 + %s.load%s;".formatted(c, pick("8(" + integer(1) + " & 63)", "32((" + integer(1) + " & 15) * 4)", "64((" + integer(1) + " & 7) * 8)")));
    }

    private void branch(int depth) {
        line("if (%s) {".formatted(truth(3)));
        body(depth);
        if (random.nextBoolean()) {
            line("} else {");
            body(depth);
        }
        line("}");
    }

    private void loop(int depth) {
        String i = "i" + names++;
        String label = "l" + names++;
        if (loops >= 2) {
            branch(depth);
            return;
        }
        loops++;
        int kind = random.nextInt(3);
        int count = 2 + random.nextInt(5);
        if (kind == 0) line("%s: for (int %s = 0; %s < %d; %s++) {".formatted(label, i, i, count, i));
        else if (kind == 1) line("int %s = %d; %s: while (%s-- > 0) {".formatted(i, count, label, i));
        else line("int %s = 0; %s: do {".formatted(i, label));
        if (kind == 2) line("    %s++;".formatted(i));
        body(depth);
        if (random.nextBoolean()) line("    if (%s) %s %s;".formatted(truth(2), pick("break", "continue"), label));
        line("    r += %s;".formatted(i));
        line(kind == 2 ? "} while (%s < %d);".formatted(i, count) : "}");
        loops--;
    }

    private void choose(int depth) {
        if (random.nextBoolean()) {
            line("switch (%s & 3) {".formatted(integer(2)));
            for (int k = 0; k < 3; k++) {
                line("    case %d:".formatted(k));
                body(depth + 1);
                if (random.nextInt(3) > 0) line("        break;");
            }
            line("    default: r ^= 77;");
        } else {
            line("switch (%s) {".formatted(pick("G.e()", "se", "local.e()")));
            for (String e : new String[] {"A", "B", "C"}) {
                line("    case %s -> {".formatted(e));
                body(depth + 1);
                line("    }");
            }
        }
        line("}");
    }

    private void rare(int depth) {
        switch (random.nextInt(7)) {
            case 0 -> line("r = r * 31 + m(%s, ints, %d);".formatted(cap(2), random.nextInt(40)));
            case 1 -> line("assert %s || r != %d : \"never mind\";".formatted(truth(1), random.nextInt(5)));
            case 2 -> {
                line("try (var _ = Interrupts.off()) {");
                body(depth);
                line("}");
            }
            case 3 -> line("if (%s && r %% 7 == 3) return r;".formatted(truth(2)));
            case 4 -> line("r = r * 31 + Atomic.%s64(%s, %s);".formatted(pick("add", "swap", "or", "xor", "and"), "ints.plus((%s & 31) * 8)".formatted(integer(1)), longer(1)));
            case 5 -> {
                String fn = "f" + names++;
                line("Fn %s = %s ? %s::h0 : %s::h1;".formatted(fn, truth(1), name, name));
                line("r = r * 31 + %s.apply(%s);".formatted(fn, integer(2)));
            }
            default -> line("se = Enums.at(E.class, %s);".formatted(random.nextInt(9) == 0 ? integer(1) + " & 3" : "(" + integer(1) + " & 0xff) % 3"));
        }
    }

    // ---- expressions

    @SafeVarargs
    private <T> T pick(T... options) { return options[random.nextInt(options.length)]; }

    private static String random(List<String> names, Random random) { return names.get(random.nextInt(names.size())); }

    /** A variable: never a constant, so nothing that the compiler would refuse as overflowing is ever folded. */
    private String variable() { return random(ints, random); }

    private String integer(int depth) {
        if (depth <= 0) return random.nextInt(4) == 0 ? literal() : variable();
        return switch (random.nextInt(13)) {
            case 0, 1, 2 -> binary(integerLeft(depth), integer(depth - 1), "|");
            case 3 -> "(%s) %s".formatted(pick(CASTS), pick(variable(), "(" + longer(depth - 1) + ")"));
            case 4 -> "(%s ? %s : %s)".formatted(truth(depth - 1), integer(depth - 1), integer(depth - 1));
            case 5 -> "ints.load%s".formatted(pick("8(" + offset(1) + ")", "16(" + offset(2) + ")", "32(" + offset(4) + ")"));
            case 6 -> "T[%s]".formatted(random.nextInt(40) == 0 ? integer(1) + " & 7" : integer(1) + " & 3");
            case 7 -> getter();
            case 8 -> "%s%s".formatted(pick("~", "-"), variable());
            case 9 -> pick("Integer.bitCount(%s)", "Integer.numberOfLeadingZeros(%s)", "Long.numberOfTrailingZeros(%s)", "Math.abs(%s)", "Integer.reverseBytes(%s)", "h0(%s)", "h1(%s)").formatted(variable());
            case 10 -> "Math.%s(%s, %s)".formatted(pick("min", "max"), variable(), integer(depth - 1));
            case 11 -> "switch (%s & 3) { case 0 -> %s; case 1, 2 -> %s; default -> %s; }".formatted(variable(), integer(depth - 1), literal(), variable()).transform(s -> "(" + s + ")");
            default -> "Integer.rotateLeft(%s, %s)".formatted(variable(), integer(depth - 1));
        };
    }

    private String integerLeft(int depth) { return random.nextBoolean() ? variable() : "(" + variable() + " ^ " + integer(depth - 1) + ")"; }

    private String binary(String left, String right, String or) {
        String operator = pick(INT_OPERATORS);
        boolean divides = operator.equals("/") || operator.equals("%");
        return "(%s %s %s)".formatted(left, operator, divides && random.nextInt(30) > 0 ? "(" + right + " " + or + " 1)" : "(" + right + ")");
    }

    private String literal() { return random.nextBoolean() ? Integer.toString(random.nextInt(40) - 9) : "%d".formatted(random.nextInt()); }

    private String longer(int depth) {
        if (depth <= 0) return random.nextInt(4) == 0 ? "%dL".formatted(random.nextBoolean() ? random.nextLong() : random.nextInt(100)) : random(longs, random);
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> binary(random(longs, random), pick((Supplier<String>) () -> longer(depth - 1), () -> integer(depth - 1)).get(), "|");
            case 3 -> "ints.load64(%s)".formatted(offset(8));
            case 4 -> "(%s ? %s : %s)".formatted(truth(depth - 1), longer(depth - 1), integer(depth - 1));
            case 5 -> pick("G.l()", "local.l()", "G.w().high()", "local.w().bits()");
            case 6 -> "U.%s(%s, %s)".formatted(pick("min", "max", "mulHigh"), random(longs, random), longer(depth - 1));
            case 7 -> helpers > 0 && loops < 2 ? "g%d(data, %s, %s)".formatted(random.nextInt(helpers), integer(1), longer(depth - 1)) : random(longs, random);
            default -> "(long) %s".formatted(variable());
        };
    }

    private String getter() {
        String s = pick("G", "local");
        return s + pick(".b()", ".s()", ".c()", ".i()", ".e().ordinal()", ".part().q()", ".parts(" + index(3) + ").p()", ".array(" + index(5) + ")", ".w().some()");
    }

    /** Mostly inside; outside once in a while, and then no constant, which would be refused. */
    private String index(int length) { return random.nextInt(3) == 0 ? Integer.toString(random.nextInt(length)) : random.nextInt(40) == 0 ? "(" + variable() + " ^ " + integer(1) + ")" : "(" + variable() + " & 0xff) % " + length; }

    /** An aligned offset: mostly into the 256 bytes, sometimes past them. */
    private String offset(int size) { return "%s & %d".formatted(integer(1).transform(s -> "(" + s + ")"), (random.nextInt(60) == 0 ? 511 : 255) & -size); }

    private String truth(int depth) {
        if (depth <= 0) return random(booleans, random);
        return switch (random.nextInt(8)) {
            case 0, 1 -> "%s %s %s".formatted(variable(), pick(COMPARISONS), integer(depth - 1)).transform(s -> "(" + s + ")");
            case 2 -> "%s %s %s".formatted(random(longs, random), pick(COMPARISONS), longer(depth - 1)).transform(s -> "(" + s + ")");
            case 3 -> "(%s %s %s)".formatted(truth(depth - 1), pick("&&", "||", "^", "&", "|"), truth(depth - 1));
            case 4 -> "!" + truth(depth - 1);
            case 5 -> pick("G.t()", "local.t()", "G.w().one()", "se == E.B", "G.e() != se").transform(s -> "(" + s + ")");
            case 6 -> "U.%s(%s, %s)".formatted(pick("lt", "le", "gt", "ge"), variable(), integer(depth - 1));
            default -> pick("%s.isNull()", "%s.tag()", "ints.same(%s)", "%s.isSubsetOf(ints)").formatted(cap(depth - 1));
        };
    }

    private String cap(int depth) {
        if (depth <= 0) return random(caps, random);
        return switch (random.nextInt(11)) {
            case 0, 1 -> "%s.plus((%s & 31) * 8)".formatted(cap(depth - 1), integer(1));
            case 2 -> "%s.bounded((%s & 15) * 8)".formatted(cap(depth - 1), integer(1));
            case 3 -> "%s.restrict(%s)".formatted(cap(depth - 1), pick("Perms.DATA", "Perms.LOAD | Perms.GLOBAL", "Perms.LOAD | Perms.STORE | Perms.GLOBAL"));
            case 4, 5 -> "store.loadCap((%s & 15) * 16L)".formatted(integer(1));
            case 6 -> "(%s ? %s : %s)".formatted(truth(depth - 1), cap(depth - 1), cap(depth - 1));
            case 7 -> pick("G.k()", "local.k()", "sk");
            case 8 -> pick("Cap.NULL", "%s.untagged()".formatted(cap(depth - 1)), "%s.sealEntry()".formatted(cap(depth - 1)));
            case 9 -> "ints.build(%s)".formatted(cap(depth - 1));
            default -> "%1$s.at(ints.address() + (%2$s & 31) * 8)".formatted(random(caps, random), integer(1));
        };
    }
}
