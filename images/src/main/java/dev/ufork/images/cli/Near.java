package dev.ufork.images.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that somebody who mistyped one may have meant. */
final class Near {
    private static final int SHOWN = 6;
    /** All names are shown where there are no more than these. */
    private static final int FEW = 12;
    /** Who makes no more mistakes than these in a word means that word. */
    private static final int SLIP = 2;

    private Near() {}

    /** {@code the images are: a, b}, or of many names {@code the nearest functions are: ...}; {@code what} is the plural. */
    static String sentence(String wanted, String what, Collection<String> names) {
        if (names.isEmpty()) return "there are no " + what;
        String nearest = of(wanted, names).getFirst();
        boolean slip = wanted.length() > SLIP && edits(wanted.toLowerCase(Locale.ROOT), nearest.toLowerCase(Locale.ROOT)) <= SLIP;
        return (slip ? "do you mean %s? ".formatted(nearest) : "") + list(wanted, what, names);
    }

    private static String list(String wanted, String what, Collection<String> names) {
        return names.size() <= FEW ? "the %s are: %s".formatted(what, String.join(", ", names))
                : "the nearest of its %d %s are: %s".formatted(names.size(), what, String.join(", ", of(wanted, names)));
    }

    /** The nearest names, best first: those that contain it, then by the edits that lead there. */
    static List<String> of(String wanted, Collection<String> names) {
        String word = wanted.toLowerCase(Locale.ROOT);
        return names.stream().sorted(Comparator.comparing((String name) -> !name.toLowerCase(Locale.ROOT).contains(word))
                .thenComparing(name -> distance(word, name.toLowerCase(Locale.ROOT)))).limit(SHOWN).toList();
    }

    /** To the name, to an end of it, {@code class.method}, or to a part: people remember any of them. */
    private static int distance(String word, String name) {
        int best = edits(word, name);
        for (int from = 0; from >= 0; from = name.indexOf('.', from) < 0 ? -1 : name.indexOf('.', from) + 1) {
            String end = name.substring(from);
            best = Math.min(best, Math.min(edits(word, end), edits(word, end.split("\\.", 2)[0])));
        }
        return best;
    }

    /** Letters to insert, remove or replace to make one word the other. */
    static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
