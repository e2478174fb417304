package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;

/**
 * A text of commands, how far it has been read, and the memory of what has been understood of it.
 *
 * <p>It lives as long as somebody uses it: who carries it out, and every function that was defined in it.
 */
@Kernel
final class Script {
    private static final long BLOCK = 4000;
    private static final Shared SHARED = Global.of(Shared.class);

    /** One script. The token that comes next has been cut already. */
    @Struct
    interface Reading extends Ref {
        Cap text();             void text(Cap c);
        /** What ends with the script. */
        Cap owned();            void owned(Cap c);
        /** Behind the token that comes next. */
        long at();              void at(long offset);
        long start();           void start(long offset);
        /** Where the last token that was read ends. */
        long before();          void before(long offset);
        Symbol symbol();        void symbol(Symbol s);
        /** Of a redirection: the digit before it, -1 when there is none. */
        int number();           void number(int n);
        Cap word();             void word(Cap c);
        /** Lines up to {@code counted}. */
        int line();             void line(int n);
        long counted();         void counted(long offset);
        /** Here-documents that begin behind this line. */
        Node heres();           void heres(Node n);
        /** Aliases whose value is being read, the innermost first. */
        Aliases.Use uses();     void uses(Aliases.Use u);
        /** An alias that ends with a blank has ended: the next word may be one, too. */
        boolean goesOn();       void goesOn(boolean yes);
        boolean failed();       void failed(boolean yes);
        /** It failed because more should come. */
        boolean incomplete();   void incomplete(boolean yes);
        /** Only its end is wanted. */
        boolean looked();       void looked(boolean yes);
        /** What is wrong. */
        Cap why();              void why(Cap c);
        /** Memory: the first 16 bytes of a block are the one before. */
        Cap blocks();           void blocks(Cap c);
        long room();            void room(long bytes);
        int users();            void users(int n);
    }

    /** What becomes of the parts of words, which know of no script. */
    @Struct
    interface Shared extends Ref {
        /** A quotation, an expansion or a here-document has no end. */
        boolean open();         void open(boolean yes);
        /** Commands in an expansion are wrong. */
        Cap why();              void why(Cap c);
    }

    private Script() {}

    /** A script of the text, which it refers to; its first token is cut. */
    static Reading of(Cap text, long at, int line) {
        Reading s = Heap.allocZeroed(Layout.size(Reading.class)).as(Reading.class);
        s.text(text);
        s.at(at);
        s.counted(at);
        s.line(line);
        s.users(1);
        return s;
    }

    static void use(Reading s) {
        s.users(s.users() + 1);
    }

    static void leave(Reading s) {
        s.users(s.users() - 1);
        if (s.users() > 0) return;
        for (Cap block = s.blocks(); !block.isNull(); ) {
            Cap before = block.loadCap(0);
            Heap.free(block);
            block = before;
        }
        if (!s.owned().isNull()) Heap.free(s.owned());
        Heap.free(s.cap());
    }

    /** Zeroed memory that lasts as long as the script. */
    static Cap memory(Reading s, long bytes) {
        bytes = bytes + 15 & -16;
        if (bytes > s.room()) {
            Cap block = Heap.allocZeroed(Math.max(BLOCK, bytes + 16));
            block.storeCap(0, s.blocks());
            s.blocks(block);
            s.room(block.length() - 16 & -16);
        }
        Cap block = s.blocks();
        Cap memory = block.plus((block.length() & -16) - s.room()).bounded(bytes);
        s.room(s.room() - bytes);
        return memory;
    }

    static Node node(Reading s, Kind kind) {
        Node n = memory(s, Layout.size(Node.class)).as(Node.class);
        n.kind(kind);
        n.line(s.line());
        return n;
    }

    /** Nothing behind here is read any more. */
    static void fail(Reading s, boolean incomplete, Cap why) {
        if (s.failed()) return;
        s.failed(true);
        s.incomplete(incomplete);
        s.why(why);
        s.symbol(Symbol.END);
    }

    /** Something else should come than what comes; {@code wanted} is empty when it could be many things. */
    static void unexpected(Reading s, String wanted) {
        if (s.failed()) return;
        Buffer.Growing b = Buffer.make();
        Cap expected = Text.utf8(wanted);
        Buffer.add(b, "Syntax error: ");
        if (s.symbol() == Symbol.END) Buffer.add(b, "end of file");
        else {
            Buffer.add(b, '"');
            if (s.symbol() == Symbol.NEWLINE) Buffer.add(b, "newline");
            else Buffer.add(b, s.text().plus(s.start()), s.at() - s.start());
            Buffer.add(b, '"');
        }
        Buffer.add(b, " unexpected");
        if (expected.length() > 0) {
            Buffer.add(b, " (expecting \"");
            Buffer.add(b, expected, expected.length());
            Buffer.add(b, "\")");
        }
        Cap why = memory(s, b.used());
        Bytes.copy(why, b.data(), b.used());
        why = why.bounded(b.used());
        Buffer.free(b);
        fail(s, s.symbol() == Symbol.END, why);
    }

    /** A word's parts begin to be read. */
    static void begin() {
        SHARED.open(false);
        SHARED.why(Cap.NULL);
    }

    static void open() {
        SHARED.open(true);
    }

    static boolean isOpen() {
        return SHARED.open();
    }

    static void wrong(Cap why) {
        SHARED.why(why);
    }

    static Cap wrong() {
        return SHARED.why();
    }
}
