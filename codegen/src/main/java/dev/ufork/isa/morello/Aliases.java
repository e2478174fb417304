package dev.ufork.isa.morello;

import dev.ufork.isa.EncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Other names of instructions, as the manual lists them: {@code cmp x0, #1} is {@code subs xzr, x0, #1}.
 *
 * <p>A rule is the alias with {@code R} for a register, {@code N} for a number, {@code _} for anything, each a group, and
 * the text that it stands for.
 */
final class Aliases {
    private record Rule(Pattern alias, Function<MatchResult, String> meaning) {}

    private static final String REGISTER = "(csp|wsp|sp|[wxc](?:zr|[12]?\\\\d|30))";
    private static final String NUMBER = "#?(-?0x[0-9a-f]+|-?\\\\d+)";

    private static final List<Rule> RULES = List.of(
            // Comparisons and negations: one operand is the zero register
            rule("cmp R, _", m -> "subs %s, %s, %s".formatted(zero(m, 1), m.group(1), m.group(2))),
            rule("cmn R, _", m -> "adds %s, %s, %s".formatted(zero(m, 1), m.group(1), m.group(2))),
            rule("tst R, _", m -> "ands %s, %s, %s".formatted(zero(m, 1), m.group(1), m.group(2))),
            rule("neg R, _", m -> "sub %s, %s, %s".formatted(m.group(1), zero(m, 1), m.group(2))),
            rule("negs R, _", m -> "subs %s, %s, %s".formatted(m.group(1), zero(m, 1), m.group(2))),
            rule("ngc R, R", m -> "sbc %s, %s, %s".formatted(m.group(1), zero(m, 1), m.group(2))),
            rule("ngcs R, R", m -> "sbcs %s, %s, %s".formatted(m.group(1), zero(m, 1), m.group(2))),
            rule("mvn R, _", m -> "orn %s, %s, %s".formatted(m.group(1), zero(m, 1), m.group(2))),

            // Moves
            rule("mov R, R", Aliases::move),
            rule("mov R, N", Aliases::moveImmediate),

            // Products
            rule("mul R, R, R", m -> "madd %s, %s, %s, %s".formatted(m.group(1), m.group(2), m.group(3), zero(m, 1))),
            rule("mneg R, R, R", m -> "msub %s, %s, %s, %s".formatted(m.group(1), m.group(2), m.group(3), zero(m, 1))),
            rule("([su])mull R, R, R", m -> "%smaddl %s, %s, %s, xzr".formatted(m.group(1), m.group(2), m.group(3), m.group(4))),
            rule("([su])mnegl R, R, R", m -> "%smsubl %s, %s, %s, xzr".formatted(m.group(1), m.group(2), m.group(3), m.group(4))),

            // Shifts and bit fields
            rule("(lsl|lsr|asr|ror) R, R, R", m -> "%sv %s, %s, %s".formatted(m.group(1), m.group(2), m.group(3), m.group(4))),
            rule("lsl R, R, N", m -> field("ubfm", m, -number(m, 3) & width(m) - 1, width(m) - 1 - number(m, 3))),
            rule("lsr R, R, N", m -> field("ubfm", m, number(m, 3), width(m) - 1)),
            rule("asr R, R, N", m -> field("sbfm", m, number(m, 3), width(m) - 1)),
            rule("ror R, R, N", m -> "extr %s, %s, %s, #%s".formatted(m.group(1), m.group(2), m.group(2), m.group(3))),
            rule("([us])bfx R, R, N, N", m -> fieldOf(m, m.group(1) + "bfm", number(m, 4), number(m, 4) + number(m, 5) - 1)),
            rule("([us])bfiz R, R, N, N", m -> fieldOf(m, m.group(1) + "bfm", -number(m, 4) & width(m, 2) - 1, number(m, 5) - 1)),
            rule("bfxil R, R, N, N", m -> field("bfm", m, number(m, 3), number(m, 3) + number(m, 4) - 1)),
            rule("bfi R, R, N, N", m -> field("bfm", m, -number(m, 3) & width(m) - 1, number(m, 4) - 1)),
            rule("bfc R, N, N", m -> "bfm %s, %s, #%d, #%d".formatted(m.group(1), zero(m, 1), -number(m, 2) & width(m) - 1, number(m, 3) - 1)),
            rule("sxtb R, w_", m -> extend("sbfm", m, 7)),
            rule("sxth R, w_", m -> extend("sbfm", m, 15)),
            rule("sxtw R, w_", m -> extend("sbfm", m, 31)),
            rule("uxtb R, w_", m -> extend("ubfm", m, 7)),
            rule("uxth R, w_", m -> extend("ubfm", m, 15)),

            // Conditional selections
            rule("cset R, _", m -> "csinc %s, %s, %s, %s".formatted(m.group(1), zero(m, 1), zero(m, 1), opposite(m.group(2)))),
            rule("csetm R, _", m -> "csinv %s, %s, %s, %s".formatted(m.group(1), zero(m, 1), zero(m, 1), opposite(m.group(2)))),
            rule("cinc R, R, _", m -> select("csinc", m)),
            rule("cinv R, R, _", m -> select("csinv", m)),
            rule("cneg R, R, _", m -> select("csneg", m)),

            // Hints, returns, barriers
            rule("nop", _ -> "hint #0x0"), rule("yield", _ -> "hint #0x1"), rule("wfe", _ -> "hint #0x2"),
            rule("wfi", _ -> "hint #0x3"), rule("sev", _ -> "hint #0x4"), rule("sevl", _ -> "hint #0x5"),
            rule("ret", _ -> "ret LINK"), rule("isb sy", _ -> "isb"),

            // Atomic updates whose old value nobody wants
            rule("st(add|clr|eor|set|smax|smin|umax|umin)(l?)([bh]?) R, _",
                    m -> "ld%s%s%s %s, %s, %s".formatted(m.group(1), m.group(2), m.group(3), m.group(4), zero(m, 4), m.group(5))),

            // Cache and translation maintenance
            rule("ic ialluis", _ -> "sys #0, c7, c1, #0"), rule("ic iallu", _ -> "sys #0, c7, c5, #0"), maintenance("ic ivau", "#3, c7, c5, #1"),
            maintenance("dc ivac", "#0, c7, c6, #1"), maintenance("dc isw", "#0, c7, c6, #2"), maintenance("dc csw", "#0, c7, c10, #2"),
            maintenance("dc cisw", "#0, c7, c14, #2"), maintenance("dc zva", "#3, c7, c4, #1"), maintenance("dc cvac", "#3, c7, c10, #1"),
            maintenance("dc cvau", "#3, c7, c11, #1"), maintenance("dc civac", "#3, c7, c14, #1"),
            maintenance("at s1e1r", "#0, c7, c8, #0"), maintenance("at s1e1w", "#0, c7, c8, #1"), maintenance("at s1e0r", "#0, c7, c8, #2"),
            maintenance("at s1e0w", "#0, c7, c8, #3"),
            rule("tlbi vmalle1", _ -> "sys #0, c8, c7, #0"), rule("tlbi vmalle1is", _ -> "sys #0, c8, c3, #0"),
            maintenance("tlbi vae1", "#0, c8, c7, #1"), maintenance("tlbi vae1is", "#0, c8, c3, #1"),
            maintenance("tlbi aside1", "#0, c8, c7, #2"), maintenance("tlbi aside1is", "#0, c8, c3, #2"),
            maintenance("tlbi vaae1", "#0, c8, c7, #3"), maintenance("tlbi vaae1is", "#0, c8, c3, #3"),
            maintenance("tlbi vale1", "#0, c8, c7, #5"), maintenance("tlbi vale1is", "#0, c8, c3, #5"),
            maintenance("tlbi vaale1", "#0, c8, c7, #7"), maintenance("tlbi vaale1is", "#0, c8, c3, #7"),
            rule("tlbi alle2", _ -> "sys #4, c8, c7, #0"), rule("tlbi alle2is", _ -> "sys #4, c8, c3, #0"),
            maintenance("tlbi vae2", "#4, c8, c7, #1"), maintenance("tlbi vae2is", "#4, c8, c3, #1"),
            rule("tlbi alle1", _ -> "sys #4, c8, c7, #4"), rule("tlbi alle1is", _ -> "sys #4, c8, c3, #4"));

    private Aliases() {}

    /** {@code text} and what it may stand for, in the order in which they are tried. */
    static List<String> forms(String text, Mode mode) {
        List<String> forms = new ArrayList<>(List.of(text));
        for (Rule rule : RULES) {
            Matcher m = rule.alias.matcher(text);
            if (m.matches()) forms.add(rule.meaning.apply(m).replace("LINK", mode == Mode.C64 ? "c30" : "x30"));
        }
        return forms;
    }

    private static Rule rule(String alias, Function<MatchResult, String> meaning) {
        String pattern = alias.replaceAll("\\bR\\b", REGISTER).replaceAll("\\bN\\b", NUMBER).replace("w_", "[wx](_)").replace("(_)", "(zr|[12]?\\d|30)")
                .replaceAll("(?<![\\w)(])_$", "(.+)");
        return new Rule(Pattern.compile(pattern), meaning);
    }

    private static Rule maintenance(String name, String numbers) {
        return new Rule(Pattern.compile(name + ", [xc](\\d+|zr)"), m -> "sys " + numbers + ", x" + m.group(1));
    }

    /** The zero register of the same width; comparing capabilities gives an integer. */
    private static String zero(MatchResult m, int group) {
        return m.group(group).startsWith("w") ? "wzr" : "xzr";
    }

    private static long number(MatchResult m, int group) {
        return Long.decode(m.group(group));
    }

    private static int width(MatchResult m) {
        return width(m, 1);
    }

    private static int width(MatchResult m, int group) {
        return m.group(group).startsWith("w") ? 32 : 64;
    }

    private static String move(MatchResult m) {
        String to = m.group(1);
        String from = m.group(2);
        if (to.startsWith("c")) return from.equals("czr") ? "movz x%s, #0x0".formatted(to.substring(1)) : "cpy %s, %s".formatted(to, from);
        boolean stack = to.endsWith("sp") || from.endsWith("sp");
        return stack ? "add %s, %s, #0x0".formatted(to, from) : "orr %s, %s, %s".formatted(to, zero(m, 1), from);
    }

    /** As one instruction, if one will do: MOVZ before MOVN before ORR. */
    private static String moveImmediate(MatchResult m) {
        String to = m.group(1);
        boolean wide = width(m) == 64;
        String digits = m.group(2);
        long value = digits.startsWith("0x") ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.decode(digits);
        long mask = wide ? -1 : 0xffffffffL;
        if (!wide && value != (int) value && value >>> 32 != 0) throw new EncodingException(digits + " does not fit in 32 bits");
        for (int at = 0; at < (wide ? 64 : 32); at += 16) {
            long half = 0xffffL << at;
            if ((value & mask & ~half) == 0) return "movz %s, #0x%x, lsl #%d".formatted(to, (value & half) >>> at, at);
        }
        for (int at = 0; at < (wide ? 64 : 32); at += 16) {
            long half = 0xffffL << at;
            if ((~value & mask & ~half) == 0) return "movn %s, #0x%x, lsl #%d".formatted(to, (~value & half) >>> at, at);
        }
        if (Bitmask.encode(value & mask, wide ? 64 : 32).isEmpty())
            throw new EncodingException("no one instruction makes %s; use movz and movk".formatted(digits));
        return "orr %s, %s, #0x%x".formatted(to, zero(m, 1), value & mask);
    }

    private static String field(String name, MatchResult m, long immr, long imms) {
        return "%s %s, %s, #%d, #%d".formatted(name, m.group(1), m.group(2), immr, imms);
    }

    private static String fieldOf(MatchResult m, String name, long immr, long imms) {
        return "%s %s, %s, #%d, #%d".formatted(name, m.group(2), m.group(3), immr, imms);
    }

    private static String extend(String name, MatchResult m, int last) {
        String to = m.group(1);
        return "%s %s, %s%s, #0, #%d".formatted(name, to, to.charAt(0), m.group(2), last);
    }

    private static String select(String name, MatchResult m) {
        return "%s %s, %s, %s, %s".formatted(name, m.group(1), m.group(2), m.group(2), opposite(m.group(3)));
    }

    private static String opposite(String condition) {
        String all = "eqnecsccmiplvsvchilsgeltgtle";
        String name = condition.equals("hs") ? "cs" : condition.equals("lo") ? "cc" : condition;
        int at = all.indexOf(name);
        if (name.length() != 2 || at < 0 || at % 2 != 0) throw new EncodingException(condition + " is no condition that has an opposite");
        return all.substring(at ^ 2, (at ^ 2) + 2);
    }
}
