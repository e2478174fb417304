package dev.ufork.link;

import dev.ufork.asm.SectionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the parts of an image go.
 *
 * @param segments in order; those of one region follow each other in it, each at the next page
 */
public record Layout(List<Segment> segments) {
    /** Segments begin at multiples of this, so that pages have one kind of access. */
    public static final int PAGE = 4096;

    public Layout {
        segments = List.copyOf(segments);
    }

    /**
     * A run of memory.
     *
     * @param virtual  the address at which code expects it
     * @param physical the address to which it is loaded
     * @param length   in bytes
     */
    public record Region(String name, long virtual, long physical, long length) {}

    /**
     * A part of the image with one kind of access.
     *
     * @param sections names of sections, in order; {@code .text} also stands for {@code .text.NAME}, unless
     *                 a longer name is listed
     */
    public record Segment(String name, Region region, boolean written, boolean executed, List<String> sections) {
        public Segment {
            sections = List.copyOf(sections);
        }

        /** Read and executed. */
        public static Segment code(String name, Region region, String... sections) {
            return new Segment(name, region, false, true, List.of(sections));
        }

        /** Only read. */
        public static Segment constant(String name, Region region, String... sections) {
            return new Segment(name, region, false, false, List.of(sections));
        }

        /** Read and written. */
        public static Segment data(String name, Region region, String... sections) {
            return new Segment(name, region, true, false, List.of(sections));
        }

        boolean suits(SectionId.Kind kind) {
            return kind.executed() == executed && (!kind.written() || written);
        }

        private String access() {
            return "r" + (written ? "w" : "") + (executed ? "x" : "");
        }

        @Override
        public String toString() {
            return name + " (" + access() + ")";
        }
    }

    /** Where sections of a name go: to the place of the longest pattern. */
    record Home(Segment segment, String pattern) {}

    Optional<Home> home(String section) {
        Home found = null;
        for (Segment s : segments)
            for (String pattern : s.sections())
                if ((section.equals(pattern) || section.startsWith(pattern + "."))
                        && (found == null || found.pattern.length() < pattern.length())) found = new Home(s, pattern);
        return Optional.ofNullable(found);
    }

    /** What is wrong with the layout itself. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Segment s : segments) {
            if (s.written() && s.executed()) faults.add("segment " + s.name() + " would be written and executed; split it");
            if ((s.region().virtual() - s.region().physical()) % PAGE != 0)
                faults.add("region " + s.region().name() + " is not mapped by whole pages");
        }
        return faults;
    }
}
