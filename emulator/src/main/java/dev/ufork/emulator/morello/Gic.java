package dev.ufork.emulator.morello;

import dev.ufork.emulator.Device;
import dev.ufork.isa.morello.SysReg;
import java.util.List;

/**
 * The interrupt controller GICv3: distributor, redistributors and the cores' system registers
 * (Arm IHI 0069). Interrupts below 32 belong to one core each: 0 to 15 are sent by software, the others are wires.
 *
 * <p>With two security states, what a core accesses that is not secure sees nothing of interrupts of group 0, and cannot change groups (section 4.6 and
 * 12.9, GICD_CTLR.DS = 0). There is no secure group 1: GICD_IGRPMODR is zero.
 */
final class Gic {
    static final long DISTRIBUTOR = 0x0800_0000;
    static final long REDISTRIBUTORS = 0x080a_0000;
    private static final int FRAME = 0x20000;
    private static final int INTERRUPTS = 288;
    private static final int PRIVATE = 32;
    private static final int NONE = 1023;
    private static final int IDLE = 0x100;

    /** The state of a set of interrupts, bit by bit. */
    private static final class Lines {
        final boolean[] enabled;
        final boolean[] latched;
        final boolean[] level;
        final boolean[] active;
        final boolean[] group1;
        final boolean[] edge;
        final int[] priority;
        final long[] route;

        Lines(int count) {
            enabled = new boolean[count];
            latched = new boolean[count];
            level = new boolean[count];
            active = new boolean[count];
            group1 = new boolean[count];
            edge = new boolean[count];
            priority = new int[count];
            route = new long[count];
            for (int i = 0; i < Math.min(16, count); i++) edge[i] = count == PRIVATE;
        }

        boolean pending(int i) {
            return latched[i] || level[i] && !edge[i];
        }

        /** Is the interrupt none of an access without security? */
        boolean hides(int i, boolean restricted) {
            return restricted && !group1[i];
        }

        /** The priority: without security only the less urgent half, as if it were all. */
        int seen(int i, boolean restricted) {
            return !restricted ? priority[i] : group1[i] ? priority[i] << 1 & 0xff : 0;
        }

        void prioritize(int i, int value, boolean restricted) {
            if (!hides(i, restricted)) priority[i] = restricted ? 0x80 | value >>> 1 : value;
        }
    }

    /** One core's side. */
    private static final class Interface {
        final Lines own = new Lines(PRIVATE);
        int mask;
        int running = IDLE;
        boolean group0;
        boolean group1;
        int control;
        int binaryPoint;
        int waker = 6;
        /** 1 IRQ, 2 FIQ. */
        int line;
    }

    private final List<MorelloCore> cores;
    private final Lines shared = new Lines(INTERRUPTS);
    private final Interface[] interfaces;
    /** GICD_CTLR as it is with one security state, or as secure accesses see it. */
    private int control;
    private MorelloCore turn;

    private static final int DISABLE_SECURITY = 1 << 6;
    private static final int ONE_STATE = DISABLE_SECURITY | 1 << 4;
    private static final int TWO_STATES = 3 << 4;

    Gic(List<MorelloCore> cores, int count, boolean twoStates) {
        this.cores = cores;
        control = twoStates ? TWO_STATES : ONE_STATE;
        interfaces = new Interface[count];
        for (int i = 0; i < count; i++) interfaces[i] = new Interface();
    }

    /** Accesses to registers in memory come from {@code core}. */
    void turnOf(MorelloCore core) {
        turn = core;
    }

    /** Does the access come from where secure interrupts are hidden? */
    private boolean isRestricted() {
        return (control & DISABLE_SECURITY) == 0 && turn != null && !turn.sys.isSecure();
    }

    int line(int core) {
        return interfaces[core].line;
    }

    /** A wire from a device, {@code interrupt} at least 32. */
    void shared(int interrupt, boolean level) {
        drive(shared, interrupt, level);
    }

    /** A wire of one core: 16 to 31. */
    void own(int core, int interrupt, boolean level) {
        drive(interfaces[core].own, interrupt, level);
    }

