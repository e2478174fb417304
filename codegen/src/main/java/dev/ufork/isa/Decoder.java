package dev.ufork.isa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the row of an instruction word.
 *
 * <p>Rows are kept by the eight bits that most of them fix, so a look-up tries a few. Where two rows match one word,
 * the row with more literal bits is meant (a special case of the other); two rows of equal rank are refused when the
 * decoder is made.
 */
public final class Decoder<O extends Op> {
    private static final int KEY_BITS = 8;

    private final int key;
    private final Map<Integer, List<O>> rows = new HashMap<>();

    public Decoder(Collection<? extends O> ops) {
        key = mostFixed(ops);
        for (O op : ops) {
            int open = key & ~op.pattern().mask();
            int some = 0;
            do { // every value of the key's bits that the row leaves open
                rows.computeIfAbsent(op.pattern().match() & key | some, _ -> new ArrayList<>()).add(op);
                some = some - open & open;
            } while (some != 0);
        }
        for (List<O> bucket : rows.values()) {
            bucket.sort((a, b) -> Integer.bitCount(b.pattern().mask()) - Integer.bitCount(a.pattern().mask()));
            for (O a : bucket) for (O b : bucket) if (a != b) refuseOverlap(a.pattern(), b.pattern(), a, b);
        }
    }

    private static int mostFixed(Collection<? extends Op> ops) {
        int[] fixing = new int[Integer.SIZE];
        for (Op op : ops) for (int bit = 0; bit < Integer.SIZE; bit++) fixing[bit] += op.pattern().mask() >>> bit & 1;
        int key = 0;
        for (int n = 0; n < KEY_BITS; n++) {
            int best = 0;
            for (int bit = 1; bit < Integer.SIZE; bit++) if (fixing[bit] > fixing[best]) best = bit;
            key |= 1 << best;
            fixing[best] = -1;
        }
        return key;
    }

    private void refuseOverlap(Pattern a, Pattern b, O x, O y) {
        int both = a.mask() & b.mask();
        boolean overlap = ((a.match() ^ b.match()) & both) == 0;
        boolean ranked = both == a.mask() && both != b.mask() || both == b.mask() && both != a.mask();
        if (overlap && !ranked)
            throw new IllegalArgumentException("rows %s and %s match the same words".formatted(x.name(), y.name()));
    }

    public Optional<O> find(int word) {
        for (O op : rows.getOrDefault(word & key, List.of())) if (op.pattern().matches(word)) return Optional.of(op);
        return Optional.empty();
    }

    public Optional<Insn> decode(int word) {
        return find(word).map(op -> new Insn(op, op.pattern().decode(word)));
    }
}
