package dev.ufork.emulator.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Capability instructions with the results that the public CHERI QEMU gives for {@code Xcheri_v9=true}. */
class CapabilityInstructionTest {
    /** ct0 is everything, cs0 has 64 bytes at RAM + 0x800, a0 is their address. */
    private static Guest with(String... lines) {
        return Guest.of("cspecialr ct0, ddc", "auipc a0, 0", "addi a0, a0, 0x7fc", "csetaddr cs0, ct0, a0", "li t1, 64", "csetbounds cs0, cs0, t1")
                .then(lines).exit().run();
    }

    @Test
    void growingBoundsAndMovingFarOutClearTheTag() {
        Guest g = with("csetbounds cs1, cs0, 65", "cincoffset cs2, cs0, 2047", "lui t2, 0x100", "cincoffset cs3, cs0, t2", "cgetlen a1, cs1");
        assertThat(g.register("cs1").tag()).isFalse();
        assertThat(g.x("a1")).isEqualTo(65);
        assertThat(g.register("cs2").tag()).isTrue();
        assertThat(g.register("cs3").tag()).isFalse();
        assertThat(g.x("s3")).isEqualTo(Guest.RAM + 0x800 + 0x100000);
    }

    @Test
    void inexactBoundsAreRoundedOutOrRefused() {
        Guest g = with("lui t2, 2", "addi t2, t2, 1", "csetbounds cs1, ct0, t2", "csetboundsexact cs2, ct0, t2", "cgetlen a1, cs1", "crrl a2, t2", "cram a3, t2");
        assertThat(g.x("a1")).isEqualTo(8208);
        assertThat(g.register("cs1").tag()).isTrue();
        assertThat(g.register("cs2").tag()).isFalse();
        assertThat(g.x("a2")).isEqualTo(8208);
        assertThat(g.x("a3")).isEqualTo(-16);
    }

    @Test
    void aSealedCapabilityCanOnlyBeOpenedAsItWasSealed() {
        Guest g = with("li t2, 42", "csetaddr cs2, ct0, t2", "cseal cs3, cs0, cs2", "cgettype a1, cs3", "cincoffset cs4, cs3, 1", "cunseal cs5, cs3, cs2",
                "csetequalexact a2, cs5, cs0", "csealentry cs6, cs0", "cgettype a3, cs6", "cunseal cs7, cs6, cs2");
        assertThat(g.register("cs3").tag()).isTrue();
        assertThat(g.x("a1")).isEqualTo(42);
        assertThat(g.register("cs4").tag()).isFalse();
        assertThat(g.x("a2")).isEqualTo(1);
        assertThat(g.x("a3")).isEqualTo(-2);
        assertThat(g.register("cs7").tag()).isFalse();
    }

    @Test
    void buildCapRestoresWhatItsAuthorityCouldHaveMade() {
        Guest g = with("ccleartag cs1, cs0", "cbuildcap cs2, ct0, cs1", "csetequalexact a1, cs2, cs0", "csetbounds cs3, cs0, 63", "cbuildcap cs4, cs3, cs1",
                "csealentry cs5, cs0", "ccleartag cs5, cs5", "cbuildcap cs6, ct0, cs5", "cgettype a2, cs6");
        assertThat(g.x("a1")).isEqualTo(1);
        assertThat(g.register("cs4").tag()).isFalse();
        assertThat(g.register("cs6").tag()).isTrue();
        assertThat(g.x("a2")).isEqualTo(-2);
    }

    @Test
    void anIntegerWriteLeavesNothingOfTheCapability() {
        Guest g = with("cmove cs1, cs0", "addi s1, s1, 0", "cgethigh a1, cs1", "cgettag a2, cs1", "cgetlen a3, cs1");
        assertThat(g.x("a1")).isZero();
        assertThat(g.x("a2")).isZero();
        assertThat(g.x("a3")).isEqualTo(-1);
    }

    @Test
    void tagsGoWithCapabilitiesAndNotWithBytes() {
        Guest g = with("sc.cap cs0, (cs0)", "lc.cap cs1, (cs0)", "ld.cap a1, (cs0)", "cloadtags a2, (cs0)", "sb.cap a1, (cs0)", "lc.cap cs2, (cs0)", "cloadtags a3, (cs0)",
                "li t3, -17", "sc.cap cs0, (cs0)", "candperm cs3, cs0, t3", "lc.cap cs4, (cs3)");
        assertThat(g.register("cs1").text()).isEqualTo(g.register("cs0").text());
        assertThat(g.x("a1")).isEqualTo(Guest.RAM + 0x800);
        assertThat(g.x("a2")).isEqualTo(1);
        assertThat(g.register("cs2").tag()).isFalse();
        assertThat(g.x("a3")).isZero();
        // Without the permission to load capabilities the tag is left behind.
        assertThat(g.register("cs4").tag()).isFalse();
        assertThat(g.x("s4")).isEqualTo(Guest.RAM + 0x800);
    }

    @Test
    void aCallLinksWithASentryThatOnlyReturns() {
        Guest g = Guest.of("nop").inCapabilityMode().then("cjal cra, .+12", "li a1, 1", "j .+12", "cgettype a2, cra", "cjalr cnull, 0(cra)",
                "cspecialr ct0, ddc", "lui a6, 0x100", "csetaddr ca6, ct0, a6", "lui a7, 5", "addi a7, a7, 0x555", "csw a7, 0(ca6)").run();
        assertThat(g.x("a1")).isEqualTo(1);
        assertThat(g.x("a2")).isEqualTo(-2);
        assertThat(g.register("cra").text()).contains("sentry");
    }

    @Test
    void aPlaceJustBelowTheProgramCountersBoundsKeepsItsTag() {
        Guest g = Guest.of("cspecialr ct6, pcc", "lui t4, 0x20", "csetbounds ct6, ct6, t4", "cincoffset ct6, ct6, 20", "jalr.cap cnull, ct6").inCapabilityMode()
                .then("auipcc ca3, 0xfffff", "cspecialr ct0, ddc", "lui a6, 0x100", "csetaddr ca6, ct0, a6", "lui a7, 5", "addi a7, a7, 0x555", "csw a7, 0(ca6)").run();
        assertThat(g.x("a3")).isEqualTo(Guest.RAM - 0x1000 + 40);
        assertThat(g.register("ca3").tag()).isTrue();
    }

    @Test
    void invokeOpensAMatchingPair() {
        Guest g = with("cspecialr cs1, pcc", "cincoffset cs1, cs1, 32", "li t2, 7", "csetaddr cs2, ct0, t2", "cseal cs3, cs1, cs2",
                "li t3, -3", "candperm cs4, cs0, t3", "cseal cs4, cs4, cs2", "cinvoke cs3, cs4");
        assertThat(g.register("ct6").text()).contains("cap{0x80000800..0x80000840").contains("tag").doesNotContain("sealed");
    }

    @Test
    void swapsAndReservationsCarryTags() {
        Guest g = with("sc.cap cs0, (cs0)", "amoswap.c cs1, cnull, (a0)", "lc.cap cs2, (cs0)", "sc.cap cs0, (cs0)", "lr.c cs3, (a0)", "sc.c a1, cs3, (a0)", "sc.c a2, cs3, (a0)");
        assertThat(g.register("cs1").tag()).isTrue();
        assertThat(g.register("cs2").tag()).isFalse();
        assertThat(g.register("cs3").tag()).isTrue();
        assertThat(g.x("a1")).isZero();
        assertThat(g.x("a2")).isEqualTo(1);
    }
}
