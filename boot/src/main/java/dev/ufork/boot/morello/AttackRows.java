package dev.ufork.boot.morello;

import dev.ufork.boot.AttackRow;
import dev.ufork.boot.AttackRow.Stop;
import java.util.ArrayList;
import java.util.List;

/** What the program {@code attack} tries on this architecture alone: registers, instructions, modes. Forbidden instructions are not here: such a program does not start. */
final class AttackRows {
    private AttackRows() {}

    static List<AttackRow> all() {
        List<AttackRow> rows = new ArrayList<>(CAPABILITIES);
        return List.copyOf(rows);
    }

    private static final List<AttackRow> CAPABILITIES = List.of(
            new AttackRow("data-register", "find another's capability in the register of default data", Stop.CLEARED, """
                    mrs     c9, ddc
                    gctag   x0, c9
                    eor     x0, x0, #1
                    lsl     x0, x0, #1
                    """));
}
