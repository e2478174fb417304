package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Format;
import dev.ufork.user.Buffer;
import dev.ufork.user.Io;
import dev.ufork.user.Out;

/**
 * Reads a line at a terminal, with keys to move in it, to change it, and to bring back earlier ones. The keys are those of Emacs, as other shells have them.
 *
 * <p>A long line goes over several rows of the terminal, which is as wide as COLUMNS says; a character that takes several bytes takes one column. The terminal is
 * asked to write, and to move its cursor as a VT100 does.
 */
@Kernel
final class Editor {
    /** Of a terminal that nobody knows. */
    private static final long WIDTH = 80;
    private static final int ESCAPE = 27;
    private static final int DELETE = 127;
    /** So far back is gone step by step. */
    private static final long NEAR = 8;
    // Keys of several bytes, as one number.
    private static final int UP = 0x100;
    private static final int DOWN = 0x101;
    private static final int RIGHT = 0x102;
    private static final int LEFT = 0x103;
    private static final int HOME = 0x104;
    private static final int END = 0x105;
    private static final int ERASE = 0x106;
    private static final int WORD_LEFT = 0x107;
    private static final int WORD_RIGHT = 0x108;
    private static final int NOTHING = 0x109;

    private static final State STATE = Global.of(State.class);

    /** The line that is being typed. */
    @Struct
    interface State extends Ref {
        Buffer.Growing line();      void line(Buffer.Growing b);
        long cursor();              void cursor(long offset);
        Cap prompt();               void prompt(Cap c);
        long width();               void width(long columns);
        /** Behind the prompt. */
        long start();               void start(long columns);
        /** Where the terminal's cursor is, in columns from where the prompt's last row begins. */
        long place();               void place(long columns);
        Fields.List history();      void history(Fields.List l);
        /** Which line of the history is shown; their number for a new one. */
        int shown();                void shown(int n);
        /** What was cut last. */
        Cap cut();                  void cut(Cap c);
        boolean tabbed();           void tabbed(boolean yes);
    }

    private Editor() {}

    /** Appends a line with its newline; returns its bytes, 0 at the end of input, below 0 when it was given up. */
    static int line(Cap prompt, Buffer.Growing to) {
        if (STATE.history().isNull()) {
            STATE.history(Fields.make());
            STATE.line(Buffer.make());
        }
        STATE.prompt(prompt.isNull() ? Text.utf8("") : prompt);
        STATE.line().used(0);
        STATE.cursor(0);
        STATE.shown(STATE.history().count());
        Io.terminal(0, 0);
        Cap width = Variables.get(Text.utf8("COLUMNS"));
        STATE.width(!width.isNull() && Builtins.isNumber(width) ? Math.max(Format.parse(width, width.length()), 2) : WIDTH);
        prompt();
        while (true) {
            Out.flush();
            int key = key();
            if (key < 0 || key == 4 && STATE.line().used() == 0) return 0;
            if (key == '\n' || key == '\r') return finish(to);
            if (key == 3) {
                Out.text("^C\n");
                Out.flush();
                return -1;
            }
            boolean tab = key == '\t';
            press(key);
            STATE.tabbed(tab);
        }
    }

    private static int finish(Buffer.Growing to) {
        move(STATE.line().used());
        Out.text("\n");
        Out.flush();
        Buffer.Growing line = STATE.line();
        Fields.List history = STATE.history();
        Cap text = line.data().bounded(line.used());
        boolean again = history.count() > 0 && Buffer.same(text, Fields.get(history, history.count() - 1));
        if (line.used() > 0 && !again) Fields.add(history, Buffer.copy(text, line.used()));
        Buffer.add(to, line.data(), line.used());
        Buffer.add(to, '\n');
        return (int) line.used() + 1;
    }

    private static int get() {
        Cap c = Stack.bytes(16);
        long n = Io.read(0, c, 1);
        while (n == -Errno.EINTR) n = Io.read(0, c, 1);
        return n <= 0 ? -1 : c.load8(0);
    }

    /** The next key. */
    private static int key() {
        int c = get();
        if (c != ESCAPE) return c;
        c = get();
        if (c == 'b' || c == 'f') return c == 'b' ? WORD_LEFT : WORD_RIGHT;
        if (c != '[' && c != 'O') return NOTHING;
        int number = 0;
        boolean modified = false;
        for (c = get(); c >= '0' && c <= '9' || c == ';'; c = get()) {
            if (c == ';') modified = true;
            else if (!modified) number = number * 10 + c - '0';
        }
        if (c == '~') return number == 1 || number == 7 ? HOME : number == 4 || number == 8 ? END : number == 3 ? ERASE : NOTHING;
        if (modified && (c == 'C' || c == 'D')) return c == 'D' ? WORD_LEFT : WORD_RIGHT;
        return c >= 'A' && c <= 'D' ? UP + c - 'A' : c == 'H' ? HOME : c == 'F' ? END : NOTHING;
    }

