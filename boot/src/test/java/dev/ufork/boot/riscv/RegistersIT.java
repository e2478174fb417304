package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.On;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs find in registers that nobody named to them: after forks, calls and switches. Each program exits with 0 when all is right. */
class RegistersIT {
    /** DDC is the stack capability here and, moved, in the child; what the child writes there the parent does not see. */
    private static final String DDC = """
            cmove   cs0, ca3
            cspecialr ct1, ddc
            cgettag s1, ct1                  # bit 0 of the answer: it held something at the start
            cspecialw ddc, csp
            clc     ct0, CALL_fork(cs0)
            cjalr   cra, 0(ct0)
            bnez    a0, parent
            cspecialr ct1, ddc
            csetequalexact a0, ct1, csp
            xori    a0, a0, 1
            cspecialw ddc, cs0
            clc     ct0, CALL_exit(cs0)
            cjalr   cra, 0(ct0)
        parent:
            li      a0, -1
            cincoffset ca1, csp, -16
            clc     ct0, CALL_wait(cs0)
            cjalr   cra, 0(ct0)
            clw     a0, -16(csp)
            srli    a0, a0, 7                # bit 1: the child's was not right
            or      a0, a0, s1
            cspecialr ct1, ddc
            csetequalexact t0, ct1, csp
            xori    t0, t0, 1
            slli    t0, t0, 2                # bit 2: ours is not right any more
            or      a0, a0, t0
            clc     ct0, CALL_exit(cs0)
            cjalr   cra, 0(ct0)
        """;

    /** After a call every register that a call does not keep is cleared, but for the result; the others are as they were. */
    private static final String CLEARED = """
            cmove   cs0, ca3
            li      s1, 77
            cmove   ctp, csp
            cmove   cgp, csp
            clc     ct0, CALL_getpid(cs0)
            cjalr   cra, 0(ct0)
            cgettag t0, ca0
            bnez    t0, wrong
        """ + String.join("", java.util.stream.Stream.of("ct1", "ct2", "ct3", "ct4", "ct5", "ct6", "ca1", "ca2", "ca3", "ca4", "ca5", "ca6", "ca7")
                    .map("""
                        cgettag t0, %1$s
                        bnez    t0, wrong
                        cgetaddr t0, %1$s
                        bnez    t0, wrong
                    """::formatted).toList()) + """
            csetequalexact t0, ctp, csp
            beqz    t0, wrong
            csetequalexact t0, cgp, csp
            beqz    t0, wrong
            li      t0, 77
            bne     t0, s1, wrong
            li      a0, 0
            clc     ct0, CALL_exit(cs0)
            cjalr   cra, 0(ct0)
        wrong:
            li      a0, 1
            clc     ct0, CALL_exit(cs0)
            cjalr   cra, 0(ct0)
        """;

    /** A child of a fork has what a call keeps, moved where it means the region, and nothing else. */
    private static final String CHILD = """
            cmove   cs0, ca3
            cmove   cs11, csp
            cmove   ctp, cs0
            li      s1, 77
            cmove   ca5, csp
            cmove   ct3, csp
            clc     ct0, CALL_fork(cs0)
            cjalr   cra, 0(ct0)
            bnez    a0, parent
        """ + String.join("", java.util.stream.Stream.of("cra", "ct0", "ct1", "ct2", "ct3", "ct4", "ct5", "ct6", "ca1", "ca2", "ca3", "ca4", "ca5", "ca6", "ca7")
                    .map("""
                        cgettag s10, %1$s
                        bnez    s10, wrong
                    """::formatted).toList()) + """
            csetequalexact t0, cs11, csp
            beqz    t0, wrong
            csetequalexact t0, ctp, cs0
            beqz    t0, wrong
            cgettag t0, csp
            beqz    t0, wrong
            li      t0, 77
            bne     t0, s1, wrong
            li      a0, 0
            clc     ct0, CALL_exit(cs0)
            cjalr   cra, 0(ct0)
        parent:
            li      a0, -1
            cincoffset ca1, csp, -16
            clc     ct0, CALL_wait(cs0)
            cjalr   cra, 0(ct0)
            clw     a0, -16(csp)
            snez    a0, a0
            clc     ct0, CALL_exit(cs0)
            cjalr   cra, 0(ct0)
        wrong:
            li      a0, 1
            clc     ct0, CALL_exit(cs0)
            cjalr   cra, 0(ct0)
        """;

