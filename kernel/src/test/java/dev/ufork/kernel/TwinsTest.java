package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.isa.Forbidden;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel has for one target it has for the other; and each speaks the truth about its own. */
class TwinsTest {
    @BeforeEach
    void freshMemory() {
        Hosted.fresh();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel/Admission", "kernel/Causes", "kernel/Code", "kernel/Page", "kernel/Registers", "kernel/Relocation", "user/Hardware", "user/Faults"})
    void twinsHaveTheSameMembers(String name) throws Exception {
        assertThat(members(Class.forName("dev.ufork." + name.replace("/", ".morello.")))).isEqualTo(members(Class.forName("dev.ufork." + name.replace("/", ".riscv.")))).isNotEmpty();
    }

    private static TreeSet<String> members(Class<?> type) {
        TreeSet<String> members = new TreeSet<>();
        for (Field f : type.getDeclaredFields()) if (isShared(f.getModifiers()) && type != dev.ufork.kernel.riscv.Page.class || isNeutral(f)) members.add(f.getType() + " " + f.getName());
        for (Method m : type.getDeclaredMethods()) if (isShared(m.getModifiers())) members.add(m.getName() + Arrays.toString(m.getParameterTypes()));
        return members;
    }

    private static boolean isShared(int modifiers) {
        return Modifier.isPublic(modifiers) && Modifier.isStatic(modifiers);
    }

    /** Of page-table entries the bits themselves differ. */
    private static boolean isNeutral(Field f) {
        return List.of("V", "BREAK_BEFORE_MAKE", "OWN", "PTR", "TEXT", "CONSTANT", "RELOCATED", "KERNEL_ENTRIES", "COMMON", "OF_FILE", "OWNED").contains(f.getName());
    }

    @Test
    void theListsOfForbiddenInstructionsAreTheInstructionSets() {
        compare(dev.ufork.isa.riscv.Admission.FORBIDDEN, w -> dev.ufork.isa.riscv.Admission.refusal(w).isPresent(), t -> dev.ufork.kernel.riscv.Admission.refused(t, 4), 0x73, 0x7f);
        compare(dev.ufork.isa.morello.Admission.FORBIDDEN, w -> dev.ufork.isa.morello.Admission.refusal(w).isPresent(), t -> dev.ufork.kernel.morello.Admission.refused(t, 4), 0xd5000000, 0xfec00000);
        assertThat(dev.ufork.kernel.riscv.Admission.NAME).containsExactlyElementsOf(dev.ufork.isa.riscv.Admission.FORBIDDEN.stream().map(Forbidden::name).toList());
        assertThat(dev.ufork.kernel.morello.Admission.NAME).containsExactlyElementsOf(dev.ufork.isa.morello.Admission.FORBIDDEN.stream().map(Forbidden::name).toList());
    }

    /** @param near what many forbidden words have in the bits {@code mask}; words near them are tried */
    private static void compare(List<Forbidden> list, Predicate<Integer> isForbidden, ToLongFunction<Cap> refused, int near, int mask) {
        Random random = new Random(6);
        for (Forbidden f : list) {
            for (int i = 0; i < 50; i++) {
                int word = f.match() | random.nextInt() & ~f.mask();
                assertThat(refused.applyAsLong(text(word))).as("%s %08x", f.name(), word).isZero();
            }
        }
        for (int i = 0; i < 20000; i++) {
            int word = random.nextInt() & ~mask | near;
            assertThat(refused.applyAsLong(text(word))).as("%08x", word).isEqualTo(isForbidden.test(word) ? 0 : -1);
        }
    }

    private static Cap text(int word) {
        return Hosted.machine().bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(word).array());
    }

    /** Descriptors of the architecture's manual, made by hand. */
    @Test
    void morellosEntriesAreDescriptors() {
        long page = 0x4020_3000L;
        assertThat(dev.ufork.kernel.morello.Page.table(page)).isEqualTo(0x4020_3003L);
        assertThat(dev.ufork.kernel.morello.Page.entry(page, dev.ufork.kernel.morello.Page.TEXT)).isEqualTo(0x0040_0000_4020_3783L);
        long owned = dev.ufork.kernel.morello.Page.entry(page, dev.ufork.kernel.morello.Page.OWNED);
        assertThat(owned).isEqualTo(0x31e0_0000_4020_3703L);
        assertThat(dev.ufork.kernel.morello.Page.kept(owned)).isEqualTo(0x21e0_0000_4020_3783L);
        assertThat(dev.ufork.kernel.morello.Page.foreign(owned)).isEqualTo(0x61e0_0000_4020_3783L);
        assertThat(dev.ufork.kernel.morello.Page.untouchable(owned) & 1).isZero();
        assertThat(dev.ufork.kernel.morello.Page.home(dev.ufork.kernel.morello.Page.untouchable(owned))).isEqualTo(dev.ufork.kernel.morello.Page.kept(owned));
        assertThat(dev.ufork.kernel.morello.Page.number(owned) << 12).isEqualTo(page);
    }

    /** ESR_EL1 as the public QEMU has shown it. */
    @Test
    void morellosCausesAreExceptionSyndromes() {
        assertThat(dev.ufork.kernel.morello.Causes.access(0x9600_0006L)).isEqualTo(Access.READ);
        assertThat(dev.ufork.kernel.morello.Causes.access(0x9600_0046L)).isEqualTo(Access.WRITE);
        assertThat(dev.ufork.kernel.morello.Causes.access(0x9600_002cL)).isEqualTo(Access.LOAD_CAP);
        assertThat(dev.ufork.kernel.morello.Causes.access(0x9600_006cL)).isEqualTo(Access.STORE_CAP);
        assertThat(dev.ufork.kernel.morello.Causes.access(0x8600_000fL)).isEqualTo(Access.EXECUTE);
        for (long other : new long[] {0x9600_0028L, 0x9600_002aL, 0x9600_006bL, 0x8600_0028L, 0x9600_0021L, 0x5600_0007L, 0x6230_3021L})
            assertThat(dev.ufork.kernel.morello.Causes.access(other)).as("%x", other).isEqualTo(Access.NONE);
        assertThat(dev.ufork.kernel.morello.Causes.isIllegal(0x0200_0000L)).isTrue();
        assertThat(dev.ufork.kernel.morello.Causes.isIllegal(0x9600_0028L)).isFalse();
    }
}
