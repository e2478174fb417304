package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSON as RFC 8259 has it, and the listing as the linker writes it. */
class FormsTest {
    @Test
    void json() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", List.of(1, 2L, 0.5));
        map.put("a", null);
        map.put("quote\"", "tab\t back\\ nul\0 \u00b5");
        map.put("truth", true);
        assertThat(Json.of(map)).isEqualTo("{\"b\":[1,2,0.5],\"a\":null,\"quote\\\"\":\"tab\\t back\\\\ nul\\u0000 \u00b5\",\"truth\":true}");
        assertThat(Json.of(Arrays.asList(Double.NaN, ""))).isEqualTo("[null,\"\"]");
    }

    @Test
    void functionsOfAListing() {
        Listing listing = new Listing("""

                .text from start

                _start:
                  80000000  00000297  auipc t0, 0
                loop:
                  80000004  0000006f  j loop

                main:
                  80000008  8082      ret
                """);
        assertThat(listing.functions()).containsExactly("_start", "main");
        assertThat(listing.function("main")).hasValue("main:\n  80000008  8082      ret\n");
        assertThat(listing.function("_start").orElseThrow()).contains("loop:").doesNotContain("ret");
        assertThat(listing.function("loop")).isEmpty();
    }

    @Test
    void aFunctionIsFoundByTheEndOfItsName() {
        Listing listing = new Listing("""

                main:
                                      ; own/Main.java:7
                  80000008  8082      ret

                own.Fork.fork:
                  8000000a  8082      ret

                own.Table.claim:
                  8000000c  8082      ret

                own.Frames.claim:
                  8000000e  8082      ret
                """);
        assertThat(listing.functions("fork")).containsExactly("own.Fork.fork");
        assertThat(listing.functions("Fork.fork")).containsExactly("own.Fork.fork");
        assertThat(listing.functions("claim")).containsExactly("own.Table.claim", "own.Frames.claim");
        assertThat(listing.functions("Main.main")).containsExactly("main");
        assertThat(listing.functions("ork")).isEmpty();
    }

    @Test
    void nearNames() {
        List<String> names = List.of("own.Frames.claim", "own.Frames.claimZeroed", "own.Table.claim", "main", "print");
        assertThat(Near.of("Frams", names)).startsWith("own.Frames.claim", "own.Frames.claimZeroed");
        assertThat(Near.of("mian", names)).startsWith("main");
        assertThat(Near.of("zeroed", names)).startsWith("own.Frames.claimZeroed");
        assertThat(Near.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(Near.sentence("x", "images", List.of())).isEqualTo("there are no images");
    }
}
