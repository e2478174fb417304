package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;

/**
 * A device tree made of {@link Facts}: firmware that hands on other tables is to the kernel as if it had handed on this one.
 *
 * <p>Source: Devicetree Specification 0.4, chapter 5.
 */
@Kernel
final class MadeTree {
    static final int BYTES = 4096;
    /** Of a command line, with the zero behind it. */
    static final int LINE_BYTES = 2048;
    private static final int MAGIC = 0xd00dfeed;
    private static final long RESERVATIONS = 40;
    private static final long STRUCTURE = 56;
    private static final long NAMES = 3584;
    private static final int SHARED = 0;
    private static final int PRIVATE = 1;
    private static final int LEVEL_HIGH = 4;

    private static Cap out = Cap.NULL;
    private static long at;
    private static long names;

    private MadeTree() {}

    /**
     * Makes the tree.
     *
     * @param out     zeros, {@link #BYTES} of them
     * @param line    the command line, so many bytes and a zero, or fewer than one
     * @param devices whether those are told, too
     */
    static void write(Cap out, Facts facts, Cap line, long bytes, boolean devices) {
        MadeTree.out = out;
        at = STRUCTURE;
        names = NAMES;
        begin("");
        if (bytes > 0) {
            begin("chosen");
            property("bootargs", (int) bytes + 1);
            for (long i = 0; i < bytes; i++) out.store8(at + i, line.load8(i));
            at += bytes + 4 & -4;
            end();
        }
        begin("memory");
        text("device_type", "memory");
        property("reg", facts.pieces() * 16);
        for (int i = 0; i < facts.pieces(); i++) {
            wide(facts.begin(i));
            wide(facts.end(i) - facts.begin(i));
        }
        end();
        if (devices) {
            if (facts.power() != Board.NONE) power(facts.power());
            devices(facts);
        }
        end();
        word(9);
        header();
    }

    private static void power(int how) {
        begin("psci");
        text("compatible", "arm,psci-1.0");
        if (how == Board.HVC) text("method", "hvc");
        else text("method", "smc");
        end();
    }

    private static void devices(Facts facts) {
        begin("intc");
        text("compatible", "arm,gic-v3");
        property("reg", 32);
        wide(facts.distributor());
        wide(0x10000);
        wide(facts.redistributors());
        wide(0x20000);
        end();
        begin("timer");
        text("compatible", "arm,armv8-timer");
        property("interrupts", 48);              // secure, physical, virtual, hypervisor; one of them is used
        for (int i = 0; i < 4; i++) interrupt(PRIVATE, facts.timerInterrupt() - 16);
        end();
        if (facts.serial() == 0) return;
        begin("serial");
        text("compatible", "arm,pl011");
        property("reg", 16);
        wide(facts.serial());
        wide(Board.DEVICE_BYTES);
        if (facts.serialInterrupt() != 0) {
            property("interrupts", 12);
            interrupt(SHARED, facts.serialInterrupt() - 32);
        }
        end();
    }

    private static void interrupt(int kind, int number) {
        word(kind);
        word(number);
        word(LEVEL_HIGH);
    }

    private static void header() {
        long structure = at;
        at = 0;
        word(MAGIC);
        word(BYTES);
        word((int) STRUCTURE);
        word((int) NAMES);
        word((int) RESERVATIONS);
        word(17);
        word(16);
        word(0);
        word((int) (names - NAMES));
        word((int) (structure - STRUCTURE));
    }

    private static void begin(String name) {
        word(1);
        at += copy(at, name) + 3 & -4;
    }

    private static void end() { word(2); }

    private static void text(String name, String value) {
        property(name, (int) Text.utf8(value).length() + 1);
        at += copy(at, value) + 3 & -4;
    }

    /** The value follows. */
    private static void property(String name, int bytes) {
        word(3);
        word(bytes);
        word((int) (names - NAMES));
        names += copy(names, name);
    }

    /** Writes a text and leaves the zero behind it; returns the bytes of both. */
    private static long copy(long to, String text) {
        Cap bytes = Text.utf8(text);
        long n = bytes.length();
        for (long i = 0; i < n; i++) out.store8(to + i, bytes.load8(i));
        return n + 1;
    }

    private static void wide(long n) {
        word((int) (n >>> 32));
        word((int) n);
    }

    private static void word(int n) {
        out.store32(at, Integer.reverseBytes(n));
        at += 4;
    }
}