    private static void press(int key) {
        long end = STATE.line().used();
        long at = STATE.cursor();
        switch (key) {
            case 1, HOME -> move(0);
            case 5, END -> move(end);
            case 2, LEFT -> move(before(at));
            case 6, RIGHT -> move(behind(at));
            case WORD_LEFT -> move(wordLeft(at));
            case WORD_RIGHT -> move(wordRight(at));
            case 8, DELETE -> remove(before(at), at);
            case 4, ERASE -> remove(at, behind(at));
            case 11 -> cut(at, end);
            case 21 -> cut(0, at);
            case 23 -> cut(blankLeft(at), at);
            case 25 -> { if (!STATE.cut().isNull()) insert(STATE.cut()); }
            case 16, UP -> history(STATE.shown() - 1);
            case 14, DOWN -> history(STATE.shown() + 1);
            case 12 -> {
                Out.text("\033[H\033[2J");
                show();
            }
            case '\t' -> Completion.complete(STATE.line().data().bounded(at), STATE.tabbed());
            default -> {
                if (key < ' ' || key > 0xff) return;
                Cap c = Stack.bytes(16);
                c.store8(0, key);
                insert(c.bounded(1));
            }
        }
    }

    private static boolean continues(long at) {
        return (STATE.line().data().load8(at) & 0xc0) == 0x80;
    }

    private static long before(long at) {
        if (at > 0) at--;
        while (at > 0 && continues(at)) at--;
        return at;
    }

    private static long behind(long at) {
        if (at < STATE.line().used()) at++;
        while (at < STATE.line().used() && continues(at)) at++;
        return at;
    }

    private static boolean isWord(long at) {
        int c = STATE.line().data().load8(at);
        return Parameters.isLetter(c) || Parameters.isDigit(c) || c >= 0x80;
    }

    private static long wordLeft(long at) {
        while (at > 0 && !isWord(at - 1)) at--;
        while (at > 0 && isWord(at - 1)) at--;
        return at;
    }

    private static long wordRight(long at) {
        while (at < STATE.line().used() && !isWord(at)) at++;
        while (at < STATE.line().used() && isWord(at)) at++;
        return at;
    }

    private static long blankLeft(long at) {
        while (at > 0 && STATE.line().data().load8(at - 1) == ' ') at--;
        while (at > 0 && STATE.line().data().load8(at - 1) != ' ') at--;
        return at;
    }

    private static long columns(long from, long to) {
        long n = 0;
        for (; from < to; from++) if (!continues(from)) n++;
        return n;
    }

    /** Writes the prompt; of its last row the columns are counted, but not what only tells the terminal something. */
    private static void prompt() {
        Cap text = STATE.prompt();
        Out.bytes(text, text.length());
        long columns = 0;
        for (long at = 0; at < text.length(); at++) {
            int c = text.load8(at);
            if (c == ESCAPE) while (at + 1 < text.length() && !Parameters.isLetter(text.load8(at))) at++;
            else if (c == '\n') columns = 0;
            else if (c >= ' ' && (c & 0xc0) != 0x80) columns++;
        }
        STATE.place(columns);
        STATE.start(columns);
    }

    /** Writes a part of the line, the cursor standing there. */
    private static void write(long from, long to) {
        Out.bytes(STATE.line().data().plus(from), to - from);
        wrote(columns(from, to));
    }

    /** A terminal goes to the next row with the first character there, and not with the last before. */
    private static void wrote(long columns) {
        STATE.place(STATE.place() + columns);
        if (columns > 0 && STATE.place() % STATE.width() == 0) Out.text(" \r");
    }

    /** Moves the terminal's cursor to where a character of the line is. */
    private static void go(long at) {
        long to = STATE.start() + columns(0, at);
        long from = STATE.place();
        long up = from / STATE.width() - to / STATE.width();
        if (up > 0) control(up, 'A');
        else if (up < 0) control(-up, 'B');
        if (up == 0 && to < from && from - to < NEAR) {
            for (; from > to; from--) Out.text("\b");
        } else if (to != from) {
            Out.text("\r");
            if (to % STATE.width() > 0) control(to % STATE.width(), 'C');
        }
        STATE.place(to);
    }

    private static void control(long n, int letter) {
        Out.text("\033[");
        Out.number(n);
        Cap c = Stack.bytes(16);
        c.store8(0, letter);
        Out.bytes(c, 1);
    }

    /** Moves the cursor. */
    private static void move(long to) {
        if (to < STATE.cursor()) go(to);
        else write(STATE.cursor(), to);
        STATE.cursor(to);
    }

    /** Writes prompt and line anew, on an empty row. */
    static void show() {
        prompt();
        write(0, STATE.line().used());
        go(STATE.cursor());
    }

    /** Inserts a text at the cursor, and goes behind it. */
    static void insert(Cap text) {
        Buffer.Growing line = STATE.line();
        long n = text.length();
        long at = STATE.cursor();
        for (long i = 0; i < n; i++) Buffer.add(line, 0);
        for (long i = line.used() - 1; i >= at + n; i--) line.data().store8(i, line.data().load8(i - n));
        Bytes.copy(line.data().plus(at), text, n);
        write(at, line.used());
        STATE.cursor(at + n);
        go(at + n);
    }

    private static void remove(long from, long to) {
        if (from == to) return;
        Buffer.Growing line = STATE.line();
        move(from);
        long gone = columns(from, to);
        for (long i = to; i < line.used(); i++) line.data().store8(i - (to - from), line.data().load8(i));
        line.used(line.used() - (to - from));
        write(from, line.used());
        for (long i = 0; i < gone; i++) Out.text(" ");
        wrote(gone);
        go(from);
    }

    private static void cut(long from, long to) {
        if (from == to) return;
        STATE.cut(Buffer.copy(STATE.line().data().plus(from), to - from));
        remove(from, to);
    }

    private static void history(int n) {
        if (n < 0 || n > STATE.history().count()) return;
        move(STATE.line().used());
        remove(0, STATE.line().used());
        STATE.shown(n);
        if (n < STATE.history().count()) insert(Fields.get(STATE.history(), n));
    }
}
