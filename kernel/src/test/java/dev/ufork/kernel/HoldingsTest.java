package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kernel objects, descriptors and contents of files, on the JVM: nothing is lost, and nothing leaks. */
class HoldingsTest {
    private static final int FRAMES = 1624;
    private Uproc p;

    @BeforeEach
    void boot() {
        Hosted.fresh();
        Regions.start();
        Tables.start(Hosted.machine().allocate(Tables.middleBytes(), 4096), Hosted.machine().allocate(Tables.recordBytes(256), 16));
        Frames.start(Hosted.machine().allocate(FRAMES * Page.SIZE, 4096), 0x8000_0000L, Hosted.machine().allocate(Frames.recordBytes(FRAMES), 16));
        Frames.free(Page.SIZE, FRAMES * Page.SIZE);
        Uprocs.start();
        FileSystem.start(Hosted.machine().allocate(1024, 16));
        p = Uprocs.claim();
        assertThat(Inheritance.start(p)).isTrue();
    }

    @Test
    void objectsAreTheirOwnAndComeBack() {
        List<Cap> held = new ArrayList<>();
        for (int i = 0; i < 300; i++) held.add(Objects.claim(ObjectKind.PIPE));
        assertThat(held).allMatch(Cap::tag).allMatch(c -> c.length() == 96);
        assertThat(held.stream().map(Cap::address).distinct().count()).isEqualTo(300);
        int frames = Frames.free();
        held.forEach(Objects::release);
        assertThat(Objects.live(ObjectKind.PIPE)).isZero();
        assertThat(Frames.free()).as("all pages but one are free").isEqualTo(frames + 300 / 42);
    }

    @Test
    void aTableIsSharedUntilItIsChanged() {
        Files files = p.holdings().files();
        files.sharers(2);
        Uproc child = Uprocs.claim();
        child.holdings().files(files);
        child.holdings().maxFiles(Descriptors.MAX);
        assertThat(Descriptors.dup(child, 0, 0, false)).isEqualTo(3);
        assertThat(child.holdings().files().same(files)).isFalse();
        assertThat(files.sharers()).isEqualTo(1);
        assertThat(Descriptors.get(files, 3).isNull()).isTrue();
        assertThat(Descriptors.get(files, 0).references()).isEqualTo(7);
        assertThat(Descriptors.close(p, 5)).isEqualTo(-Errno.EBADF);
        Inheritance.end(child);
        assertThat(Descriptors.get(files, 0).references()).isEqualTo(3);
    }

    @Test
    void contentsAreWhatWasWritten() {
        int before = Frames.free();
        Node file = Nodes.make(NodeKind.FILE, 0600);
        byte[] model = new byte[300_000];
        Random random = new Random(3);
        Cap data = Hosted.machine().allocate(9000, 16);
        long size = 0;
        for (int step = 0; step < 200; step++) {
            int n = random.nextInt(9000);
            int at = random.nextInt(model.length - n);
            if (random.nextInt(8) == 0) {
                assertThat(Contents.truncate(file, at)).isZero();
                for (int i = at; i < model.length; i++) model[i] = 0;
                size = at;
                continue;
            }
            for (int i = 0; i < n; i++) {
                model[at + i] = (byte) random.nextInt();
                data.store8(i, model[at + i]);
            }
            assertThat(Contents.write(file, at, data, n)).isEqualTo(n);
            if (n > 0) size = Math.max(size, at + n);
        }
        assertThat(file.size()).isEqualTo(size);
        for (int at = 0; at < size; at += 8192) {
            long n = Contents.read(file, at, data, 8192);
            assertThat(n).isEqualTo(Math.min(8192, size - at));
            for (int i = 0; i < n; i++) assertThat((byte) data.load8(i)).isEqualTo(model[at + i]);
        }
        Nodes.freeIfUnused(file);
        assertThat(Frames.free()).isGreaterThanOrEqualTo(before - 1);
    }

    @Test
    void limitsAreKept() {
        p.holdings().maxFiles(5);
        assertThat(Descriptors.dup(p, 0, 0, false)).isEqualTo(3);
        assertThat(Descriptors.dup(p, 0, 0, false)).isEqualTo(4);
        assertThat(Descriptors.dup(p, 0, 0, false)).isEqualTo(-Errno.EMFILE);
        assertThat(Descriptors.get(p.holdings().files(), 0).references()).isEqualTo(5);
        assertThat(Descriptors.fcntl(p, 0, Open.DUP, 5)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void samplesOfTheClockKeepTheirRatioWhenTheyAreMany() {
        long samples = CpuTimers.sampled(0x2000_0000_7fff_ffffL, true);
        assertThat(samples).isEqualTo(0x1000_0000_4000_0000L);
        assertThat(CpuTimers.inKernel(1000, samples)).isEqualTo(250);
    }
}
