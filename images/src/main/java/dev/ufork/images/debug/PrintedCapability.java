package dev.ufork.images.debug;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A capability as guests print it, {@code cap{0x9000..0x9040 @0x9000 rwRW tag}}, taken apart.
 *
 * @param top         one more than the last byte; 2<sup>64</sup> is possible
 * @param permissions letters: r load, w store, x execute, R load capabilities, W store capabilities
 * @param seal        empty, {@code sentry}, or {@code sealed} with the object type
 */
record PrintedCapability(BigInteger base, BigInteger top, BigInteger address, String permissions, String seal, boolean tag) {
    private static final Pattern TEXT =
            Pattern.compile("cap\\{0x(\\p{XDigit}+)\\.\\.0x(\\p{XDigit}+) @0x(\\p{XDigit}+) ([rwxRW-]+)(?: (sentry|sealed=\\S+))?( tag)?}");

    private static final Map<Character, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put('r', "load");
        WORDS.put('w', "store");
        WORDS.put('x', "execute");
        WORDS.put('R', "load capability");
        WORDS.put('W', "store capability");
    }

    /** The capability that {@code text} is; empty if it is none. */
    static Optional<PrintedCapability> parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) return Optional.empty();
        return Optional.of(new PrintedCapability(hex(m.group(1)), hex(m.group(2)), hex(m.group(3)), m.group(4),
                m.group(5) == null ? "" : m.group(5), m.group(6) != null));
    }

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }

    BigInteger length() {
        return top.subtract(base);
    }

    boolean isSealed() {
        return !seal.isEmpty();
    }

    boolean isNull() {
        return !tag && address.signum() == 0 && base.signum() == 0 && permissions.equals("-");
    }

    /** The permissions in words. */
    List<String> permissionWords() {
        List<String> words = new ArrayList<>();
        WORDS.forEach((letter, word) -> {
            if (permissions.indexOf(letter) >= 0) words.add(word);
        });
        return words;
    }

    /** Everything in words, in one line. */
    String inWords() {
        if (isNull()) return "the null capability";
        String may = permissionWords().isEmpty() ? "no permissions" : "may " + String.join(", ", permissionWords());
        return "base 0x%x, top 0x%x, length %d, address 0x%x (base %s); %s; %s; %s".formatted(base, top, length(), address,
                signed(address.subtract(base)), may, isSealed() ? seal : "not sealed", tag ? "valid" : "not valid: no tag");
    }

    private static String signed(BigInteger offset) {
        return offset.signum() < 0 ? offset.toString() : "+" + offset;
    }

    /** The same as a JSON object; numbers that may need 65 bits are hexadecimal strings. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("base", "0x" + base.toString(16));
        fields.put("top", "0x" + top.toString(16));
        fields.put("address", "0x" + address.toString(16));
        fields.put("offset", address.subtract(base));
        fields.put("permissions", permissionWords());
        fields.put("sealed", isSealed());
        fields.put("seal", isSealed() ? seal : null);
        fields.put("tag", tag);
        return fields;
    }
}
