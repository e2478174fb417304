package dev.ufork.target;

import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Value;

/** Who uses each value: nobody, one instruction once, or more. */
public final class Uses {
    private final int[] counts;
    private final Insn[] users;

    Uses(Function function) {
        counts = new int[function.valueCount()];
        users = new Insn[function.valueCount()];
        for (Block b : function.blocks())
            for (Insn i : b) {
                for (int k = 0; k < i.argCount(); k++) use(i.arg(k), i);
                for (int k = 0; k < i.edgeCount(); k++) for (Value v : i.edge(k).args()) use(v, i);
            }
    }

    private void use(Value v, Insn user) {
        int id = v.resolve().id();
        counts[id]++;
        users[id] = user;
    }

    /** The instruction that is the only one to use {@code v}, and does so once; else {@code null}. */
    public Insn onlyUser(Value v) {
        return counts[v.id()] == 1 ? users[v.id()] : null;
    }

    public int count(Value v) {
        return counts[v.id()];
    }
}
