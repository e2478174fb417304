package dev.ufork.asm;

import dev.ufork.asm.CodeElement.Align;
import dev.ufork.asm.CodeElement.Choice;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import dev.ufork.asm.CodeWriter.Fragments;
import dev.ufork.asm.CodeWriter.Site;
import java.util.List;
import java.util.function.Function;

/**
 * Takes, for every choice of a section, the first form that reaches.
 *
 * <p>This exists because the length of a branch depends on its distance, and the distance on the lengths of the branches
 * between. All choices start at their shortest form and only ever grow, so it ends; the result is the smallest that this
 * order gives.
 */
final class Relaxation {
    private final Fragments section;
    private final Function<Place, Site> sites;

    Relaxation(Fragments section, Function<Place, Site> sites) {
        this.section = section;
        this.sites = sites;
    }

    void run() {
        section.chosen = new int[section.elements.size()];
        do place(); while (grow());
    }

    private void place() {
        int count = section.elements.size();
        section.offsets = new long[count + 1];
        for (int i = 0; i < count; i++) section.offsets[i + 1] = section.offsets[i] + length(i);
    }

    private long length(int index) {
        return switch (section.elements.get(index)) {
            case Instruction i -> i.bytes();
            case Choice c -> length(c.forms().get(section.chosen[index]));
            case Data data -> data.bytes().length;
            case Word word -> word.reference().kind().bytes();
            case Space space -> space.bytes();
            case Align align -> -section.offsets[index] & align.bytes() - 1;
            default -> 0;
        };
    }

    private static long length(List<Instruction> form) {
        long bytes = 0;
        for (Instruction i : form) bytes += i.bytes();
        return bytes;
    }

    /** Moves every choice that does not reach to its next form; false if all reach. */
    private boolean grow() {
        boolean grown = false;
        for (int i = 0; i < section.chosen.length; i++) {
            if (!(section.elements.get(i) instanceof Choice(var forms))) continue;
            while (section.chosen[i] < forms.size() - 1 && !reaches(forms.get(section.chosen[i]), section.offsets[i])) {
                section.chosen[i]++;
                grown = true;
            }
        }
        return grown;
    }

    private boolean reaches(List<Instruction> form, long offset) {
        for (Instruction i : form) {
            if (i.reference().isPresent() && !reaches(i.reference().get(), offset)) return false;
            offset += i.bytes();
        }
        return true;
    }

    private boolean reaches(Reference reference, long from) {
        Site site = sites.apply(reference.place());
        if (site == null || site.section() != section) return false;
        if (reference.kind().formula() != RelocKind.Formula.RELATIVE) return true;
        return reference.kind().fits(site.offset() + reference.addend() - from);
    }
}
