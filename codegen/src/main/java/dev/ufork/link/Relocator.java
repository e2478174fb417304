package dev.ufork.link;

import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.ObjectFile.Relocation;
import dev.ufork.asm.RelocKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the addresses into the code: applies every relocation of an image. */
final class Relocator {
    private static final long PAGE = 4096;

    private final List<PlacedSegment> segments;
    private final Addresses addresses;
    private final Synthetic synthetic;
    private final List<String> reasons;
    /** Values of the first halves of pairs, by their address. */
    private final Map<Long, Long> firstHalves = new HashMap<>();

    Relocator(List<PlacedSegment> segments, Addresses addresses, Synthetic synthetic, List<String> reasons) {
        this.segments = segments;
        this.addresses = addresses;
        this.synthetic = synthetic;
        this.reasons = reasons;
    }

    void applyAll() {
        each((section, part, r) -> {
            RelocKind.Formula f = r.kind().formula();
            if (f == RelocKind.Formula.RELATIVE || f == RelocKind.Formula.TABLE)
                firstHalves.put(part.address() + r.offset(), value(part, r));
        });
        each(this::apply);
    }

    private interface Each {
        void accept(OutputSection section, Placed part, Relocation r);
    }

    private void each(Each action) {
        for (PlacedSegment g : segments)
            for (OutputSection s : g.sections())
                for (Placed p : s.parts())
                    for (Relocation r : p.section().relocations()) action.accept(s, p, r);
    }

    private void apply(OutputSection section, Placed part, Relocation r) {
        if (r.kind().formula() == RelocKind.Formula.CAPABILITY) return; // an entry of __cap_relocs
        long value;
        if (r.kind().formula() == RelocKind.Formula.PAIRED) {
            long first = addresses.extent(part.object(), r.target()).address();
            if (!firstHalves.containsKey(first)) {
                reasons.add("%s: %s: there is no first half at 0x%x".formatted(where(part, r), r.kind().name(), first));
                return;
            }
            value = firstHalves.get(first);
        } else {
            value = value(part, r);
        }
        if (!r.kind().fits(value)) {
            reasons.add("%s: %s to %s: %d (0x%x) is out of reach; it takes %s".formatted(where(part, r), r.kind().name(),
                    name(r), value, value, r.kind().reach()));
            return;
        }
        int at = (int) (part.address() - section.address()) + r.offset();
        int width = r.kind().bytes();
        long bits = 0;
        for (int i = 0; i < width; i++) bits |= (section.content()[at + i] & 0xffL) << 8 * i;
        bits = r.kind().insert(bits, value);
        for (int i = 0; i < width; i++) section.content()[at + i] = (byte) (bits >>> 8 * i);
    }

    private long value(Placed part, Relocation r) {
        long here = part.address() + r.offset();
        return switch (r.kind().formula()) {
            case ABSOLUTE -> addresses.extent(part.object(), r.target()).address() + r.addend();
            case RELATIVE -> addresses.extent(part.object(), r.target()).address() + r.addend() - here;
            case TABLE -> synthetic.slotAddress(part.object(), r, addresses) + r.addend() - here;
            case TABLE_ABSOLUTE -> synthetic.slotAddress(part.object(), r, addresses) + r.addend();
            case PAGE -> page(addresses.extent(part.object(), r.target()).address() + r.addend()) - page(here);
            case TABLE_PAGE -> page(synthetic.slotAddress(part.object(), r, addresses) + r.addend()) - page(here);
            case SIZE -> addresses.extent(part.object(), r.target()).size() + r.addend();
            case PAIRED, CAPABILITY -> throw new IllegalStateException("has no value of its own");
        };
    }

    private static long page(long address) {
        return address & -PAGE;
    }

    private static String where(Placed part, Relocation r) {
        return part.object().name() + ": " + SymbolScope.where(part.object(), part.section(), r.offset());
    }

    private static String name(Relocation r) {
        return switch (r.target()) {
            case ObjectFile.Target.Inside inside -> inside.name();
            case ObjectFile.Target.Named(String name) -> name;
        };
    }
}
