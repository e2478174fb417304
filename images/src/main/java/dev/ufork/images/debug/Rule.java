package dev.ufork.images.debug;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rule that an access broke, one row for each cause that guests name; the CHERI ISA manual's table of exception codes, in words. */
enum Rule {
    TAG(".*\\btag\\b.*", (c, _) -> c.isNull()
            ? "only a valid capability gives access, and null is none"
            : "only a valid capability gives access; this one has lost its tag, or never had one: no instruction gives it back"),
    SEAL(".*\\bseal(ed)?\\b.*", (c, _) -> c.seal().equals("sentry")
            ? "a sealed entry can be jumped to, and nothing else" : "a sealed capability must be unsealed before it gives access"),
    BOUNDS(".*\\b(?:bounds|length)\\b.*", Rule::bounds),
    EXECUTE(".*permit execute.*", (c, _) -> lacking(c, "execute")),
    LOAD_CAPABILITY(".*permit load capability.*", (c, _) -> lacking(c, "load capability")),
    STORE_LOCAL(".*permit store local.*", (_, _) -> "a local capability is only stored through one that may store local capabilities"),
    STORE_CAPABILITY(".*permit store capability.*", (c, _) -> lacking(c, "store capability")),
    LOAD(".*permit load.*", (c, _) -> lacking(c, "load")),
    STORE(".*permit store.*", (c, _) -> lacking(c, "store")),
    SYSTEM(".*access system registers.*", (_, _) -> "system registers need a program counter that may access them, and only the kernel's may"),
    TYPE(".*\\btype\\b.*", (_, _) -> "the object types of the two capabilities must be the same"),
    MISALIGNED(".*misaligned.*", (_, _) -> "an access must be at a multiple of its size"),
    PAGE(".*page fault.*", (_, _) -> "no page is there that allows this access, and none was promised"),
    ACCESS(".*access fault.*", (_, _) -> "there is no memory at this address"),
    ILLEGAL(".*illegal instruction.*", (_, _) -> "the machine has no such instruction, or not for this program");

    private static final PrintedCapability NONE =
            new PrintedCapability(BigInteger.ZERO, BigInteger.ONE.shiftLeft(64), BigInteger.ZERO, "-", "", false);

    private final Pattern cause;
    private final BiFunction<PrintedCapability, Case, String> sentence;

    /** The cause, in which a guest may say the address, and the instruction. */
    private record Case(String cause, String instruction) {
        private static final Pattern AT = Pattern.compile(".* at 0x(\\p{XDigit}{1,16})");

        Optional<BigInteger> address() {
            Matcher m = AT.matcher(cause);
            return m.matches() ? Optional.of(new BigInteger(m.group(1), 16)) : Optional.empty();
        }
    }

    Rule(String cause, BiFunction<PrintedCapability, Case, String> sentence) {
        this.cause = Pattern.compile(cause);
        this.sentence = sentence;
    }

    /**
     * The rule in one sentence; empty for a cause that has none here.
     *
     * @param instruction its text, or an empty one
     */
    static Optional<String> of(String cause, Optional<PrintedCapability> capability, String instruction) {
        return Arrays.stream(values()).filter(rule -> rule.cause.matcher(cause).matches()).findFirst()
                .map(rule -> rule.sentence.apply(capability.orElse(NONE), new Case(cause, instruction)));
    }

    private static String lacking(PrintedCapability c, String wanted) {
        return "the capability must have the permission to %s; it has %s".formatted(wanted,
                c.permissionWords().isEmpty() ? "none" : "only " + String.join(", ", c.permissionWords()));
    }

    /** Where the access was is said by the instruction; where that adds a register, by the guest. */
    private static String bounds(PrintedCapability c, Case it) {
        Optional<AccessText> access = AccessText.parse(it.instruction());
        Optional<BigInteger> begin = access.isEmpty() ? Optional.empty() : access.get().offset().isEmpty() ? it.address()
                : Optional.of(c.address().add(BigInteger.valueOf(access.get().offset().getAsLong())));
        if (begin.isEmpty()) return "the access must lie within the bounds, 0x%x..0x%x".formatted(c.base(), c.top());
        int bytes = access.get().bytes();
        BigInteger from = begin.get();
        BigInteger to = from.add(BigInteger.valueOf(bytes));
        String where = from.compareTo(c.base()) < 0
                ? "begins %s before the base".formatted(bytes(c.base().subtract(from)))
                : "ends %s behind the top".formatted(bytes(to.subtract(c.top())));
        return "the access must lie within the bounds; this one, 0x%x..0x%x, %s".formatted(from, to, where);
    }

    private static String bytes(BigInteger n) {
        return n.equals(BigInteger.ONE) ? "1 byte" : n + " bytes";
    }
}
