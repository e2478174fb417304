package dev.ufork.ci.differential;

import dev.ufork.isa.Field;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.Compressed;
import dev.ufork.isa.riscv.Csr;
import dev.ufork.isa.riscv.Kind;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.Operand;
import dev.ufork.isa.riscv.Privileged;
import dev.ufork.isa.riscv.RegClass;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.xcheri.Cheri;
import dev.ufork.isa.riscv.xcheri.Scr;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes cases at random that always end: branches and direct jumps go forward, jumps through registers use registers
 * that the case has not written, and none of what is prepared points at the case's code.
 */
final class Generator {
    /** Waits for ever, or returns to the case's own start. */
    private static final Set<RvOp> NEVER = Set.of(Privileged.WFI, Privileged.MRET, Privileged.SRET);
    /** Control registers that a case may write, because the driver resets them. */
    private static final List<Csr> WRITTEN = List.of(Csr.SSCRATCH, Csr.SEPC, Csr.SCAUSE, Csr.STVAL, Csr.STVEC, Csr.MCAUSE, Csr.MTVAL,
            Csr.MEPC, Csr.MEDELEG, Csr.SCCSR);
    private static final List<Csr> READ = List.of(Csr.MISA, Csr.MHARTID, Csr.MVENDORID, Csr.MCCSR, Csr.UCCSR, Csr.MSTATUS, Csr.SSTATUS,
            Csr.MTVEC, Csr.SATP, Csr.MIDELEG, Csr.SIE, Csr.MIE, Csr.FCSR, Csr.PMPCFG0, Csr.PMPADDR0);
    private static final int[] SPECIAL = {0, 0, 1, 1, 1, 2, 4, 5, 6, 7, 12, 13, 14, 15, 15, 29, 8, 27};

    /** All that can be delegated, but breakpoints, which end every case, and what fetching the handler may raise. */
    private static final long DELEGATED = ~(1L << 3 | 1L << 1 | 1L << 12);

    private final Random random;
    private final int codeRecipes;
    private final List<Recipe> recipes;
    private final int allPages;
    private final int pad;
    private final List<List<RvOp>> rows = new ArrayList<>();

    /**
     * A generator.
     *
     * @param codeRecipes the first recipes are for the program counter: integer mode, then capability mode
     * @param recipes     all
     */
    Generator(Random random, int codeRecipes, List<Recipe> recipes) {
        this.random = random;
        this.codeRecipes = codeRecipes;
        this.recipes = recipes;
        this.allPages = IntStream.range(0, recipes.size()).filter(i -> recipes.get(i).text().equals(Recipe.ALL_PAGES)).findFirst().orElseThrow();
        this.pad = IntStream.range(0, recipes.size()).filter(i -> recipes.get(i).text().equals(Recipe.PAD)).findFirst().orElseThrow();
        for (Mode mode : Mode.values())
            rows.add(Xcheri.ISA.rows().stream().filter(op -> op.row().modes().contains(mode) && !NEVER.contains(op)).toList());
    }

    Case next(int length) {
        Mode mode = random.nextBoolean() ? Mode.CAPABILITY : Mode.INTEGER;
        Case.Start start = start(mode);
        List<Integer> registers = new ArrayList<>();
        for (int r = 0; r < Case.REGISTERS; r++) registers.add(start.satp() != 0 && random.nextInt(3) == 0 ? page() : value());
        return new Case(mode, start, registers, new Code(mode, start, registers).make(length));
    }

    private Case.Start start(Mode mode) {
        int privilege = new int[] {3, 3, 1, 1, 0, 0}[random.nextInt(6)];
        boolean paged = privilege < 3 && random.nextInt(3) > 0;
        // Mostly plain memory behind DDC, or integer mode would only fault.
        int ddc = random.nextInt(4) == 0 ? value() : paged ? allPages : codeRecipes;
        return new Case.Start(code(mode), ddc, pad, (long) privilege << 11, paged ? PageTables.satp(privilege) : 0,
                random.nextInt(4) << 2, privilege < 3 && random.nextInt(4) == 0 ? DELEGATED : 0);
    }

    private int code(Mode mode) {
        return mode.ordinal() * codeRecipes / 2 + random.nextInt(codeRecipes / 2);
    }

    /** Whether cases in this mode have instructions of this row. */
    boolean makes(RvOp op, Mode mode) {
        return rows.get(mode.ordinal()).contains(op);
    }

    /** A case of one instruction of this row. */
    Case single(RvOp op, Mode mode) {
        Case any;
        do any = next(1); while (any.mode() != mode);
        Code code = new Code(mode, any.start(), any.registers());
        code.add(code.insn(op));
        return any.withCode(code.forward());
    }

    /** A return from a trap to anywhere but the case's own code. */
    Case returning() {
        Case any = next(1);
        boolean machine = random.nextBoolean();
        int target = 1 + random.nextInt(Case.REGISTERS - 1);
        return any.withCode(List.of(Cheri.CSpecialRW.insn(0, (machine ? Scr.MEPCC : Scr.SEPCC).number(), target),
                (machine ? Privileged.MRET : Privileged.SRET).insn()));
    }

    /** A word that is no instruction, but nearly one. */
    Case illegal() {
        Case any = next(1);
        List<RvOp> table = rows.get(any.mode().ordinal());
        int word;
        do {
            word = new Code(any.mode(), any.start(), any.registers()).insn(table.get(random.nextInt(table.size()))).encode();
            for (int i = random.nextInt(3); i >= 0; i--) word ^= 1 << random.nextInt(32);
        } while (Xcheri.ISA.find(word, any.mode()).isPresent());
        return any.withCode(List.of(new Insn(Word.of(word))));
    }

