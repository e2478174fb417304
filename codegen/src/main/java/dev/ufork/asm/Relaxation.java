package dev.ufork.asm;

import dev.ufork.asm.CodeElement.Align;
import dev.ufork.asm.CodeElement.Choice;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import dev.ufork.asm.CodeWriter.Fragments;
import dev.ufork.asm.CodeWriter.Site;
import java.util.ArrayList;
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
    /** Of the elements that can grow: their indices. */
    private final List<Integer> choices = new ArrayList<>();
    /** By index: how long each element is now. */
    private long[] lengths;

    Relaxation(Fragments section, Function<Place, Site> sites) {
        this.section = section;
        this.sites = sites;
    }

    void run() {
        int count = section.elements.size();
        section.chosen = new int[count];
        section.offsets = new long[count + 1];
        lengths = new long[count];
        for (int i = 0; i < count; i++) {
            lengths[i] = length(section.elements.get(i));
            if (section.elements.get(i) instanceof Choice) choices.add(i);
        }
        do place(); while (grow());
    }

    private void place() {
        long at = 0;
        for (int i = 0; i < lengths.length; i++) {
            section.offsets[i] = at;
            at += lengths[i] >= 0 ? lengths[i] : -at & -lengths[i] - 1;
        }
        section.offsets[lengths.length] = at;
    }

    /** In bytes; of an alignment, minus the multiple at which it ends. */
    private static long length(CodeElement element) {
        return switch (element) {
            case Instruction i -> i.bytes();
            case Choice c -> length(c.forms().getFirst());
            case Data data -> data.bytes().length;
            case Word word -> word.reference().kind().bytes();
            case Space space -> space.bytes();
            case Align align -> -align.bytes();
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
        for (int i : choices) {
            List<List<Instruction>> forms = ((Choice) section.elements.get(i)).forms();
            while (section.chosen[i] < forms.size() - 1 && !reaches(forms.get(section.chosen[i]), section.offsets[i])) {
                lengths[i] = length(forms.get(++section.chosen[i]));
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
