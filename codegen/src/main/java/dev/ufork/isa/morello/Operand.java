package dev.ufork.isa.morello;

import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * One operand in a row's {@link Syntax}: how the values of some holes are written.
 *
 * @param kind  how
 * @param arg   a number that some kinds need: the access size's logarithm of a register offset
 * @param holes places of the holes among the pattern's fields
 */
public record Operand(Kind kind, int arg, int... holes) {
    /** How an operand is written. Registers 31 are the zero register, or the stack pointer in the kinds that say so. */
    public enum Kind {
        X, W, XS, WS,                        // integer register; or SP
        C, CS,                               // capability register; or CSP
        B, A,                                // base: as the mode says, and the other way round
        P,                                   // X in A64, C in C64
        X1, W1,                              // the register after this one
        VB, VH, VS, VD, VQ,                  // SIMD register of 8 to 128 bits
        U, XX, S,                            // number: unsigned, hexadecimal, signed
        LSL12, LSL16,                        // shift of an immediate
        SHIFT, EXTW, EXTX, EXTC, ROFF,       // shifted and extended registers, register offset
        BITS32, BITS64,                      // bitmask immediate
        COND, LABEL, PAGE, CLABEL, TB,       // condition; places relative to PC; tested register
        AL, CRM, BARRIER, ISB, PSTATE, PRF,  // ordering suffix, barriers, PSTATE field, prefetch
        SYSREG, CSYSREG, XT, PERM, FORM, WORD, WORDV;

        /** Whether the operand is, or begins with, a register. */
        public boolean isRegister() {
            return switch (this) {
                case X, W, XS, WS, C, CS, B, A, P, X1, W1, EXTW, EXTX, EXTC, ROFF, TB, XT -> true;
                default -> isVector();
            };
        }

        public boolean isVector() {
            return switch (this) {
                case VB, VH, VS, VD, VQ -> true;
                default -> false;
            };
        }
    }

    private static final String[] CONDITIONS =
        {"eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"};
    private static final String[] SHIFTS = {"lsl", "lsr", "asr", "ror"};
    private static final String[] EXTENDS = {"uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"};
    private static final String[] BARRIERS =
        {"#0x0", "oshld", "oshst", "osh", "#0x4", "nshld", "nshst", "nsh", "#0x8", "ishld", "ishst", "ish", "#0xc", "ld", "st", "sy"};
    private static final String[] ORDERS = {"", "l", "a", "al"};
    private static final String[] FORMS = {"", "rb", "lpb", "lb"};

    private record PstateField(String name, int op1, int op2) {}

    private static final List<PstateField> PSTATE = List.of(new PstateField("uao", 0, 3), new PstateField("pan", 0, 4),
            new PstateField("spsel", 0, 5), new PstateField("daifset", 3, 6), new PstateField("daifclr", 3, 7));

    static Operand of(String text, Pattern pattern) {
        String kind = text.substring(0, text.indexOf(':'));
        String letters = kind.replaceAll("(?<=roff)\\d", "");
        int arg = letters.length() == kind.length() ? 0 : kind.charAt(kind.length() - 1) - '0';
        String[] names = text.substring(text.indexOf(':') + 1).split(",");
        int[] holes = new int[names.length];
        for (int i = 0; i < holes.length; i++) holes[i] = pattern.fields().indexOf(pattern.field(names[i]));
        String name = letters.equals("x") ? "XX" : letters.toUpperCase(Locale.ROOT);
        return new Operand(Kind.valueOf(name), arg, holes);
    }

    int size() {
        return holes.length;
    }

    /** The place of the {@code i}th hole among the pattern's fields. */
    int hole(int i) {
        return holes[i];
    }

    long get(long[] values, int i) {
        return values[holes[i]];
    }

    // --------------------------------------------------------------------------------------------------- printing