    private void drive(Lines lines, int i, boolean level) {
        if (lines.level[i] == level) return;
        if (level && lines.edge[i]) lines.latched[i] = true;
        lines.level[i] = level;
        update();
    }

    private Lines lines(int core, int i) {
        return i < PRIVATE ? interfaces[core].own : shared;
    }

    /** The most urgent pending interrupt that {@code core} may be told of, or NONE. */
    private int best(int core) {
        Interface c = interfaces[core];
        int best = NONE;
        int urgency = Math.min(c.mask, c.running);
        for (int i = 0; i < INTERRUPTS; i++) {
            Lines l = lines(core, i);
            if (!l.enabled[i] || l.active[i] || !l.pending(i) || l.priority[i] >= urgency) continue;
            if (i >= PRIVATE && (int) (l.route[i] & 0xff) != core) continue;
            boolean on = l.group1[i] ? c.group1 && (control & 2) != 0 : c.group0 && (control & 1) != 0;
            if (!on) continue;
            urgency = l.priority[i];
            best = i;
        }
        return best;
    }

    private void update() {
        for (int core = 0; core < interfaces.length; core++) {
            int best = best(core);
            int line = best == NONE ? 0 : lines(core, best).group1[best] ? 1 : 2;
            if (line != 0 && interfaces[core].line == 0 && core < cores.size()) cores.get(core).stopSoon();
            interfaces[core].line = line;
        }
    }

    // ------------------------------------------------------------------------------------------ system registers

    boolean owns(SysReg reg) {
        return reg.name().startsWith("ICC_") || reg.name().startsWith("ICH_");
    }

    long read(int core, SysReg reg) {
        Interface c = interfaces[core];
        return switch (reg) {
            case ICC_PMR_EL1 -> c.mask;
            case ICC_IAR0_EL1 -> acknowledge(core, false);
            case ICC_IAR1_EL1 -> acknowledge(core, true);
            case ICC_HPPIR0_EL1, ICC_HPPIR1_EL1 -> best(core);
            case ICC_RPR_EL1 -> c.running == IDLE ? 0xff : c.running;
            case ICC_BPR0_EL1, ICC_BPR1_EL1 -> c.binaryPoint;
            case ICC_CTLR_EL1, ICC_CTLR_EL3 -> c.control | 0x400;
            case ICC_SRE_EL1, ICC_SRE_EL2, ICC_SRE_EL3 -> 7;
            case ICC_IGRPEN0_EL1 -> c.group0 ? 1 : 0;
            case ICC_IGRPEN1_EL1, ICC_IGRPEN1_EL3 -> c.group1 ? 1 : 0;
            case ICC_AP0R0_EL1, ICC_AP1R0_EL1 -> 0;
            case ICH_VTR_EL2 -> 0x90000003L;
            default -> cores.get(core).sys.get(reg);
        };
    }

    void write(int core, SysReg reg, long value) {
        Interface c = interfaces[core];
        switch (reg) {
            case ICC_PMR_EL1 -> c.mask = (int) value & 0xf8;
            case ICC_EOIR0_EL1, ICC_EOIR1_EL1 -> finish(core, (int) value & 0xffffff);
            case ICC_DIR_EL1 -> deactivate(core, (int) value & 0xffffff);
            case ICC_BPR0_EL1, ICC_BPR1_EL1 -> c.binaryPoint = (int) value & 7;
            case ICC_CTLR_EL1 -> c.control = (int) value & 2;
            case ICC_IGRPEN0_EL1 -> c.group0 = (value & 1) != 0;
            case ICC_IGRPEN1_EL1 -> c.group1 = (value & 1) != 0;
            case ICC_SGI0R_EL1, ICC_SGI1R_EL1, ICC_ASGI1R_EL1 -> send(core, value);
            case ICC_SRE_EL1, ICC_SRE_EL2, ICC_SRE_EL3, ICC_CTLR_EL3 -> {}
            default -> cores.get(core).sys.set(reg, value);
        }
        update();
    }

