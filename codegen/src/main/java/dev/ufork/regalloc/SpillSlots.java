package dev.ufork.regalloc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The frame's spill slots; values that are never live together share one. */
final class SpillSlots {
    private final List<RegKind> kinds = new ArrayList<>();
    private final List<Occupancy> occupied = new ArrayList<>();
    private final Map<Integer, Loc.Slot> slotOf = new HashMap<>();

    void assign(int vreg, RegKind kind, Bundle bundle) {
        int slot = 0;
        while (slot < kinds.size() && (kinds.get(slot) != kind || !occupied.get(slot).free(bundle.ranges))) slot++;
        if (slot == kinds.size()) add(kind);
        occupied.get(slot).add(bundle);
        slotOf.put(vreg, new Loc.Slot(slot));
    }

    /** A slot that nobody else uses. */
    Loc.Slot add(RegKind kind) {
        kinds.add(kind);
        occupied.add(new Occupancy());
        return new Loc.Slot(kinds.size() - 1);
    }

    Loc.Slot of(int vreg) {
        return slotOf.get(vreg);
    }

    List<RegKind> kinds() {
        return kinds;
    }
}