    String print(long[] v, Mode mode, long pc) {
        long a = get(v, 0);
        return switch (kind) {
            case X, W, C, XS, WS, CS, B, A, P, X1, W1 -> register(prefix(mode), a + (kind == Kind.X1 || kind == Kind.W1 ? 1 : 0), hasSp());
            case VB, VH, VS, VD, VQ -> kind.name().substring(1).toLowerCase(Locale.ROOT) + a;
            case U, S -> Long.toString(a);
            case XX -> "0x" + Long.toHexString(a);
            case LSL12 -> a == 0 ? "" : ", lsl #12";
            case LSL16 -> a == 0 ? "" : ", lsl #" + 16 * a;
            case SHIFT -> a == 0 && get(v, 1) == 0 ? "" : ", " + SHIFTS[(int) a] + " #" + get(v, 1);
            case EXTW, EXTX, EXTC -> extended(a, (int) get(v, 1), get(v, 2));
            case ROFF -> offset(a, get(v, 1), get(v, 2), get(v, 3));
            case BITS32 -> "0x" + Long.toHexString(Bitmask.decode(0, (int) a, (int) get(v, 1)).orElse(0) & 0xffffffffL);
            case BITS64 -> "0x" + Long.toHexString(Bitmask.decode((int) a, (int) get(v, 1), (int) get(v, 2)).orElse(0));
            case COND -> CONDITIONS[(int) a];
            case LABEL -> "0x" + Long.toHexString(pc + a);
            case PAGE -> "0x" + Long.toHexString((pc & -4096) + a);
            case CLABEL -> "0x" + Long.toHexString(pc + a & -16);
            case TB -> register(get(v, 1) < 32 ? 'w' : 'x', a, false);
            case AL -> ORDERS[(int) (a << 1 | get(v, 1))];
            case CRM -> a == 15 ? "" : " #0x" + Long.toHexString(a);
            case BARRIER -> BARRIERS[(int) a];
            case ISB -> a == 15 ? "" : " #0x" + Long.toHexString(a);
            case PSTATE -> pstate(a, get(v, 1));
            case PRF -> prefetch((int) a);
            case SYSREG, CSYSREG -> systemRegister(v);
            case XT -> a == 31 ? "" : ", x" + a;
            case PERM -> permissions((int) a);
            case FORM -> FORMS[(int) a];
            case WORD -> "0x%08x".formatted((int) (a << 29 | get(v, 1) << 28 | 7 << 25 | get(v, 2)));
            case WORDV -> "0x%08x".formatted((int) (a << 30 | 6 << 25 | get(v, 1)));
        };
    }

    private char prefix(Mode mode) {
        return switch (kind) {
            case X, XS, X1 -> 'x';
            case W, WS, W1 -> 'w';
            case C, CS -> 'c';
            case B, P -> mode == Mode.C64 ? 'c' : 'x';
            default -> mode == Mode.C64 ? 'x' : 'c';
        };
    }

    private boolean hasSp() {
        return switch (kind) {
            case XS, WS, CS, B, A -> true;
            default -> false;
        };
    }

    private static String register(char prefix, long number, boolean sp) {
        if ((number & 31) != 31) return prefix + Long.toString(number & 31);
        if (!sp) return prefix + "zr";
        return prefix == 'x' ? "sp" : prefix + "sp";
    }

    private String extended(long rm, int option, long amount) {
        boolean wide = (option & 3) == 3;
        String register = register(wide && kind != Kind.EXTW ? 'x' : 'w', rm, false);
        return register + ", " + EXTENDS[option] + (amount == 0 ? "" : " #" + amount);
    }

    private String offset(long rm, long signed, long wide, long scaled) {
        String register = register(wide != 0 ? 'x' : 'w', rm, false);
        String how = wide != 0 && signed == 0 ? "lsl" : EXTENDS[(int) (signed << 2 | 2 | wide)];
        if (how.equals("lsl") && scaled == 0) return register;
        return register + ", " + how + (scaled == 0 ? "" : " #" + arg);
    }

    private static String pstate(long op1, long op2) {
        for (PstateField f : PSTATE) if (f.op1() == op1 && f.op2() == op2) return f.name();
        return "s0_%d_c4_c0_%d".formatted(op1, op2);
    }

    private static String prefetch(int op) {
        String[] type = {"pld", "pli", "pst"};
        if (op >>> 3 == 3 || (op >>> 1 & 3) == 3) return "#0x%02x".formatted(op);
        return type[op >>> 3] + "l" + ((op >>> 1 & 3) + 1) + ((op & 1) == 0 ? "keep" : "strm");
    }

    private String systemRegister(long[] v) {
        int key = SysReg.key((int) (2 | get(v, 0)), (int) get(v, 1), (int) get(v, 2), (int) get(v, 3), (int) get(v, 4));
        return SysReg.of(key).map(r -> kind == Kind.CSYSREG ? r.capabilityName() : r.name())
                .map(n -> n.toLowerCase(Locale.ROOT)).orElseGet(() -> SysReg.generic(key));
    }

    private static String permissions(int perm) {
        return perm == 0 ? "#0" : ((perm & 4) != 0 ? "r" : "") + ((perm & 2) != 0 ? "w" : "") + ((perm & 1) != 0 ? "x" : "");
    }

    // ---------------------------------------------------------------------------------------------------- reading