    private long acknowledge(int core, boolean group1) {
        int i = best(core);
        if (i == NONE || lines(core, i).group1[i] != group1) return NONE;
        Lines l = lines(core, i);
        l.active[i] = true;
        l.latched[i] = false;
        interfaces[core].running = l.priority[i];
        update();
        return i;
    }

    private void finish(int core, int i) {
        if (i >= INTERRUPTS) return;
        if ((interfaces[core].control & 2) == 0) lines(core, i).active[i] = false;
        interfaces[core].running = highestActive(core);
    }

    private void deactivate(int core, int i) {
        if (i < INTERRUPTS) lines(core, i).active[i] = false;
    }

    private int highestActive(int core) {
        int running = IDLE;
        for (int i = 0; i < INTERRUPTS; i++) {
            Lines l = lines(core, i);
            boolean mine = i < PRIVATE || (int) (l.route[i] & 0xff) == core;
            if (mine && l.active[i]) running = Math.min(running, l.priority[i]);
        }
        return running;
    }

    /** ICC_SGI1R: to the cores of a list, or to all others. */
    private void send(int from, long value) {
        int i = (int) (value >>> 24) & 15;
        boolean others = (value >>> 40 & 1) != 0;
        for (int core = 0; core < interfaces.length; core++)
            if (others ? core != from : (value >>> core & 1) != 0) interfaces[core].own.latched[i] = true;
    }

    // -------------------------------------------------------------------------------------------- memory-mapped

    Device distributor() {
        return new Frame("gic-distributor", 0x10000) {
            @Override
            long word(int offset) {
                return distributorWord(offset);
            }

            @Override
            void word(int offset, int value) {
                if (offset == 0) control(value);
                else if (offset >= 0x6000 && offset < 0x8000) route(offset, value);
                else if (offset >= 0x80) lineWord(shared, offset, value, isRestricted());
                update();
            }
        };
    }

    private void control(int value) {
        if (isRestricted()) control = control & ~2 | value & 2;
        else if (((control | value) & DISABLE_SECURITY) != 0) control = value & 3 | ONE_STATE;
        else control = value & 7 | TWO_STATES;
    }

    private void route(int offset, int value) {
        if (isRestricted() && (offset - 0x6000) / 8 < INTERRUPTS && !shared.group1[(offset - 0x6000) / 8]) return;
        if ((offset & 4) == 0 && (offset - 0x6000) / 8 < INTERRUPTS) shared.route[(offset - 0x6000) / 8] = value & 0xffffffL;
    }

    private long distributorWord(int offset) {
        if (offset == 0) return isRestricted() ? control & 2 | 1 << 4 : control;
        if (offset == 4) return INTERRUPTS / 32 - 1 | 15 << 19 | ((control & DISABLE_SECURITY) == 0 ? 1 << 10 : 0);
        if (offset == 8) return 0x43b;
        if (offset >= 0xffd0) return identification(offset);
        if (offset >= 0x6000 && offset < 0x6000 + 8 * INTERRUPTS) return (offset & 4) == 0 ? shared.route[(offset - 0x6000) / 8] : 0;
        return offset >= 0x80 ? lineWord(shared, offset, isRestricted()) : 0;
    }

    /** From 0xffd0 on: PIDR4 to PIDR7, PIDR0 to PIDR3, of which PIDR2 says architecture 3, and the bytes that Arm's components have. */
    private static long identification(int offset) {
        int[] id = {0x44, 0, 0, 0, 0x92, 0xb4, 0x3b, 0, 0x0d, 0xf0, 0x05, 0xb1};
        return offset < 0xffd0 ? 0 : id[(offset - 0xffd0) / 4];
    }

    Device redistributors() {
        return new Frame("gic-redistributors", (long) FRAME * interfaces.length) {
            @Override
            long word(int offset) {
                int core = offset / FRAME;
                int at = offset % FRAME;
                if (at >= 0x10000) return lineWord(interfaces[core].own, at - 0x10000, isRestricted());
                return switch (at) {
                    case 0x4 -> 0x43b;
                    case 0x8 -> core << 8 | (core == interfaces.length - 1 ? 0x10 : 0);
                    case 0xc -> core;
                    case 0x14 -> isRestricted() ? 0 : interfaces[core].waker;
                    default -> identification(at);
                };
            }

            @Override
            void word(int offset, int value) {
                int core = offset / FRAME;
                int at = offset % FRAME;
                if (at >= 0x10000) lineWord(interfaces[core].own, at - 0x10000, value, isRestricted());
                else if (at == 0x14 && !isRestricted()) interfaces[core].waker = (value & 2) != 0 ? 6 : 0;
                update();
            }
        };
    }

