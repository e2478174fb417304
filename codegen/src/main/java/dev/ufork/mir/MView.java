package dev.ufork.mir;

import dev.ufork.regalloc.RegKind;
import dev.ufork.regalloc.RegView;
import java.util.ArrayList;
import java.util.List;

/** A machine function as the register allocator sees it: everything numbered, in layout order. */
public final class MView implements RegView {
    private static final Operand[] NO_OPERANDS = {};
    private static final int[] NONE = {};

    private final MFunction function;
    private final int[] order;
    private final long calleeSaved;
    private final List<MInsn> insns = new ArrayList<>();
    private final List<Operand[]> operands = new ArrayList<>();
    private final List<Copy[]> copies = new ArrayList<>();
    private final int[] first;
    private final int[][] successors;
    private final int[][] params;
    private final int[][] args;

    /**
     * @param order       allocatable registers, best first
     * @param calleeSaved bit mask of those that the function must preserve
     */
    public MView(MFunction function, int[] order, long calleeSaved) {
        this.function = function;
        this.order = order;
        this.calleeSaved = calleeSaved;
        int blocks = function.blocks().size();
        this.first = new int[blocks + 1];
        this.successors = new int[blocks][];
        this.params = new int[blocks][];
        this.args = new int[blocks][];
        int[] numberOf = new int[function.blockIdCount()];
        for (int b = 0; b < blocks; b++) {
            MBlock block = function.blocks().get(b);
            numberOf[block.id()] = b;
            first[b] = insns.size();
            for (MInsn insn : block.insns()) {
                insns.add(insn);
                operands.add(registers(insn));
                copies.add(insn instanceof MInsn.Copies c ? c.copies().toArray(Copy[]::new) : null);
            }
        }
        first[blocks] = insns.size();
        for (int b = 0; b < blocks; b++) {
            MBlock block = function.blocks().get(b);
            List<MBlock.Edge> edges = block.edges();
            successors[b] = new int[edges.size()];
            for (int i = 0; i < successors[b].length; i++) successors[b][i] = numberOf[edges.get(i).target().id()];
            params[b] = array(block.params());
            args[b] = edges.size() == 1 ? array(edges.getFirst().args()) : NONE;
        }
    }

    private static Operand[] registers(MInsn insn) {
        List<MOperand> all = switch (insn) {
            case MInsn.Row row -> row.operands();
            case MInsn.Branch branch -> branch.operands();
            case MInsn.Macro macro -> macro.operands();
            case MInsn.Table table -> table.operands();
            case MInsn.Leave leave -> leave.operands();
            case MInsn.Copies _, MInsn.Jump _, MInsn.Stop _ -> List.of();
        };
        List<Operand> registers = new ArrayList<>(4);
        for (MOperand o : all)
            if (o instanceof MOperand.Virtual(int vreg, Access access)) registers.add(new Operand(vreg, access));
        return registers.isEmpty() ? NO_OPERANDS : registers.toArray(Operand[]::new);
    }

    public MInsn insn(int number) {
        return insns.get(number);
    }

    @Override
    public int blockCount() {
        return first.length - 1;
    }

    @Override
    public int first(int block) {
        return first[block];
    }

    @Override
    public int last(int block) {
        return first[block + 1] - 1;
    }

    @Override
    public int[] successors(int block) {
        return successors[block];
    }

    @Override
    public double frequency(int block) {
        return function.blocks().get(block).frequency();
    }

    @Override
    public int[] params(int block) {
        return params[block];
    }

    @Override
    public int[] args(int block) {
        return args[block];
    }

    private static int[] array(List<Integer> numbers) {
        if (numbers.isEmpty()) return NONE;
        int[] array = new int[numbers.size()];
        for (int i = 0; i < array.length; i++) array[i] = numbers.get(i);
        return array;
    }

    @Override
    public int vregCount() {
        return function.registerCount();
    }

    @Override
    public RegKind kind(int vreg) {
        return function.kind(vreg);
    }

    @Override
    public int pinned(int vreg) {
        return function.pinned(vreg);
    }

    @Override
    public Operand[] operands(int insn) {
        return operands.get(insn);
    }

    @Override
    public Copy[] copies(int insn) {
        return copies.get(insn);
    }

    @Override
    public long clobbers(int insn) {
        if (!(insns.get(insn) instanceof MInsn.Macro m) || m.op().clobbers() == 0) return 0;
        long clobbers = m.op().clobbers();
        for (Operand o : operands(insn))
            if (o.access().isDef() && pinned(o.vreg()) >= 0) clobbers &= ~(1L << pinned(o.vreg()));
        return clobbers;
    }

    @Override
    public boolean rematerialisable(int insn) {
        return insns.get(insn) instanceof MInsn.Macro m && m.op().rematerialisable();
    }

    @Override
    public int[] order() {
        return order;
    }

    @Override
    public long calleeSaved() {
        return calleeSaved;
    }
}
