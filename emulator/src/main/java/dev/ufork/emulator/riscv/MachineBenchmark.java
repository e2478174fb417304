package dev.ufork.emulator.riscv;

import dev.ufork.emulator.CpuTime;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.RunResult;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Loops that show how many instructions a second the machine executes: integer arithmetic, loads and stores in integer
 * and in capability mode, capabilities in memory, calls.
 */
public final class MachineBenchmark {
    private static final int LAPS = 3;

    /** A loop in capability mode or not; t0 counts down, ct1 is a bounded capability of 4 KiB (t1 its address). */
    private record Loop(String name, Mode mode, String... body) {}

    private static final List<Loop> LOOPS = List.of(
            new Loop("ALU", Mode.INTEGER,
                    "slli a1, a0, 13", "xor a0, a0, a1", "srli a1, a0, 7", "xor a0, a0, a1", "slli a1, a0, 17", "xor a0, a0, a1"),
            new Loop("MEM", Mode.INTEGER,
                    "slli a1, a0, 13", "xor a0, a0, a1", "srli a1, a0, 7", "xor a0, a0, a1", "andi a2, a0, 0x7f8",
                    "add a3, t1, a2", "ld a4, 0(a3)", "add a4, a4, a0", "sd a4, 0(a3)"),
            new Loop("PURECAP", Mode.CAPABILITY,
                    "slli a1, a0, 13", "xor a0, a0, a1", "srli a1, a0, 7", "xor a0, a0, a1", "andi a2, a0, 0x7f8",
                    "cincoffset ca3, ct1, a2", "cld a4, 0(ca3)", "add a4, a4, a0", "csd a4, 0(ca3)"),
            new Loop("CAPABILITIES", Mode.CAPABILITY,
                    "csc ct1, 0(ct1)", "clc ca3, 0(ct1)", "csc ca3, 16(ca3)", "clc ca4, 16(ct1)", "cincoffset ca4, ca4, 32",
                    "csetbounds ca5, ca4, 64"),
            new Loop("CALLS", Mode.CAPABILITY,
                    "auipcc ca3, 0", "cincoffset ca3, ca3, 16", "cjalr cra, 0(ca3)", "cjal cnull, .+12", "addi a0, a0, 1", "cjalr cnull, 0(cra)"));

    private MachineBenchmark() {}

    /** One figure: instructions in a second of the host processor, in millions, of the best of several runs. */
    public record Figure(String name, double mips) {}

    /**
     * Runs every loop.
     *
     * @param instructions about how many for each lap
     */
    public static List<Figure> run(long instructions) {
        List<Figure> figures = new ArrayList<>();
        for (Loop loop : LOOPS) {
            double best = 0;
            for (int lap = 0; lap < LAPS; lap++) best = Math.max(best, lap(loop, instructions));
            figures.add(new Figure(loop.name, best));
        }
        return figures;
    }

    private static double lap(Loop loop, long instructions) {
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withInstructionLimit(4 * instructions));
        machine.load(BoardTree.RAM, program(loop, instructions / (loop.body.length + 2)));
        long from = CpuTime.now();
        RunResult result = machine.run();
        return result.instructions() * 1e3 / (CpuTime.now() - from);
    }

    private static byte[] program(Loop loop, long laps) {
        List<String> setup = List.of("auipc t1, 256", "li a0, 1", "lui t0, " + (laps >>> 12), "cspecialr ct2, ddc",
                "csetaddr ct1, ct2, t1", "lui t3, 1", "csetbounds ct1, ct1, t3");
        List<Integer> words = new ArrayList<>();
        for (String line : setup) words.add(word(line, Mode.INTEGER));
        if (loop.mode == Mode.CAPABILITY)
            for (String line : List.of("cspecialr ct4, pcc", "li t5, 1", "csetflags ct4, ct4, t5", "cincoffset ct4, ct4, 20", "jalr.cap cnull, ct4"))
                words.add(word(line, Mode.INTEGER));
        for (String line : loop.body) words.add(word(line, loop.mode));
        words.add(word("addi t0, t0, -1", loop.mode));
        words.add(word("bnez t0, .-" + 4 * (loop.body.length + 1), loop.mode));
        for (String line : loop.mode == Mode.CAPABILITY
                ? List.of("lui a1, 0x100", "csetaddr ca1, ct2, a1", "lui a2, 5", "addi a2, a2, 0x555", "csw a2, 0(ca1)")
                : List.of("lui a1, 0x100", "lui a2, 5", "addi a2, a2, 0x555", "sw a2, 0(a1)"))
            words.add(word(line, loop.mode));
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.size()).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putInt);
        return bytes.array();
    }

    private static int word(String line, Mode mode) {
        return Xcheri.ISA.parse(line, mode).encode();
    }

    /** Prints a table. */
    public static void print(PrintStream out, List<Figure> figures) {
        out.println("loop            million instructions a second");
        for (Figure figure : figures) out.println(String.format(Locale.ROOT, "%-12s %10.0f", figure.name, figure.mips));
    }

    public static void main(String[] arguments) {
        print(System.out, run(arguments.length > 0 ? Long.parseLong(arguments[0]) : 200_000_000));
    }
}