    private static boolean[] bits(Lines l, int offset) {
        return switch (offset >>> 7) {
            case 1 -> l.group1;
            case 2, 3 -> l.enabled;
            case 4, 5 -> l.latched;
            case 6, 7 -> l.active;
            default -> null;
        };
    }

    private static long lineWord(Lines l, int offset, boolean restricted) {
        int count = l.enabled.length;
        long value = 0;
        if (offset >= 0x400 && offset < 0x400 + count) {
            for (int b = 3; b >= 0; b--) value = value << 8 | l.seen((offset - 0x400 & ~3) + b, restricted);
        } else if (offset >= 0xc00 && offset < 0xc00 + count / 4) {
            for (int b = 15; b >= 0; b--) {
                int i = (offset - 0xc00) * 4 + b;
                value = value << 2 | (l.edge[i] && !l.hides(i, restricted) ? 2 : 0);
            }
        } else if (offset < 0x400 && bits(l, offset) != null) {
            boolean[] bits = bits(l, offset);
            int first = (offset & 0x7f) * 8;
            for (int b = 31; b >= 0; b--) {
                boolean set = first + b < count && !l.hides(first + b, restricted) && !(restricted && bits == l.group1) && (bits == l.latched ? l.pending(first + b) : bits[first + b]);
                value = value << 1 | (set ? 1 : 0);
            }
        }
        return value;
    }

    private static void lineWord(Lines l, int offset, int value, boolean restricted) {
        int count = l.enabled.length;
        if (offset >= 0x400 && offset < 0x400 + count) {
            for (int b = 0; b < 4; b++) l.prioritize((offset - 0x400 & ~3) + b, value >>> 8 * b & 0xf8, restricted);
        } else if (offset >= 0xc00 && offset < 0xc00 + count / 4) {
            for (int b = 0; b < 16; b++) {
                int i = (offset - 0xc00) * 4 + b;
                if (!l.hides(i, restricted)) l.edge[i] = (value >>> 2 * b & 2) != 0;
            }
        } else if (offset < 0x400 && bits(l, offset) != null) {
            boolean[] bits = bits(l, offset);
            boolean whole = bits == l.group1;
            if (whole && restricted) return;
            boolean set = (offset & 0x80) == 0;
            for (int b = 0; b < 32; b++) {
                int i = (offset & 0x7f) * 8 + b;
                boolean one = (value >>> b & 1) != 0;
                if (i < count && (whole || one) && !l.hides(i, restricted)) bits[i] = whole ? one : set;
            }
        }
    }

    /** Registers of 32 bits, of which bytes and pairs can be accessed too. */
    private abstract static class Frame implements Device {
        private final String name;
        private final long size;

        Frame(String name, long size) {
            this.name = name;
            this.size = size;
        }

        abstract long word(int offset);

        abstract void word(int offset, int value);

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public long load(long offset, int size) {
            int at = (int) offset & ~3;
            long value = word(at) & 0xffffffffL;
            if (size == 8) return value | word(at + 4) << 32;
            long shifted = value >>> 8 * ((int) offset & 3);
            return size == 4 ? shifted : shifted & (1L << 8 * size) - 1;
        }

        @Override
        public void store(long offset, int size, long value) {
            int at = (int) offset & ~3;
            if (size == 8) {
                word(at, (int) value);
                word(at + 4, (int) (value >>> 32));
            } else if (size == 4) {
                word(at, (int) value);
            } else {
                int shift = 8 * ((int) offset & 3);
                int mask = (int) ((1L << 8 * size) - 1) << shift;
                word(at, (int) word(at) & ~mask | (int) value << shift & mask);
            }
        }
    }
}