    /** A capability or an integer that leads to a page. */
    private int page() {
        return allPages + 1 + random.nextInt(recipes.size() - allPages - 1);
    }

    private int value() {
        return codeRecipes + random.nextInt(recipes.size() - codeRecipes);
    }

    /** The code of one case, as it is made. */
    private final class Code {
        private final Mode mode;
        private final Case.Start start;
        private final List<Integer> registers;
        private final List<Insn> insns = new ArrayList<>();
        private final BitSet written = new BitSet();

        Code(Mode mode, Case.Start start, List<Integer> registers) {
            this.mode = mode;
            this.start = start;
            this.registers = registers;
        }

        List<Insn> make(int length) {
            List<RvOp> table = rows.get(mode.ordinal());
            for (int i = 0; i < length; i++) add(insn(table.get(random.nextInt(table.size()))));
            return forward();
        }

        void add(Insn insn) {
            insns.add(insn);
            for (Operand o : ((RvOp) insn.op()).operands())
                if (o.isRegister() && o.role().writes()) written.set((int) insn.value(o.index()));
        }

        /** The code with its branches and direct jumps going to a place behind them. */
        List<Insn> forward() {
            List<Insn> fixed = new ArrayList<>();
            for (int i = 0; i < insns.size(); i++) {
                int over = i + 1 + random.nextInt(insns.size() - i);
                int distance = insns.subList(i, over).stream().mapToInt(Assembly::bytes).sum();
                fixed.add(isForward(insns.get(i)) ? reaching(insns.get(i), distance) : insns.get(i));
            }
            return fixed;
        }

        Insn insn(RvOp op) {
            long[] values = new long[op.operands().size()];
            for (Operand o : op.operands()) {
                boolean target = op.kind() == Kind.JUMP && o.role().reads();
                do values[o.index()] = o.isRegister() ? register(op, o) : number(op, o);
                while (!o.field().fits(values[o.index()]) || target && written.get((int) values[o.index()]) || isTrapVector(o, values[o.index()]));
            }
            return restrained(op, values);
        }

        /** Whether writing it would make delegated traps go round in circles. */
        private boolean isTrapVector(Operand o, long value) {
            return start.medeleg() != 0 && (o.name().equals("scr") && value == Scr.STCC.number()
                    || o.name().equals("csr") && (value == Csr.STVEC.number() || value == Csr.MEDELEG.number()));
        }

        private long register(RvOp op, Operand o) {
            Field f = o.field();
            if (f.fixed()) return f.base();
            boolean address = o.role() == Operand.Role.BASE || op.kind() == Kind.JUMP && o.role().reads();
            if (address && random.nextInt(5) > 0) {
                List<Integer> useful = useful(op.kind() == Kind.JUMP, o.regClass().in(mode) == RegClass.X ? Mode.INTEGER : Mode.CAPABILITY);
                if (!useful.isEmpty()) return useful.get(random.nextInt(useful.size()));
            }
            // A few registers again and again, so that instructions meet each other's results.
            return random.nextInt(3) > 0 ? 8 + random.nextInt(6) : f.min() + random.nextLong(f.max() - f.min() + 1);
        }

        /** Registers whose first value reaches somewhere. */
        private List<Integer> useful(boolean jump, Mode by) {
            List<Integer> all = new ArrayList<>();
            for (int r = 1; r < Case.REGISTERS; r++) {
                Recipe recipe = recipes.get(registers.get(r));
                if (!written.get(r) && (jump ? recipe.reachesPad(by) : recipe.reachesWindow(by, start.satp() != 0))) all.add(r);
            }
            return all;
        }
    }

    private static boolean isForward(Insn insn) {
        RvOp op = (RvOp) insn.op();
        return op.kind() == Kind.BRANCH || op == Base.JAL || op == Compressed.C_J;
    }

    private static Insn reaching(Insn insn, int distance) {
        long[] values = insn.values();
        values[insn.op().pattern().indexOf("imm")] = distance;
        return new Insn(insn.op(), values);
    }

    private long number(RvOp op, Operand o) {
        Field f = o.field();
        return switch (o.name()) {
            case "scr" -> SPECIAL[random.nextInt(SPECIAL.length)];
            case "csr" -> random.nextInt(10) == 0 ? 0x7c0 : WRITTEN.get(random.nextInt(WRITTEN.size())).number();
            default -> {
                long low = Math.max(f.min() / f.step(), op.kind() == Kind.COMPUTE ? Long.MIN_VALUE : -6);
                long high = Math.min(f.max() / f.step(), op.kind() == Kind.COMPUTE ? Long.MAX_VALUE : 80 / f.step() + 1);
                if (op.kind() == Kind.COMPUTE && random.nextInt(3) == 0) {
                    low = Math.max(low, -3);
                    high = Math.min(high, 3);
                }
                yield (low + random.nextLong(high - low + 1)) * f.step();
            }
        };
    }

    /** Keeps control registers alone that nobody resets: those are only read. */
    private Insn restrained(RvOp op, long[] values) {
        int csr = op.pattern().indexOf("csr");
        if (csr >= 0 && random.nextInt(3) == 0 && op != Privileged.CSRRW && op != Privileged.CSRRWI) {
            values[csr] = READ.get(random.nextInt(READ.size())).number();
            int source = op.pattern().indexOf("rs1") >= 0 ? op.pattern().indexOf("rs1") : op.pattern().indexOf("uimm");
            values[source] = 0;
        }
        return new Insn(op, values);
    }
}