    /** Sets the holes' values from the text; false if the text is something else. */
    boolean parse(Syntax.Cursor in) {
        return switch (kind) {
            case X, W, C, XS, WS, CS, B, A, P -> registerInto(in, 0, prefix(in.mode), hasSp());
            case X1, W1 -> in.word().equals(register(prefix(in.mode), in.values[holes[0]] + 1, false));
            case VB, VH, VS, VD, VQ -> vectorInto(in);
            case U, XX, S -> numberInto(in, 0);
            case LSL12 -> shiftBy(in, 12);
            case LSL16 -> shiftBy(in, 16);
            case SHIFT -> shift(in);
            case EXTW, EXTX, EXTC -> extended(in);
            case ROFF -> offset(in);
            case BITS32, BITS64 -> bitmask(in);
            case COND -> oneOf(in, CONDITIONS) || in.take("hs") && set(in, 0, 2) || in.take("lo") && set(in, 0, 3);
            case LABEL -> place(in, in.pc, 0);
            case PAGE -> place(in, in.pc & -4096, 0);
            case CLABEL -> place(in, in.pc, 15);
            case TB -> testedRegister(in);
            case AL -> order(in);
            case CRM, ISB -> optionalNumber(in);
            case BARRIER -> oneOf(in, BARRIERS) || in.take("#") && numberInto(in, 0);
            case PSTATE -> pstate(in);
            case PRF -> prefetch(in);
            case SYSREG, CSYSREG -> systemRegister(in);
            case XT -> optionalRegister(in);
            case PERM -> permissions(in);
            case FORM -> oneOf(in, FORMS);
            case WORD, WORDV -> false;
        };
    }

    private boolean set(Syntax.Cursor in, int i, long value) {
        in.values[holes[i]] = value;
        return true;
    }

    private static int registerNumber(String word, char prefix, boolean sp) {
        for (int n = 0; n < 32; n++) if (word.equals(register(prefix, n, sp))) return n;
        return -1;
    }

    private boolean registerInto(Syntax.Cursor in, int i, char prefix, boolean sp) {
        int n = registerNumber(in.word(), prefix, sp);
        return n >= 0 && set(in, i, n);
    }

    private boolean vectorInto(Syntax.Cursor in) {
        String word = in.word();
        return word.matches(kind.name().substring(1).toLowerCase(Locale.ROOT) + "([12]?\\d|3[01])")
                && set(in, 0, Long.parseLong(word.substring(1)));
    }

