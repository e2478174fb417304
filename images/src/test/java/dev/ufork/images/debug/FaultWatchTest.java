package dev.ufork.images.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.images.debug.FaultRecord.Fault;
import dev.ufork.images.debug.FaultRecord.Panic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Records among the lines of a console; none of them was printed by a machine. */
class FaultWatchTest {
    private static final String CONSOLE = """
            hello
            ufork: process 3 is ended by a fault
              cause  capability fault: bounds, by ca0
              ca0    cap{0x9000..0x9040 @0x9040 rwRW tag}
              pc     0x98000011c8
              in     crash+0x11c8
            panic: no more (own/Main.java:15)\r
            ufork: process 4 is ended by a fault
            something else
              in     crash+0x11c8
            ufork: a fault in the kernel
              cause  load page fault at 0x10
              pc     0x80001234 Fork.fork+0x8
            ufork: panic: a fault in the kernel (dev/ufork/kernel/Traps.java:62)
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private List<FaultRecord> watch(int step) throws IOException {
        List<FaultRecord> found = new ArrayList<>();
        byte[] bytes = CONSOLE.getBytes(StandardCharsets.UTF_8);
        try (FaultWatch watch = new FaultWatch(out, found::add)) {
            for (int at = 0; at < bytes.length; at += step) watch.write(bytes, at, Math.min(step, bytes.length - at));
        }
        return found;
    }

    @Test
    void recordsAreFoundHoweverTheBytesCome() throws IOException {
        List<FaultRecord> whole = watch(CONSOLE.length());
        assertThat(whole).containsExactly(
                new Fault(OptionalInt.of(3), "capability fault: bounds", Optional.of("ca0"), Optional.of("cap{0x9000..0x9040 @0x9040 rwRW tag}"),
                        0x98_0000_11c8L, Optional.of("crash"), OptionalLong.of(0x11c8)),
                new Panic(false, "no more", "own/Main.java", 15),
                new Fault(OptionalInt.empty(), "load page fault at 0x10", Optional.empty(), Optional.empty(), 0x8000_1234L, Optional.empty(), OptionalLong.of(0x8000_1234L)),
                new Panic(true, "a fault in the kernel", "dev/ufork/kernel/Traps.java", 62));
        for (int step : new int[] {1, 7, 64}) assertThat(watch(step)).isEqualTo(whole);
    }

    @Test
    void aPlaceThatIsNotTheProgramsHasNoOffset() throws IOException {
        List<FaultRecord> found = new ArrayList<>();
        try (FaultWatch watch = new FaultWatch(out, found::add)) {
            watch.write("ufork: process 4 is ended by a fault\n  cause  illegal instruction\n  pc     0x2000001234\n  in     own, outside its memory\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(found).containsExactly(new Fault(OptionalInt.of(4), "illegal instruction", Optional.empty(), Optional.empty(), 0x20_0000_1234L,
                Optional.of("own"), OptionalLong.empty()));
    }

    @Test
    void everyByteIsPassedOn() throws IOException {
        watch(5);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(CONSOLE);
    }

    @Test
    void aGuestsWordsComeBeforeTheReport() throws IOException {
        List<String> seen = new ArrayList<>();
        try (FaultWatch watch = new FaultWatch(out, _ -> seen.add(out.toString(StandardCharsets.UTF_8)))) {
            watch.write(CONSOLE.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(seen.getFirst()).endsWith("  in     crash+0x11c8\n");
    }

    @Test
    void rulesSayWhatWasBroken() {
        assertThat(rule("capability fault: bounds", "cap{0x9000..0x9040 @0x9040 rwRW tag}", "csd a4, 8(ca3)"))
                .isEqualTo("the access must lie within the bounds; this one, 0x9048..0x9050, ends 16 bytes behind the top");
        assertThat(rule("capability fault: bounds", "cap{0x9000..0x9040 @0x9000 rwRW tag}", "clbu a4, -1(ca3)"))
                .isEqualTo("the access must lie within the bounds; this one, 0x8fff..0x9000, begins 1 byte before the base");
        assertThat(rule("capability fault: bounds", "cap{0x9000..0x9040 @0x903c rwRW tag}", "c.csd a4, 0(ca3)"))
                .isEqualTo("the access must lie within the bounds; this one, 0x903c..0x9044, ends 4 bytes behind the top");
        assertThat(rule("capability fault: bounds at 0x9044", "cap{0x9000..0x9040 @0x9000 rwRW tag}", "ldr w1, [c0, x2, lsl #2]"))
                .isEqualTo("the access must lie within the bounds; this one, 0x9044..0x9048, ends 8 bytes behind the top");
        assertThat(rule("capability fault: bounds", "cap{0x9000..0x9040 @0x9000 rwRW tag}", "ldr w1, [c0, x2]"))
                .isEqualTo("the access must lie within the bounds, 0x9000..0x9040");
        assertThat(rule("capability fault: permit store", "cap{0x9000..0x9040 @0x9000 rR tag}", "csd a4, 0(ca3)"))
                .isEqualTo("the capability must have the permission to store; it has only load, load capability");
        assertThat(rule("capability fault: tag", "cap{0x0..0x10000000000000000 @0x0 -}", "")).contains("null is none");
        assertThat(Rule.of("the moon", Optional.empty(), "")).isEmpty();
    }

    private static String rule(String cause, String capability, String instruction) {
        return Rule.of(cause, PrintedCapability.parse(capability), instruction).orElseThrow();
    }

    @Test
    void accessesAreReadFromInstructions() {
        assertThat(AccessText.parse("csc cra, 16(csp)")).hasValue(new AccessText(OptionalLong.of(16), 16));
        assertThat(AccessText.parse("c.clccsp cra, 0(csp)")).hasValue(new AccessText(OptionalLong.of(0), 16));
        assertThat(AccessText.parse("clhu a0, -2(ca5)")).hasValue(new AccessText(OptionalLong.of(-2), 2));
        assertThat(AccessText.parse("c.clw a0, 4(ca5)")).hasValue(new AccessText(OptionalLong.of(4), 4));
        assertThat(AccessText.parse("str x1, [c0, #64]")).hasValue(new AccessText(OptionalLong.of(64), 8));
        assertThat(AccessText.parse("ldrb w1, [c0]")).hasValue(new AccessText(OptionalLong.of(0), 1));
        assertThat(AccessText.parse("ldur c1, [c0, #-16]")).hasValue(new AccessText(OptionalLong.of(-16), 16));
        assertThat(AccessText.parse("ldr x1, [c0, x2]")).hasValue(new AccessText(OptionalLong.empty(), 8));
        assertThat(AccessText.parse("strb w1, [c0, w2, uxtw]")).hasValue(new AccessText(OptionalLong.empty(), 1));
        assertThat(AccessText.parse("ldr c1, [c0, x2, lsl #4]")).hasValue(new AccessText(OptionalLong.empty(), 16));
        for (String other : new String[] {"add a0, a1, a2", "cret", ""}) assertThat(AccessText.parse(other)).isEmpty();
    }

    @Test
    void aCapabilityIsReadAsItWasPrinted() {
        assertThat(PrintedCapability.parse("cap{0x9000..0x9040 @0x8ff8 rxR sentry tag}").orElseThrow().inWords()).isEqualTo(
                "base 0x9000, top 0x9040, length 64, address 0x8ff8 (base -8); may load, execute, load capability; sentry; valid");
        assertThat(PrintedCapability.parse("cap{0x0..0x10000000000000000 @0x10 -}").orElseThrow().inWords()).isEqualTo(
                "base 0x0, top 0x10000000000000000, length 18446744073709551616, address 0x10 (base +16); no permissions; not sealed; not valid: no tag");
        assertThat(PrintedCapability.parse("cap{}")).isEmpty();
    }
}
