package dev.ufork.link;

import java.util.List;

/** A segment with the addresses of what is in it. */
record PlacedSegment(Layout.Segment segment, long start, long end, List<OutputSection> sections) {
    /** Where the first section is loaded. */
    long physicalStart() {
        return sections.getFirst().address() - segment.region().virtual() + segment.region().physical();
    }
}
