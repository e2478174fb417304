package dev.ufork.emulator.morello;

import dev.ufork.emulator.CpuTime;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.RunResult;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Loops that show how many instructions a second the machine executes: integer arithmetic, loads and stores in A64 and
 * in C64, capabilities in memory, calls.
 */
public final class MachineBenchmark {
    private static final int LAPS = 3;
    private static final long RAM = 0x4020_0000L;

    /** A loop in one mode; x9 counts down, c1 is a bounded capability of 4 KiB (x1 its address). */
    private record Loop(String name, Mode mode, String... body) {}

    private static final List<Loop> LOOPS = List.of(
            new Loop("ALU", Mode.A64,
                    "eor x0, x0, x0, lsl #13", "eor x0, x0, x0, lsr #7", "eor x0, x0, x0, lsl #17", "add x2, x2, x0", "add x3, x3, #0x1"),
            new Loop("MEM", Mode.A64,
                    "eor x0, x0, x0, lsl #13", "eor x0, x0, x0, lsr #7", "and x2, x0, #0x7f8", "ldr x4, [x1, x2]", "add x4, x4, x0", "str x4, [x1, x2]"),
            new Loop("PURECAP", Mode.C64,
                    "eor x0, x0, x0, lsl #13", "eor x0, x0, x0, lsr #7", "and x2, x0, #0x7f8", "ldr x4, [c1, x2]", "add x4, x4, x0", "str x4, [c1, x2]"),
            new Loop("CAPABILITIES", Mode.C64,
                    "str c1, [c1]", "ldr c3, [c1]", "str c3, [c3, #16]", "ldr c4, [c1, #16]", "add c4, c4, #0x20", "scbnds c5, c4, #0x30"),
            new Loop("CALLS", Mode.C64, "bl .+8", "b .+12", "add x0, x0, #0x1", "ret c30"));

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
        machine.load(RAM, program(loop, instructions / (loop.body.length + 2)));
        machine.startAt(RAM);
        long from = CpuTime.now();
        RunResult result = machine.run();
        return result.instructions() * 1e3 / (CpuTime.now() - from);
    }

    private static byte[] program(Loop loop, long laps) {
        List<Integer> words = new ArrayList<>();
        for (String line : List.of("movz x0, #0x1", "movz x9, #" + (laps & 0xffff), "movk x9, #" + (laps >>> 16) + ", lsl #16",
                "movz x1, #0x4030, lsl #16", "movz x3, #0x1000", "cvtd c1, x1", "scbnds c1, c1, x3"))
            words.add(word(line, Mode.A64));
        if (loop.mode == Mode.C64) words.add(word("bx #4", Mode.A64));
        for (String line : loop.body) words.add(word(line, loop.mode));
        words.add(word("sub x9, x9, #0x1", loop.mode));
        words.add(word("cbnz x9, .+-" + 4 * (loop.body.length + 1), loop.mode));
        for (String line : List.of("movz x0, #0x8", "movk x0, #0x8400, lsl #16", "smc #0")) words.add(word(line, loop.mode));
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.size()).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putInt);
        return bytes.array();
    }

    private static int word(String line, Mode mode) {
        return Morello.parse(line, mode, 0).encode();
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
