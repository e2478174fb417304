package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.On;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs find in registers that nobody named to them: after forks, calls and switches. Each program exits with 0 when all is right. */
class RegistersIT {
    private static final String EXIT = """
            ldr     c9, [c19, #CALL_EXIT]
            blr     c9
        """;

    private static final String WAIT = """
            movn    x0, #0
            sub     c1, csp, #16
            ldr     c9, [c19, #CALL_WAIT]
            blr     c9
            ldur    w0, [csp, #-16]
            lsr     x0, x0, #7
        """;

    /** DDC and the thread register are the stack capability here and, moved, in the child; what the child writes there the parent does not see. */
    private static final String DDC = """
            cpy     c19, c3
            mrs     c9, ddc
            gctag   x20, c9                  // bit 0 of the answer: they held something at the start
            mrs     c9, ctpidr_el0
            gctag   x9, c9
            orr     x20, x20, x9
            cpy     c9, csp
            msr     ddc, c9
            msr     ctpidr_el0, c9
            ldr     c9, [c19, #CALL_FORK]
            blr     c9
            cbnz    x0, parent
            mrs     c9, ddc
            chkeq   csp, c9
            cset    x0, ne
            mrs     c9, ctpidr_el0
            chkeq   csp, c9
            cset    x9, ne
            orr     x0, x0, x9
            msr     ddc, c19
            msr     ctpidr_el0, c19
        """ + EXIT + """
        parent:
        """ + WAIT + """
            orr     x0, x0, x20              // bit 1: the child's were not right
            mrs     c9, ddc
            chkeq   csp, c9
            cset    x9, ne
            orr     x0, x0, x9, lsl #2       // bit 2: ours are not right any more
            mrs     c9, ctpidr_el0
            chkeq   csp, c9
            cset    x9, ne
            orr     x0, x0, x9, lsl #2
        """ + EXIT;

    /** After a call every register that a call does not keep is cleared, but for the result; the others are as they were. */
    private static final String CLEARED = """
            cpy     c19, c3
            movz    x20, #77
            cpy     c29, csp
            ldr     c9, [c19, #CALL_GETPID]
            blr     c9
            gctag   x0, c0
            cbnz    x0, wrong
        """ + each(1, 18, """
            cbnz    x%1$d, wrong
            gctag   x0, c%1$d
            cbnz    x0, wrong
        """) + """
            chkeq   csp, c29
            b.ne    wrong
            cmp     x20, #77
            b.ne    wrong
            movz    x0, #0
        """ + EXIT + """
        wrong:
            movz    x0, #1
        """ + EXIT;

    /** A child of a fork has what a call keeps, moved where it means the region, and nothing else. */
    private static final String CHILD = """
            cpy     c19, c3
            cpy     c29, csp
            movz    x20, #77
            cpy     c5, csp
            cpy     c12, csp
            ldr     c9, [c19, #CALL_FORK]
            blr     c9
            cbnz    x0, parent
        """ + each(1, 18, """
            gctag   x0, c%1$d
            cbnz    x0, wrong
        """) + """
            gctag   x0, c30
            cbnz    x0, wrong
            chkeq   csp, c29
            b.ne    wrong
            cpy     c9, csp
            gctag   x0, c9
            cbz     x0, wrong
            cmp     x20, #77
            b.ne    wrong
            movz    x0, #0
        """ + EXIT + """
        parent:
        """ + WAIT + """
            cmp     x0, #0
            cset    x0, ne
        """ + EXIT + """
        wrong:
            movz    x0, #1
        """ + EXIT;

    /** Programs that call the kernel with something as the place to return to that is none of theirs. */
    private static final Map<String, String> BAD_RETURNS = Map.of(
            "entry", "ldr c30, [c3, #CALL_GETPID]",
            "forged", "ldr c30, [c3, #CALL_GETPID]\nclrtag c30, c30",
            "nothing", "movz x30, #0",
            "open", "adr c30, .",
            "data", "seal c30, c2, rb");

    /** The instruction runs when no text is refused; then the stub at EL2 does it. */
    private static String calling(String instruction) {
        return """
            cpy     c19, c3
            movz    x0, #8
            movk    x0, #0x8400, lsl #16
            %s
            movz    x0, #0
            """.formatted(instruction) + EXIT;
    }

