package dev.ufork.link;

import dev.ufork.isa.cap.CapFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Writes where everything in an image is: segments, sections with their parts, and symbols, by address. */
final class MapWriter {
    private final String name;
    private final CapFormat format;
    private final List<PlacedSegment> segments;
    private final List<ImageSymbol> symbols;
    private final StringBuilder text = new StringBuilder();

    MapWriter(String name, CapFormat format, List<PlacedSegment> segments, List<ImageSymbol> symbols) {
        this.name = name;
        this.format = format;
        this.segments = segments;
        this.symbols = new ArrayList<>(symbols);
        this.symbols.sort(Comparator.comparing(ImageSymbol::address, Long::compareUnsigned).thenComparing(ImageSymbol::name));
    }

    @Override
    public String toString() {
        line("image %s", name);
        for (PlacedSegment g : segments) segment(g);
        List<ImageSymbol> outside = symbols.stream().filter(s -> s.section().isEmpty()).toList();
        if (!outside.isEmpty()) line("%nboundaries");
        for (ImageSymbol s : outside) line("  %016x            %s", s.address(), s.name());
        return text.toString();
    }

    private void segment(PlacedSegment g) {
        if (g.sections().isEmpty()) return;
        line("%nsegment %s  %016x..%016x  loaded to %016x", g.segment(), g.start(), g.end(), g.physicalStart());
        for (OutputSection s : g.sections()) {
            line("  section %s  %016x  0x%x bytes%s", s.id().name(), s.address(), s.size(), s.zero() ? ", zero at start" : "");
            for (Placed p : s.parts()) line("    %016x %8x  from %s", p.address(), p.section().size(), p.object().name());
            for (ImageSymbol y : symbols)
                if (y.section().equals(s.id().name())) line("    %016x %8x    %s%s", y.address(), y.size(), y.name(), nature(y));
        }
    }

    /** The symbol's nature, and whether a capability for it reaches its neighbours because it is large and not aligned. */
    private String nature(ImageSymbol s) {
        boolean rounded = !s.isFunction() && !CapFormat.isExact(format.fit(s.address(), s.size()));
        return s.nature().map(n -> "  " + n.name().toLowerCase(Locale.ROOT)).orElse("") + (rounded ? ", bounds not exact" : "");
    }

    private void line(String format, Object... arguments) {
        text.append(format.formatted(arguments)).append('\n');
    }
}
