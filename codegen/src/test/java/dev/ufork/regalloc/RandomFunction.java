package dev.ufork.regalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A function of random shape that obeys what {@link RegView} asks: blocks with parameters, loops, calls, copies, ties. */
final class RandomFunction implements RegView {
    private static final int[] ORDER = {1, 2, 3, 4, 5, 6, 7};
    private static final long CALLER_SAVED = 0b1_1110;
    private static final long CALLEE_SAVED = 0b1110_0000;

    private record Code(Operand[] operands, Copy[] copies, long clobbers, boolean again) {}

    private static final class Body {
        final List<Code> code = new ArrayList<>();
        int[] params = {};
        int[] args = {};
        int[] successors = {};
        double frequency = 1;
    }

    private final RandomGenerator random;
    private final List<Body> bodies = new ArrayList<>();
    private final List<RegKind> kinds = new ArrayList<>();
    private final List<Integer> pinned = new ArrayList<>();
    private final List<Code> code = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();

    RandomFunction(RandomGenerator random) {
        this.random = random;
        List<Integer> known = new ArrayList<>();
        Body entry = body(1);
        for (int k = 0; k < 3; k++) known.add(define(entry));
        int end = region(0, known, 3 + random.nextInt(3));
        bodies.get(end).code.add(plain(use(pick(known))));
        for (Body b : bodies) {
            firsts.add(code.size());
            code.addAll(b.code);
        }
        firsts.add(code.size());
    }

    /** Appends code to block {@code at}, perhaps with branches and loops; returns the block in which it ends. */
    private int region(int at, List<Integer> known, int pieces) {
        int block = at;
        for (int p = 0; p < pieces; p++) {
            straight(bodies.get(block), known);
            switch (random.nextInt(4)) {
                case 0 -> block = diamond(block, known, pieces - 1);
                case 1 -> block = loop(block, known, pieces - 1);
                default -> { }
            }
        }
        return block;
    }

    private int diamond(int block, List<Integer> known, int pieces) {
        double f = bodies.get(block).frequency;
        bodies.get(block).code.add(plain(use(pick(known))));
        List<Integer> left = new ArrayList<>(known);
        List<Integer> right = new ArrayList<>(known);
        int a = bodies.size();
        body(f / 2);
        int aEnd = region(a, left, pieces / 2);
        int b = bodies.size();
        body(f / 2);
        int bEnd = region(b, right, pieces / 2);
        int join = bodies.size();
        Body j = body(f);
        j.params = new int[] {fresh(RegKind.INT), fresh(RegKind.INT)};
        bodies.get(block).successors = new int[] {a, b};
        jump(aEnd, join, pickInt(left), pickInt(left));
        jump(bEnd, join, pickInt(right), pickInt(right));
        for (int v : j.params) known.add(v);
        return join;
    }

    private int loop(int block, List<Integer> known, int pieces) {
        double f = bodies.get(block).frequency;
        int head = bodies.size();
        Body h = body(f * 10);
        h.params = new int[] {fresh(RegKind.INT), fresh(RegKind.INT), fresh(RegKind.INT)};
        jump(block, head, pickInt(known), pickInt(known), pickInt(known));
        for (int v : h.params) known.add(v);
        h.code.add(plain(use(pick(known))));
        List<Integer> inside = new ArrayList<>(known);
        int first = bodies.size();
        body(f * 10);
        int last = region(first, inside, pieces / 2);
        // Swapping parameters on the way back makes cycles of moves.
        boolean swap = random.nextBoolean();
        jump(last, head, swap ? h.params[1] : pickInt(inside), swap ? h.params[0] : pickInt(inside), pickInt(inside));
        int exit = bodies.size();
        body(f);
        h.successors = new int[] {first, exit};
        return exit;
    }

    private void jump(int from, int to, int... args) {
        Body b = bodies.get(from);
        b.code.add(plain());
        b.successors = new int[] {to};
        b.args = args;
    }

