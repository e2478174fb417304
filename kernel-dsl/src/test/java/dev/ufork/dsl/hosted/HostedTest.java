package dev.ufork.dsl.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ufork.dsl.Atomic;
import dev.ufork.dsl.Bit;
import dev.ufork.dsl.Bits;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.CapFault;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Interrupts;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.PerCpu;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Tag;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.Variant;
import dev.ufork.dsl.Word;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostedTest {
    enum State { FREE, USED }

    @FnRef
    interface Step {
        int apply(int n);
    }

    @Bits
    interface Entry extends Word {
        @Bit(0) boolean valid();
        Entry valid(boolean on);
        @Bit(value = 10, to = 53) long frame();
        Entry frame(long number);
    }

    @Struct
    interface Point extends Ref {
        short x();
        void x(short v);
        int y();
        void y(int v);
    }

    @Struct(size = 160, align = 16)
    interface Thing extends Ref {
        byte small();
        void small(byte b);
        Cap image();
        void image(Cap c);
        Thing next();
        void next(Thing t);
        Point point();
        @Length(3) long slot(int i);
        void slot(int i, long v);
        State state();
        void state(State s);
        Step step();
        void step(Step s);
        Entry entry();
        void entry(Entry e);
        @Length(20) Cap name();
        String label();
        void label(String s);
    }

    @Struct
    interface Event extends Ref {
        @Tag State kind();
        void kind(State s);
        @Variant("FREE") Point free();
        @Variant("USED") Thing used();
    }

    static final Thing GLOBAL = Global.of(Thing.class);
    static final Point CORE = PerCpu.of(Point.class);

    private HostedMachine machine;

    @BeforeEach
    void fresh() { machine = Hosted.fresh(); }

    private static void faults(CapFault.Kind kind, ThrowingCallable access) {
        assertThatExceptionOfType(CapFault.class).isThrownBy(access).satisfies(f -> assertThat(f.kind).isEqualTo(kind));
    }

    @Test
    void placesFieldsAsCWould() {
        assertThat(Shapes.of(Thing.class)).hasToString("""
            dev.ufork.dsl.hosted.HostedTest$Thing: 160 bytes, align 16
                 0      1  small
                16     16  image
                32     16  next
                48      8  point
                56     24  slot
                80      4  state
                96     16  step
               112      8  entry
               120     20  name
               144     16  label
            """);
        assertThat(Layout.offset(Thing.class, "slot")).isEqualTo(56);
    }

    @Test
    void everyKindOfFieldReadsWhatWasWritten() {
        Thing t = machine.allocate(Layout.size(Thing.class), 16).as(Thing.class);
        Cap data = machine.bytes(new byte[] {1, 2, 3});
        t.small((byte) -3);
        t.image(data);
        t.next(t);
        t.point().x((short) -7);
        t.slot(2, 1L << 40);
        t.state(State.USED);
        t.step(n -> n + 1);
        t.entry(t.entry().valid(true).frame(0x1234));
        t.label("größe");
        assertThat(t.small()).isEqualTo((byte) -3);
        assertThat(t.image().same(data)).isTrue();
        assertThat(t.next().same(t)).isTrue();
        assertThat(t.point().x()).isEqualTo((short) -7);
        assertThat(t.slot(2)).isEqualTo(1L << 40);
        assertThat(t.state()).isEqualTo(State.USED);
        assertThat(t.step().apply(4)).isEqualTo(5);
        assertThat(t.entry().bits()).isEqualTo(0x1234L << 10 | 1);
        assertThat(Text.utf8(t.label()).length()).isEqualTo(7);
        assertThat(t.name().length()).isEqualTo(20);
        assertThat(t.image().perms() & Perms.LOAD).isNotZero();
    }

    @Test
    void accessesAreCheckedInTheOrderOfTheHardware() {
        Cap c = machine.allocate(32, 16);
        faults(CapFault.Kind.LENGTH, () -> c.load64(25));
        faults(CapFault.Kind.LENGTH, () -> c.load8(-1));
        faults(CapFault.Kind.ALIGNMENT, () -> c.load32(2));
        faults(CapFault.Kind.TAG, () -> c.untagged().load8(0));
        faults(CapFault.Kind.SEAL, () -> c.sealEntry().load8(0));
        faults(CapFault.Kind.PERMIT_STORE, () -> c.restrict(Perms.LOAD).store8(0, 1));
        faults(CapFault.Kind.PERMIT_STORE_CAP, () -> c.restrict(Perms.LOAD | Perms.STORE).storeCap(0, c));
        faults(CapFault.Kind.PERMIT_STORE_CAP, () -> c.restrict(Perms.LOAD | Perms.STORE).storeCap(20, c));
        faults(CapFault.Kind.LENGTH, () -> c.restrict(Perms.LOAD | Perms.STORE).storeCap(20, c.untagged()));
        faults(CapFault.Kind.PERMIT_STORE_LOCAL, () -> c.restrict(Perms.DATA & ~Perms.STORE_LOCAL).storeCap(40, c.restrict(Perms.LOAD)));
        faults(CapFault.Kind.PERMIT_STORE, () -> c.restrict(Perms.LOAD).storeCap(40, c));
        faults(CapFault.Kind.PERMIT_LOAD_CAP, () -> c.restrict(Perms.LOAD).loadTags(1000));
        faults(CapFault.Kind.LENGTH, () -> c.restrict(Perms.LOAD).loadCap(20));
        machine.memory().unmap(c.address(), 32);
        faults(CapFault.Kind.PAGE, () -> c.load8(0));
    }

    @Test
    void integersOverACapabilityClearItsTag() {
        Cap c = machine.allocate(32, 16);
        c.storeCap(16, c);
        assertThat(c.loadCap(16).same(c)).isTrue();
        c.store8(20, 0);
        assertThat(c.loadCap(16).tag()).isFalse();
        assertThat(c.loadCap(0).isNull()).isTrue();
    }

    @Test
    void misuseOfFieldsPanics() {
        Thing t = machine.allocate(Layout.size(Thing.class), 16).as(Thing.class);
        Event e = machine.allocate(Layout.size(Event.class), 16).as(Event.class);
        assertThatExceptionOfType(Panic.class).isThrownBy(() -> t.slot(3));
        assertThatExceptionOfType(Panic.class).isThrownBy(() -> t.slot(-1, 0));
        assertThatExceptionOfType(Panic.class).isThrownBy(() -> t.entry().frame(1L << 44));
        assertThatExceptionOfType(Panic.class).isThrownBy(e::used);
        e.kind(State.USED);
        assertThat(e.used().state()).isEqualTo(State.FREE);
        faults(CapFault.Kind.TAG, () -> t.step().apply(1));
    }

    @Test
    void globalsAreFreshInEveryRunAndPerCoreOnesDiffer() {
        GLOBAL.slot(0, 5);
        CORE.y(1);
        machine.core(1);
        assertThat(CORE.y()).isZero();
        Hosted.fresh();
        assertThat(GLOBAL.slot(0)).isZero();
        assertThat(GLOBAL.cap().length()).isEqualTo(Layout.size(Thing.class));
    }

    @Test
    void interruptRegionsNest() {
        try (var _ = Interrupts.off()) {
            try (var _ = Interrupts.off()) {
                assertThat(machine.interruptsOn()).isFalse();
            }
            assertThat(machine.interruptsOn()).isFalse();
        }
        assertThat(machine.interruptsOn()).isTrue();
    }

    @Test
    void atomicsReturnWhatWasThere() {
        Point p = machine.allocate(16, 16).as(Point.class);
        assertThat(Atomic.add32(p.field("y"), 3)).isZero();
        assertThat(Atomic.compareAndSet32(p.field("y"), 3, 8)).isTrue();
        assertThat(p.y()).isEqualTo(8);
    }
}
