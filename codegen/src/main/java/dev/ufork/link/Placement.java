package dev.ufork.link;

import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives every section its address, following the layout. */
final class Placement {
    private final Layout layout;
    private final List<ObjectFile> objects;
    private final List<String> reasons;
    private final Map<Layout.Region, Long> used = new LinkedHashMap<>();

    Placement(Layout layout, List<ObjectFile> objects, Synthetic synthetic, List<String> reasons) {
        this.layout = layout;
        this.objects = new ArrayList<>(objects);
        this.objects.add(synthetic.object());
        this.reasons = reasons;
    }

    List<PlacedSegment> segments() {
        reportHomeless();
        List<PlacedSegment> segments = new ArrayList<>();
        for (Layout.Segment s : layout.segments()) segments.add(place(s));
        return segments;
    }

    private void reportHomeless() {
        for (ObjectFile o : objects)
            for (ObjectFile.Section s : o.sections()) {
                if (!s.id().kind().loaded() || s.size() == 0) continue;
                if (layout.home(s.id().name()).isEmpty())
                    reasons.add("%s: section %s has no place; the layout has %s".formatted(o.name(), s.id().name(),
                            String.join(" ", layout.segments().stream().flatMap(g -> g.sections().stream()).toList())));
            }
    }

    private PlacedSegment place(Layout.Segment segment) {
        Layout.Region region = segment.region();
        long start = up(used.getOrDefault(region, region.virtual()), Layout.PAGE);
        long at = start;
        List<OutputSection> sections = new ArrayList<>();
        for (String pattern : segment.sections()) {
            Optional<Layout.Home> here = Optional.of(new Layout.Home(segment, pattern));
            List<Placed> parts = new ArrayList<>();
            for (ObjectFile o : objects)
                for (int i = 0; i < o.sections().size(); i++) {
                    ObjectFile.Section s = o.sections().get(i);
                    if (!s.id().kind().loaded() || s.size() == 0 || !layout.home(s.id().name()).equals(here)) continue;
                    check(segment, o, s);
                    at = up(at, s.align());
                    parts.add(new Placed(o, i, s, at));
                    at += s.size();
                }
            if (!parts.isEmpty()) sections.add(output(segment, pattern, parts));
        }
        long end = up(at, Layout.PAGE);
        used.put(region, end);
        if (end - region.virtual() > region.length())
            reasons.add("segment %s ends 0x%x bytes behind region %s (0x%x bytes at 0x%x)".formatted(segment.name(),
                    end - region.virtual() - region.length(), region.name(), region.length(), region.virtual()));
        return new PlacedSegment(segment, start, at, sections);
    }

    private void check(Layout.Segment segment, ObjectFile o, ObjectFile.Section s) {
        if (!segment.suits(s.id().kind()))
            reasons.add("%s: section %s (%s) cannot be in segment %s".formatted(o.name(), s.id().name(),
                    s.id().kind().name().toLowerCase(java.util.Locale.ROOT), segment));
    }

    private OutputSection output(Layout.Segment segment, String name, List<Placed> parts) {
        long address = parts.getFirst().address();
        long size = parts.getLast().end() - address;
        int align = parts.stream().mapToInt(p -> p.section().align()).max().orElse(1);
        boolean zero = parts.stream().allMatch(p -> p.section().id().kind() == SectionId.Kind.ZERO);
        SectionId.Kind kind = zero ? SectionId.Kind.ZERO : segment.executed() ? SectionId.Kind.CODE
                : segment.written() ? SectionId.Kind.DATA : SectionId.Kind.CONSTANT;
        byte[] content = new byte[zero ? 0 : Math.toIntExact(size)];
        if (!zero)
            for (Placed p : parts)
                System.arraycopy(p.section().content(), 0, content, (int) (p.address() - address), p.section().content().length);
        return new OutputSection(new SectionId(name, kind), address, size, align, content, parts);
    }

    private static long up(long value, int align) {
        return value + align - 1 & -align;
    }
}
