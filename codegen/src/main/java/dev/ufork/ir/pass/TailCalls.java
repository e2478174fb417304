package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Value;
import java.util.List;

/**
 * Makes of a call whose result is returned at once a jump to the callee. Not in functions with stack slots, which the callee
 * might reach, nor in ones with recovery, whose frame is what a fault abandons.
 */
final class TailCalls implements FunctionPass {
    @Override
    public boolean run(Function f, Target target) {
        if (!f.slots().isEmpty() || f.recovery().isPresent()) return false;
        boolean any = false;
        for (Block b : f.blocks()) {
            Insn end = b.terminator();
            Insn call = end.prev();
            if (end.op() != Opcode.RETURN || call == null) continue;
            if (call.op() != Opcode.CALL && call.op() != Opcode.CALL_CAP) continue;
            if (call.signature().result() != f.signature().result()) continue;
            if (end.argCount() == 1 && end.arg(0) != call) continue;
            Opcode tail = call.op() == Opcode.CALL ? Opcode.TAIL_CALL : Opcode.TAIL_CALL_CAP;
            Insn jump = f.terminator(tail, call.attribute(), call.pos(), List.of(), call.args().toArray(Value[]::new));
            call.remove();
            b.terminate(jump);
            any = true;
        }
        return any;
    }
}
