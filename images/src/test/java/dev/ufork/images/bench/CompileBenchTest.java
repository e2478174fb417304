package dev.ufork.images.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.images.bench.CompileBench.Phase;
import dev.ufork.images.bench.CompileBench.Result;
import dev.ufork.target.Compiler;
import org.junit.jupiter.api.Test;

class CompileBenchTest {
    /** Functions are compiled at the same time, in any order; the bytes must not show it. */
    @Test
    void theSameBytesEachTime() throws Exception {
        Result one = CompileBench.run(3000, Compiler.Options.DEFAULT);
        Result other = CompileBench.run(3000, Compiler.Options.DEFAULT);
        assertThat(other.sha256()).isEqualTo(one.sha256());
        assertThat(one.lines()).isBetween(3000, 3200);
        assertThat(one.functions()).isGreaterThan(100);
        assertThat(one.phases()).extracting(Phase::name).containsExactly("start", "javac and checks", "IR", "passes and back end");
    }
}
