package dev.ufork.isa.morello;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words as binutils gives them, and those with capabilities as the Morello supplement draws them. */
class AdmissionTest {
    @ParameterizedTest
    @CsvSource({
        "d4000002, hvc #0", "d41fffe3, smc #0xffff", "d45e0000, hlt #0xf000", "d69f03e0, eret", "d50342df, 'msr daifset, #2'",
        "d50342ff, 'msr daifclr, #2'", "d50040bf, 'msr spsel, #0'", "d503207f, wfi", "d51b4225, 'msr daif, x5'", "d5184007, 'msr spsr_el1, x7'",
        "d5184021, 'msr elr_el1, x1'", "d5384021, 'mrs x1, elr_el1'", "c2884023, 'msr celr_el1, c3'", "c2984023, 'mrs c3, celr_el1'",
        "d5087629, 'dc ivac, x9'", "d508871f, tlbi vmalle1"})
    void whatNeedsNoPermissionIsRefused(String word, String text) {
        assertThat(Admission.refusal(Integer.parseUnsignedInt(word, 16))).as(text).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "d503201f, nop", "d503203f, yield", "c2c253c0, ret c30", "d4000001, svc #0", "d53b4220, 'mrs x0, daif'", "c2bb4020, 'mrs c0, ddc'",
        "d50b7b20, 'dc cvau, x0'", "91000400, 'add x0, x0, #1'", "d4200020, brk #1", "d53bd040, 'mrs x0, tpidr_el0'"})
    void ordinaryCodeIsAdmitted(String word, String text) {
        assertThat(Admission.refusal(Integer.parseUnsignedInt(word, 16))).as(text).isEmpty();
    }
}