    private void straight(Body body, List<Integer> known) {
        for (int n = random.nextInt(6); n > 0; n--) {
            switch (random.nextInt(8)) {
                case 0 -> call(body, known);
                case 1 -> known.add(define(body));
                case 2 -> {
                    int d = fresh(RegKind.INT);
                    body.code.add(plain(new Operand(d, Access.EARLY_DEF), use(pick(known)), new Operand(pick(known), Access.LATE_USE)));
                    known.add(d);
                }
                case 3 -> {
                    int from = pick(known);
                    int d = fresh(kind(from));
                    body.code.add(new Code(new Operand[0], new Copy[] {new Copy(d, from)}, 0, false));
                    body.code.add(plain(use(pick(known)), use(d), new Operand(d, Access.DEF)));
                    known.add(d);
                }
                default -> {
                    int d = fresh(random.nextInt(3) == 0 ? RegKind.CAP : RegKind.INT);
                    body.code.add(plain(use(pick(known)), use(pick(known)), new Operand(d, Access.DEF)));
                    known.add(d);
                }
            }
        }
    }

    private void call(Body body, List<Integer> known) {
        int arguments = random.nextInt(4);
        Operand[] operands = new Operand[arguments + 1];
        Copy[] copies = new Copy[arguments];
        for (int k = 0; k < arguments; k++) {
            int from = pick(known);
            copies[k] = new Copy(pin(kind(from), k + 1), from);
            operands[k] = use(copies[k].to());
        }
        int result = pin(RegKind.INT, 1);
        int d = fresh(RegKind.INT);
        operands[arguments] = new Operand(result, Access.DEF);
        body.code.add(new Code(new Operand[0], copies, 0, false));
        body.code.add(new Code(operands, null, CALLER_SAVED & ~2, false));
        body.code.add(new Code(new Operand[0], new Copy[] {new Copy(d, result)}, 0, false));
        known.add(d);
    }

    private int define(Body body) {
        int d = fresh(RegKind.INT);
        body.code.add(new Code(new Operand[] {new Operand(d, Access.DEF)}, null, 0, random.nextBoolean()));
        return d;
    }

    private static Operand use(int v) {
        return new Operand(v, Access.USE);
    }

    private static Code plain(Operand... operands) {
        return new Code(operands, null, 0, false);
    }

    private Body body(double frequency) {
        Body b = new Body();
        b.frequency = frequency;
        bodies.add(b);
        return b;
    }

    private int pick(List<Integer> known) {
        return known.get(random.nextInt(known.size()));
    }

    private int pickInt(List<Integer> known) {
        while (true) {
            int v = pick(known);
            if (kind(v) == RegKind.INT) return v;
        }
    }

    private int fresh(RegKind kind) {
        return pin(kind, -1);
    }

    private int pin(RegKind kind, int register) {
        kinds.add(kind);
        pinned.add(register);
        return kinds.size() - 1;
    }

    @Override
    public int blockCount() {
        return bodies.size();
    }

    @Override
    public int first(int block) {
        return firsts.get(block);
    }

    @Override
    public int last(int block) {
        return firsts.get(block + 1) - 1;
    }

    @Override
    public int[] successors(int block) {
        return bodies.get(block).successors;
    }

    @Override
    public double frequency(int block) {
        return bodies.get(block).frequency;
    }

    @Override
    public int[] params(int block) {
        return bodies.get(block).params;
    }

    @Override
    public int[] args(int block) {
        return bodies.get(block).args;
    }

    @Override
    public int vregCount() {
        return kinds.size();
    }

    @Override
    public RegKind kind(int vreg) {
        return kinds.get(vreg);
    }

    @Override
    public int pinned(int vreg) {
        return pinned.get(vreg);
    }

    @Override
    public Operand[] operands(int insn) {
        return code.get(insn).operands();
    }

    @Override
    public Copy[] copies(int insn) {
        return code.get(insn).copies();
    }

    @Override
    public long clobbers(int insn) {
        return code.get(insn).clobbers();
    }

    @Override
    public boolean rematerialisable(int insn) {
        return code.get(insn).again();
    }

    @Override
    public int[] order() {
        return ORDER.clone();
    }

    @Override
    public long calleeSaved() {
        return CALLEE_SAVED;
    }
}
