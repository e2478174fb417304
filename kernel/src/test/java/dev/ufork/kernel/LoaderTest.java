package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.hosted.CapValue;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.kernel.target.Page;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoaderTest {
    private static final int FRAMES = 200;
    private static final int TEXT = 64 + 3 * 56;
    private static final int DATA = TEXT + 64;
    private static final int RELOCS = DATA + 64;
    private static final int NAMES = RELOCS + 2 * 40;
    private static final int SECTIONS = NAMES + 32;
    private static final int END = SECTIONS + 3 * 64;

    private Space space;
    private Loaded result;

    @BeforeEach
    void boot() {
        Hosted.fresh();
        Regions.start();
        Tables.start(Hosted.machine().allocate(Tables.middleBytes(), 4096), Hosted.machine().allocate(Tables.recordBytes(64), 16));
        Frames.start(Hosted.machine().allocate(FRAMES * Page.SIZE, 4096), 0x8000_0000L, Hosted.machine().allocate(Frames.recordBytes(FRAMES), 16));
        Frames.free(Page.SIZE, FRAMES * Page.SIZE);
        Arena.start(Cap.hosted(CapValue.ROOT));
        space = Hosted.machine().allocate(Layout.size(Space.class), 16).as(Space.class);
        result = Hosted.machine().allocate(Layout.size(Loaded.class), 16).as(Loaded.class);
        assertThat(Spaces.make(space, 0, Arena.data(), Arena.code())).isZero();
    }

    /** Text at 0x1000, data at 0x2000 with 0x1100 bytes in memory, two capability relocations. */
    private static ByteBuffer program() {
        ByteBuffer b = ByteBuffer.allocate(END).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, Program.MAGIC).put(4, (byte) 2).put(5, (byte) 1).putShort(16, (short) 3).putShort(18, (short) 243);
        b.putLong(24, 0x1000).putLong(32, 64).putLong(40, SECTIONS).putInt(48, 0x3_0000);
        b.putShort(54, (short) 56).putShort(56, (short) 3).putShort(58, (short) 64).putShort(60, (short) 3).putShort(62, (short) 1);
        segment(b, 0, 0x6474e551, 0, 0, 0, 0, 0);
        segment(b, 1, Program.LOAD, Program.R | Program.X, TEXT, 0x1000, 64, 64);
        segment(b, 2, Program.LOAD, Program.R | Program.W, DATA, 0x2000, 64, 0x1100);
        b.putInt(TEXT, 0x00008067).putLong(DATA, 42);
        reloc(b, 0, 0x2010, 0x2100, 8, 64, 0);
        reloc(b, 1, 0x2020, 0x1000, 4, 64, 1L << 63);
        b.position(NAMES).put("\0__cap_relocs\0.shstrtab\0".getBytes());
        section(b, 1, 14, NAMES, 32);
        section(b, 2, 1, RELOCS, 80);
        return b;
    }

    private static void segment(ByteBuffer b, int n, int type, int flags, long offset, long address, long file, long memory) {
        int at = 64 + n * 56;
        b.putInt(at, type).putInt(at + 4, flags).putLong(at + 8, offset).putLong(at + 16, address).putLong(at + 32, file).putLong(at + 40, memory);
    }

    private static void section(ByteBuffer b, int n, int name, long offset, long size) {
        b.putInt(SECTIONS + n * 64, name).putLong(SECTIONS + n * 64 + 24, offset).putLong(SECTIONS + n * 64 + 32, size);
    }

    private static void reloc(ByteBuffer b, int n, long location, long base, long offset, long size, long perms) {
        int at = RELOCS + n * 40;
        b.putLong(at, location).putLong(at + 8, base).putLong(at + 16, offset).putLong(at + 24, size).putLong(at + 32, perms);
    }

    private Refusal load(Consumer<ByteBuffer> damage) {
        ByteBuffer b = program();
        damage.accept(b);
        Loader.load(space, Hosted.machine().bytes(b.array()), result);
        return result.refusal();
    }

    @Test
    void aProgramIsInMemoryWithItsCapabilities() {
        assertThat(load(b -> {})).isEqualTo(Refusal.NONE);
        assertThat(result.entry()).isEqualTo(0x1000);
        assertThat(result.end()).isEqualTo(0x3100);
        HostedMmu mmu = new HostedMmu();
        assertThat(mmu.load(space, space.base() + 0x2000)).isEqualTo(42);
        assertThat(mmu.load(space, space.base() + 0x3000)).as("memory behind the file's bytes").isZero();
        Cap object = mmu.loadCap(space, space.base() + 0x2010);
        assertThat(object.base()).isEqualTo(space.base() + 0x2100);
        assertThat(object.length()).isEqualTo(64);
        assertThat(object.offset()).isEqualTo(8);
        assertThat(object.perms() & Perms.EXECUTE).isZero();
        Cap function = mmu.loadCap(space, space.base() + 0x2020);
        assertThat(function.address()).isEqualTo(space.base() + 0x1004);
        assertThat(function.isSealed()).isTrue();
        assertThat(function.perms() & (Perms.STORE | Perms.SYSTEM)).isZero();
        assertThat(space.hot()).isEqualTo(0x2000);
        assertThat(space.hotBytes()).isEqualTo(Page.SIZE);
    }

    @Test
    void whatIsWrongWithAFileIsSaid() {
        assertThat(load(b -> b.putInt(0, 7))).isEqualTo(Refusal.NOT_ELF);
        assertThat(load(b -> b.putShort(18, (short) 183))).isEqualTo(Refusal.OTHER_MACHINE);
        assertThat(result.where()).isEqualTo(183);
        assertThat(load(b -> b.putInt(48, 5))).isEqualTo(Refusal.NOT_PURE_CAPABILITY);
        assertThat(load(b -> b.putShort(16, (short) 2))).isEqualTo(Refusal.NOT_POSITION_INDEPENDENT);
        assertThat(load(b -> b.putLong(32, END))).isEqualTo(Refusal.TRUNCATED);
        assertThat(load(b -> b.putLong(40, -64))).isEqualTo(Refusal.TRUNCATED);
        assertThat(load(b -> segment(b, 1, Program.LOAD, 7, TEXT, 0x1000, 64, 64))).isEqualTo(Refusal.WRITABLE_AND_EXECUTABLE);
        assertThat(load(b -> segment(b, 1, Program.LOAD, 5, TEXT, 1L << 21, 64, 64))).isEqualTo(Refusal.TOO_BIG);
        assertThat(load(b -> segment(b, 1, Program.LOAD, 5, -8, 0x1000, 64, 64))).isEqualTo(Refusal.TRUNCATED);
        assertThat(load(b -> segment(b, 1, Program.LOAD, 5, TEXT, 0x1000, 64, 63))).isEqualTo(Refusal.TRUNCATED);
    }

    @Test
    void overlappingSegmentsAreRefused() {
        assertThat(load(b -> segment(b, 2, Program.LOAD, 6, DATA, 0x1800, 64, 64))).isEqualTo(Refusal.OVERLAPPING);
        assertThat(result.where()).isEqualTo(64 + 2 * 56);
    }

    @Test
    void relocationsOutsideTheProgramAreRefused() {
        assertThat(load(b -> reloc(b, 0, 0x2010, 0x3000, 0, 0x101, 0))).isEqualTo(Refusal.BAD_RELOCATION);
        assertThat(result.where()).isEqualTo(RELOCS);
    }

    @Test
    void relocationsOfTextAreRefused() {
        assertThat(load(b -> reloc(b, 1, 0x1010, 0x2000, 0, 16, 0))).isEqualTo(Refusal.BAD_RELOCATION);
    }

    @Test
    void forbiddenInstructionsAreFoundAtOddPlacesToo() {
        assertThat(load(b -> b.putInt(TEXT + 6, 0x00000073))).isEqualTo(Refusal.FORBIDDEN_INSTRUCTION);
        assertThat(result.where()).isEqualTo(0x1006);
        assertThat(result.word()).isEqualTo(0x00000073);
    }

    private static final int MORELLO_RELATIVE = 59395;
    /** Behind the file: a dynamic section of four entries at 0x4000, two relocations, the end of what is loaded. */
    private static final int DYNAMIC = END;
    private static final int RELA = DYNAMIC + 4 * 16;
    private static final int DYNAMIC_END = RELA + 2 * 24;

    /** The program with a data segment where fragments are, and the tables in one more segment that takes the place of the first header. */
    private static ByteBuffer dynamic() {
        ByteBuffer b = ByteBuffer.allocate(DYNAMIC_END + 56 * 4).order(ByteOrder.LITTLE_ENDIAN).put(program().array()).rewind();
        b.putShort(60, (short) 0).putShort(62, (short) 0);
        b.put(DYNAMIC_END, b.array(), 64, 3 * 56).putLong(32, DYNAMIC_END).putShort(56, (short) 4);
        header(b, 0, Program.DYNAMIC, 4, DYNAMIC, 0x4000, RELA - DYNAMIC);
        header(b, 3, Program.LOAD, 4, DYNAMIC, 0x4000, DYNAMIC_END - DYNAMIC);
        tag(b, 0, 7, 0x4000 + RELA - DYNAMIC);
        tag(b, 1, 8, 48);
        tag(b, 2, 9, 24);
        rela(b, 0, 0x2010, MORELLO_RELATIVE, 8);
        rela(b, 1, 0x2020, MORELLO_RELATIVE, 5);
        fragment(b, 0x2010, 0x2100, 64, 2);
        fragment(b, 0x2020, 0x1000, 64, 4);
        return b;
    }

    private static void header(ByteBuffer b, int n, int type, int flags, long offset, long address, long bytes) {
        int at = DYNAMIC_END + n * 56;
        b.putInt(at, type).putInt(at + 4, flags).putLong(at + 8, offset).putLong(at + 16, address).putLong(at + 32, bytes).putLong(at + 40, bytes);
    }

    private static void tag(ByteBuffer b, int n, long tag, long value) {
        b.putLong(DYNAMIC + n * 16, tag).putLong(DYNAMIC + n * 16 + 8, value);
    }

    private static void rela(ByteBuffer b, int n, long place, int type, long addend) {
        b.putLong(RELA + n * 24, place).putInt(RELA + n * 24 + 8, type).putLong(RELA + n * 24 + 16, addend);
    }

    private static void fragment(ByteBuffer b, int place, long address, long length, int permissions) {
        b.putLong(DATA + place - 0x2000, address).putLong(DATA + place - 0x2000 + 8, length | (long) permissions << 56);
    }

    /** Loads into a new space, and then takes {@code type} for the one that makes capabilities: hosted, the twin has none. */
    private Refusal dynamic(int type, Consumer<ByteBuffer> damage) {
        boot();
        ByteBuffer b = dynamic();
        damage.accept(b);
        Cap file = Hosted.machine().bytes(b.array());
        Loader.load(space, file, result);
        return Dynamic.relocate(space, file, result, type);
    }

    private Refusal dynamic(Consumer<ByteBuffer> damage) {
        return dynamic(MORELLO_RELATIVE, damage);
    }

    @Test
    void fragmentsBecomeCapabilities() {
        assertThat(dynamic(b -> {})).isEqualTo(Refusal.NONE);
        HostedMmu mmu = new HostedMmu();
        Cap object = mmu.loadCap(space, space.base() + 0x2010);
        assertThat(object.tag()).isTrue();
        assertThat(object.base()).isEqualTo(space.base() + 0x2100);
        assertThat(object.length()).isEqualTo(64);
        assertThat(object.offset()).isEqualTo(8);
        assertThat(object.perms() & Perms.EXECUTE).isZero();
        assertThat(object.perms() & Perms.STORE).isNotZero();
        Cap function = mmu.loadCap(space, space.base() + 0x2020);
        assertThat(function.address()).isEqualTo(space.base() + 0x1005);
        assertThat(function.base()).isEqualTo(space.base() + 0x1000);
        assertThat(function.length()).isEqualTo(64);
        assertThat(function.isSealed()).isTrue();
        assertThat(function.perms() & (Perms.STORE | Perms.SYSTEM)).isZero();
        assertThat(dynamic(b -> fragment(b, 0x2010, 0x2100, 64, 1))).isEqualTo(Refusal.NONE);
        Cap constant = new HostedMmu().loadCap(space, space.base() + 0x2010);
        assertThat(constant.tag()).isTrue();
        assertThat(constant.perms() & (Perms.STORE | Perms.EXECUTE)).isZero();
    }

    @Test
    void otherRelocationsAreRefusedByTheirType() {
        assertThat(dynamic(b -> rela(b, 1, 0x2020, 1027, 0))).isEqualTo(Refusal.UNSUPPORTED_RELOCATION);
        assertThat(result.word()).isEqualTo(1027);
        assertThat(result.where()).isEqualTo(RELA + 24);
        assertThat(dynamic(-1, b -> {})).isEqualTo(Refusal.UNSUPPORTED_RELOCATION);
        assertThat(result.word()).isEqualTo(MORELLO_RELATIVE);
        assertThat(result.where()).isEqualTo(RELA);
        assertThat(dynamic(b -> rela(b, 1, -1, 0, 0))).as("a relocation of nothing").isEqualTo(Refusal.NONE);
    }

    @Test
    void fragmentsAndTheirPlacesAreNotTrusted() {
        List<Consumer<ByteBuffer>> bad = List.of(
                b -> rela(b, 0, 0x2018, MORELLO_RELATIVE, 0),
                b -> rela(b, 0, 0x1010, MORELLO_RELATIVE, 0),
                b -> rela(b, 0, 0x4000, MORELLO_RELATIVE, 0),
                b -> rela(b, 0, 0x10_0000, MORELLO_RELATIVE, 0),
                b -> rela(b, 0, -16, MORELLO_RELATIVE, 0),
                b -> rela(b, 0, 0x2010, MORELLO_RELATIVE, 1L << 40),
                b -> rela(b, 0, 0x2010, MORELLO_RELATIVE, Long.MIN_VALUE),
                b -> rela(b, 1, 0x2010, MORELLO_RELATIVE, 0),
                b -> fragment(b, 0x2010, 0x5000, 1, 2),
                b -> fragment(b, 0x2010, -16, 32, 2),
                b -> fragment(b, 0x2010, 0x2100, (1L << 56) - 1, 2),
                b -> fragment(b, 0x2010, 0x2100, 64, 0),
                b -> fragment(b, 0x2010, 0x2100, 64, 3),
                b -> fragment(b, 0x2010, 0x2100, 64, 6),
                b -> fragment(b, 0x2010, 0x1001, 0x2001, 2));
        for (int n = 0; n < bad.size(); n++) {
            assertThat(dynamic(bad.get(n))).as("%d", n).isEqualTo(Refusal.BAD_RELOCATION);
            assertThat(result.where()).as("%d", n).isBetween((long) RELA, (long) RELA + 24);
        }
    }

    @Test
    void dynamicSectionsAreNotTrusted() {
        List<Consumer<ByteBuffer>> bad = List.of(
                b -> header(b, 0, Program.DYNAMIC, 4, DYNAMIC_END, 0x4000, 1000),
                b -> header(b, 0, Program.DYNAMIC, 4, -16, 0x4000, 64),
                b -> header(b, 0, Program.DYNAMIC, 4, DYNAMIC + 4, 0x4000, 32),
                b -> tag(b, 0, 7, 0x4004 + RELA - DYNAMIC),
                b -> tag(b, 0, 7, 0x2fd0),
                b -> tag(b, 0, 7, -8),
                b -> tag(b, 1, 8, 72),
                b -> tag(b, 1, 8, 47),
                b -> tag(b, 1, 8, -24),
                b -> tag(b, 2, 9, 16));
        for (int n = 0; n < bad.size(); n++) assertThat(dynamic(bad.get(n))).as("%d", n).isEqualTo(Refusal.BAD_DYNAMIC);
        for (int unsupported : new int[] {1, 17, 36}) {
            assertThat(dynamic(b -> tag(b, 2, unsupported, 0))).isEqualTo(Refusal.UNSUPPORTED_DYNAMIC);
            assertThat(result.word()).isEqualTo(unsupported);
            assertThat(result.where()).isEqualTo(DYNAMIC + 32);
        }
        assertThat(dynamic(b -> tag(b, 2, 2, 24))).isEqualTo(Refusal.UNSUPPORTED_DYNAMIC);
    }

    @Test
    void everyRefusalHasItsWords() {
        assertThat(Refused.WHY).hasSameSizeAs(Refusal.values());
        assertThat(Refused.WHY[Refusal.FORBIDDEN_INSTRUCTION.ordinal()]).contains("instruction");
        assertThat(Refused.WHY[Refusal.NO_MEMORY.ordinal()]).contains("memory");
        assertThat(Refused.WHY[Refusal.UNSUPPORTED_DYNAMIC.ordinal()]).contains("tag");
    }
}
