package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;

/** Standard output, line by line: parts are collected, and written when a line ends or is full. */
@Kernel
public final class Out {
    private static final int STDOUT = 1;
    private static final Cap LINE = Global.bytes(256, 16);
    private static final State STATE = Global.of(State.class);

    /** How much of the line there is. */
    @Struct
    interface State extends Ref {
        long used();    void used(long bytes);
    }

    private Out() {}

    /** Room for a line, for those who write it at once. */
    static Cap line() {
        return LINE;
    }

    public static void text(String text) {
        Cap bytes = Text.utf8(text);
        bytes(bytes, bytes.length());
    }

    public static void bytes(Cap bytes, long n) {
        for (long i = 0; i < n; i++) {
            int c = bytes.load8(i);
            STATE.used(Format.character(LINE, STATE.used(), c));
            if (c == '\n' || STATE.used() == LINE.length()) flush();
        }
    }

    public static void number(long n) {
        if (STATE.used() > LINE.length() - 24) flush();
        STATE.used(Format.decimal(LINE, STATE.used(), n));
    }

    /** As {@code %x}, with 0x before it. */
    public static void hex(long n) {
        if (STATE.used() > LINE.length() - 24) flush();
        STATE.used(Format.text(LINE, STATE.used(), "0x"));
        STATE.used(Format.hex(LINE, STATE.used(), n, 1));
    }

    public static void flush() {
        long n = STATE.used();
        STATE.used(0);
        for (long done = 0; done < n; ) {
            long more = Io.write(STDOUT, LINE.plus(done), n - done);
            if (more <= 0) break;
            done += more;
        }
    }
}
