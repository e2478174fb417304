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
        Result one = CompileBench.run(3000, Compiler.Options.DEFAULT, System.currentTimeMillis());
        Result other = CompileBench.run(3000, Compiler.Options.DEFAULT, System.currentTimeMillis());
        assertThat(other.sha256()).isEqualTo(one.sha256());
        assertThat(one.lines()).isBetween(3000, 3200);
        assertThat(one.functions()).isGreaterThan(100);
        assertThat(Result.of(one.text())).isEqualTo(one);
        assertThat(one.phases()).extracting(Phase::name).containsExactly("start, reading", "javac and checks", "IR", "passes and back end");
    }
}