    /** Calls the kernel with its own entry as the place to return to: it must not go there. */
    private static final String BAD_RETURN = """
            cmove   cs0, ca3
            clc     cra, CALL_getpid(cs0)
            clc     ct0, CALL_getppid(cs0)
            cjr     ct0
            """;

    /** The same with no capability at all, with one that is not sealed, and with one out of which nothing can be fetched. */
    private static final String NO_RETURN = """
            clc     ct0, CALL_getppid(ca3)
            cmove   cra, cnull
            cjr     ct0
            """;

    private static final String OPEN_RETURN = """
            clc     ct0, CALL_getppid(ca3)
            auipcc  cra, 0
            cjr     ct0
            """;

    /** Text that no level but the last admits; it is not reached. */
    private static final String FORBIDDEN = """
            li      a0, 0
            clc     ct0, CALL_exit(ca3)
            cjalr   cra, 0(ct0)
            sfence.vma
            """;

    /** Asks for less isolation than it has; exits with minus the answer. */
    private static final String LESS = """
            cmove   cs0, ca3
            li      a0, 1
            clc     ct0, CALL_isolation(cs0)
            cjalr   cra, 0(ct0)
            neg     a0, a0
            clc     ct0, CALL_exit(cs0)
            cjalr   cra, 0(ct0)
            """;

    private static final int EPERM = 1;
    /** When {@code init} cannot start a program. */
    private static final int NOT_RUN = 62;
    /** A signal's number in the status of the run, see {@code init}. */
    private static final int BY_SIGNAL = 32;
    private static final int SIGSEGV = 11;

    @TempDir
    static Path folder;

    private static Path image;

    @BeforeAll
    static void build() throws Exception {
        image = Files.write(folder.resolve("ufork-riscv.elf"), new UforkRiscv().build(Map.of("ddc", AssembledProgram.elf("ddc", DDC),
                "cleared", AssembledProgram.elf("cleared", CLEARED), "child", AssembledProgram.elf("child", CHILD),
                "badreturn", AssembledProgram.elf("badreturn", BAD_RETURN), "noreturn", AssembledProgram.elf("noreturn", NO_RETURN),
                "openreturn", AssembledProgram.elf("openreturn", OPEN_RETURN), "forbidden", AssembledProgram.elf("forbidden", FORBIDDEN),
                "less", AssembledProgram.elf("less", LESS))).elf());
    }

    private static void assertRight(On on, String program) throws Exception {
        Outcome outcome = on.run(image, program);
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(0));
    }

    @ParameterizedTest
    @EnumSource
    void theDataRegisterOfProgramsIsSwitchedAndMoved(On on) throws Exception {
        assertRight(on, "ddc");
    }

    @ParameterizedTest
    @EnumSource
    void aCallClearsWhatItDoesNotKeep(On on) throws Exception {
        assertRight(on, "cleared");
    }

    @ParameterizedTest
    @EnumSource
    void aChildHasWhatACallKeepsAndNothingElse(On on) throws Exception {
        assertRight(on, "child");
    }

    /** The fault happens in the kernel; it is the caller's, who is killed, and the kernel goes on. */
    @ParameterizedTest
    @EnumSource
    void aBadReturnIsChargedToTheCaller(On on) throws Exception {
        for (String program : new String[] {"badreturn", "noreturn", "openreturn"}) {
            Outcome outcome = on.run(image, program);
            assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(BY_SIGNAL + SIGSEGV));
        }
    }

    /** What each level stops; the table is in the comment of {@code Isolation}. */
    @ParameterizedTest
    @EnumSource
    void levelsStopWhatTheyPromise(On on) throws Exception {
        assertThat(on.run(image, "isolation=fault", "cleared").verdict()).as("registers are cleared by FULL only").isEqualTo(new Verdict.Exited(1));
        assertThat(on.run(image, "isolation=full", "forbidden").verdict()).isEqualTo(new Verdict.Exited(NOT_RUN));
        assertThat(on.run(image, "isolation=fault", "forbidden").verdict()).isEqualTo(new Verdict.Exited(NOT_RUN));
        assertThat(on.run(image, "isolation=none", "forbidden").verdict()).isEqualTo(new Verdict.Exited(0));
        for (String level : new String[] {"fault", "none"})
            assertThat(on.run(image, "isolation=" + level, "child").verdict()).isEqualTo(new Verdict.Exited(0));
        assertThat(on.run(image, "less").verdict()).as("nobody gives himself less isolation").isEqualTo(new Verdict.Exited(EPERM));
        assertThat(on.run(image, "isolation=fault", "less").verdict()).isEqualTo(new Verdict.Exited(0));
    }
}