    private static OptionalLong number(Syntax.Cursor in) {
        try {
            String word = in.word();
            return OptionalLong.of(word.startsWith("0x") ? Long.parseUnsignedLong(word.substring(2), 16) : Long.parseLong(word));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private boolean numberInto(Syntax.Cursor in, int i) {
        OptionalLong n = number(in);
        return n.isPresent() && set(in, i, n.getAsLong());
    }

    private boolean shiftBy(Syntax.Cursor in, int unit) {
        if (!in.take(", lsl #")) return true;
        OptionalLong n = number(in);
        return n.isPresent() && n.getAsLong() % unit == 0 && set(in, 0, n.getAsLong() / unit);
    }

    private boolean shift(Syntax.Cursor in) {
        if (in.atEnd()) return true;
        return in.take(", ") && oneOf(in, SHIFTS) && in.take(" #") && numberInto(in, 1);
    }

    private boolean amount(Syntax.Cursor in, int i) {
        return !in.take(" #") || numberInto(in, i);
    }

    private boolean extended(Syntax.Cursor in) {
        String word = in.word();
        int x = kind == Kind.EXTW ? -1 : registerNumber(word, 'x', false);
        int n = x >= 0 ? x : registerNumber(word, 'w', false);
        if (n < 0 || !set(in, 0, n)) return false;
        if (in.atEnd()) return kind == Kind.EXTW ? set(in, 1, 2) : x >= 0 && set(in, 1, 3); // the shifted rows come first
        if (!in.take(", ")) return false;
        String how = in.word();
        int option = how.equals("lsl") ? kind == Kind.EXTW ? 2 : 3 : List.of(EXTENDS).indexOf(how);
        boolean matches = option >= 0 && (kind == Kind.EXTW || (option & 3) == 3 == x >= 0);
        return matches && set(in, 1, option) && amount(in, 2);
    }

    private boolean offset(Syntax.Cursor in) {
        String word = in.word();
        int x = registerNumber(word, 'x', false);
        int n = x >= 0 ? x : registerNumber(word, 'w', false);
        if (n < 0) return false;
        set(in, 0, n);
        set(in, 2, x >= 0 ? 1 : 0);
        if (!in.take(", ")) return x >= 0;
        String how = in.word();
        int option = how.equals("lsl") ? 3 : List.of(EXTENDS).indexOf(how);
        if (option < 0 || (option & 2) == 0 || (option & 1) != 0 != x >= 0) return false;
        set(in, 1, option >> 2);
        if (!in.take(" #")) return true;
        OptionalLong amount = number(in);
        if (amount.isEmpty() || amount.getAsLong() != arg && amount.getAsLong() != 0) return false;
        return set(in, 3, amount.getAsLong() == arg ? 1 : 0);
    }

    private boolean bitmask(Syntax.Cursor in) {
        OptionalLong value = number(in);
        if (value.isEmpty()) return false;
        boolean wide = kind == Kind.BITS64;
        int fields = Bitmask.encode(value.getAsLong(), wide ? 64 : 32)
                .orElseThrow(() -> new EncodingException("0x%x is no bitmask immediate of %d bits: it must be a rotated run of ones, repeated; use movz and movk"
                        .formatted(value.getAsLong(), wide ? 64 : 32)));
        if (wide) set(in, 0, fields >>> 12);
        set(in, wide ? 1 : 0, fields >>> 6 & 63);
        return set(in, wide ? 2 : 1, fields & 63);
    }

    /** Where one word begins with another, the longer must be first. */
    private boolean oneOf(Syntax.Cursor in, String[] words) {
        for (int i = 0; i < words.length; i++) if (!words[i].isEmpty() && in.take(words[i])) return set(in, 0, i);
        return false;
    }

    private boolean place(Syntax.Cursor in, long from, int slack) {
        boolean relative = in.take(".");
        if (relative && in.atEnd()) return set(in, 0, 0);
        if (relative) in.take("+");
        OptionalLong n = number(in);
        if (n.isEmpty()) return false;
        long distance = relative ? n.getAsLong() : n.getAsLong() - from;
        return set(in, 0, distance + slack & ~(long) slack);
    }

    private boolean testedRegister(Syntax.Cursor in) {
        String word = in.word();
        int n = Math.max(registerNumber(word, 'w', false), registerNumber(word, 'x', false));
        return n >= 0 && set(in, 0, n);
    }

    private boolean order(Syntax.Cursor in) {
        boolean acquire = in.take("a");
        boolean release = in.take("l");
        return set(in, 0, acquire ? 1 : 0) && set(in, 1, release ? 1 : 0);
    }

    private boolean optionalNumber(Syntax.Cursor in) {
        return in.take(" #") ? numberInto(in, 0) : set(in, 0, 15);
    }

    private boolean pstate(Syntax.Cursor in) {
        String word = in.word();
        for (PstateField f : PSTATE) if (f.name().equals(word)) return set(in, 0, f.op1()) && set(in, 1, f.op2());
        return false;
    }

    private boolean prefetch(Syntax.Cursor in) {
        if (in.take("#")) return numberInto(in, 0);
        String word = in.word();
        for (int op = 0; op < 32; op++) if (prefetch(op).equals(word)) return set(in, 0, op);
        return false;
    }

    private boolean systemRegister(Syntax.Cursor in) {
        String word = in.word();
        OptionalLong key = SysReg.named(word).map(r -> OptionalLong.of(r.key())).orElseGet(() -> genericKey(word));
        if (key.isEmpty()) return false;
        boolean capability = kind == Kind.CSYSREG;
        if (SysReg.named(word).filter(r -> r.isCapability() && capability != word.equalsIgnoreCase(r.capabilityName())).isPresent()) return false;
        int k = (int) key.getAsLong();
        set(in, 0, k >>> 14 & 1);
        set(in, 1, k >>> 11 & 7);
        set(in, 2, k >>> 7 & 15);
        set(in, 3, k >>> 3 & 15);
        return set(in, 4, k & 7);
    }

    private static OptionalLong genericKey(String word) {
        if (!word.matches("s[23]_[0-7]_c\\d+_c\\d+_[0-7]")) return OptionalLong.empty();
        String[] n = word.replaceAll("[sc]", "").split("_");
        return OptionalLong.of(SysReg.key(Integer.parseInt(n[0]), Integer.parseInt(n[1]), Integer.parseInt(n[2]), Integer.parseInt(n[3]), Integer.parseInt(n[4])));
    }

    private boolean optionalRegister(Syntax.Cursor in) {
        return in.take(", ") ? registerInto(in, 0, 'x', false) : set(in, 0, 31);
    }

    private boolean permissions(Syntax.Cursor in) {
        if (in.take("#")) return numberInto(in, 0);
        long perm = (in.take("r") ? 4 : 0) | (in.take("w") ? 2 : 0) | (in.take("x") ? 1 : 0);
        return perm != 0 && set(in, 0, perm);
    }
}