    /** The child masks interrupts for good. The parent, which let it run, wants to run again. */
    private static final String MASKS = """
            cpy     c19, c3
            ldr     c9, [c19, #CALL_FORK]
            blr     c9
            cbnz    x0, parent
            msr     daifset, #0xf
            b       .
        parent:
            ldr     c9, [c19, #CALL_YIELD]
            blr     c9
            movz    x0, #0
        """ + EXIT;

    /** Asks for less isolation than it has; exits with minus the answer. */
    private static final String LESS = """
            cpy     c19, c3
            movz    x0, #1
            ldr     c9, [c19, #CALL_ISOLATION]
            blr     c9
            neg     x0, x0
        """ + EXIT;

    private static final int EPERM = 1;
    /** When {@code init} cannot start a program. */
    private static final int NOT_RUN = 62;
    /** A signal's number in the status of the run, see {@code init}. */
    private static final int BY_SIGNAL = 32;
    private static final int SIGILL = 4;
    private static final int SIGSEGV = 11;

    @TempDir
    static Path folder;

    private static Path image;

    private static String each(int first, int last, String text) {
        return IntStream.rangeClosed(first, last).mapToObj(text::formatted).collect(Collectors.joining());
    }

    @BeforeAll
    static void build() throws Exception {
        Map<String, String> programs = new TreeMap<>(Map.of("ddc", DDC, "cleared", CLEARED, "child", CHILD, "hvc", calling("hvc #0"), "hvc1", calling("hvc #1"),
                "smc", calling("smc #0"), "masks", MASKS, "less", LESS));
        BAD_RETURNS.forEach((name, how) -> {
            for (String call : new String[] {"getppid", "instructions"})
                programs.put(name + "-" + call, how + "\nldr c9, [c3, #CALL_%s]\nbr c9\n".formatted(call.toUpperCase(java.util.Locale.ROOT)));
        });
        Map<String, byte[]> files = new TreeMap<>();
        programs.forEach((name, text) -> files.put(name, AssembledProgram.elf(name, text)));
        image = Files.write(folder.resolve("ufork-morello.elf"), new UforkMorello().build(files).elf());
    }

    private static void assertEnds(On on, int status, String... command) throws Exception {
        Outcome outcome = on.run(image, command);
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(status));
    }

    @ParameterizedTest
    @EnumSource
    void theBankedRegistersOfProgramsAreSwitchedAndMoved(On on) throws Exception {
        assertEnds(on, 0, "ddc");
    }

    @ParameterizedTest
    @EnumSource
    void aCallClearsWhatItDoesNotKeep(On on) throws Exception {
        assertEnds(on, 0, "cleared");
    }

    @ParameterizedTest
    @EnumSource
    void aChildHasWhatACallKeepsAndNothingElse(On on) throws Exception {
        assertEnds(on, 0, "child");
    }

    /** The fault is the caller's, who is killed, and the kernel goes on. A return into another call is one: the kernel does not go there. */
    @ParameterizedTest
    @EnumSource
    void aBadReturnIsChargedToTheCaller(On on) throws Exception {
        for (String how : BAD_RETURNS.keySet()) assertEnds(on, BY_SIGNAL + SIGSEGV, how + "-getppid");
        for (String how : new String[] {"forged", "nothing", "open", "data"}) assertEnds(on, BY_SIGNAL + SIGSEGV, how + "-instructions");
    }

    /** What each level stops; the table is in the comment of {@code Isolation}. */
    @ParameterizedTest
    @EnumSource
    void levelsStopWhatTheyPromise(On on) throws Exception {
        assertThat(on.run(image, "isolation=fault", "cleared").verdict()).as("registers are cleared by FULL only").isEqualTo(new Verdict.Exited(1));
        assertEnds(on, NOT_RUN, "isolation=full", "hvc");
        assertEnds(on, NOT_RUN, "isolation=fault", "masks");
        for (String level : new String[] {"fault", "none"}) assertEnds(on, 0, "isolation=" + level, "child");
        assertEnds(on, EPERM, "less");
        assertEnds(on, 0, "isolation=fault", "less");
    }

    /** Where the text is not looked at, the stub at EL2 is the second wall: no call to firmware, and no end of preemption. */
    @ParameterizedTest
    @EnumSource
    void theStubRefusesCallsOfProgramsAndKeepsTheClock(On on) throws Exception {
        for (String program : new String[] {"hvc", "hvc1", "smc"}) assertEnds(on, BY_SIGNAL + SIGILL, "isolation=none", program);
        assertEnds(on, 0, "isolation=none", "masks");
    }
}
