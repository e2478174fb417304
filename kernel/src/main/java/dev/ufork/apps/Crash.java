package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;

/**
 * {@code crash KIND}: does one thing that is not allowed, so that one sees how it is reported.
 *
 * <p>Without a kind it lists them.
 */
@Kernel
final class Crash {
    private static final int USAGE = 2;
    private static final int SURVIVED = 1;
    private static final String[] KINDS = {
        "bounds", "tag", "null", "permission", "seal", "align", "page", "illegal", "assert", "panic", "divide"};

    private Crash() {}

    /** An instruction that no machine has. */
    @External("illegal_instruction")
    static native void illegalInstruction();

    /** The capability that the program runs by. */
    @External("program_counter")
    static native Cap programCounter();

    @Export("main")
    static int main(int count, Cap arguments) {
        if (count < 2) return usage();
        Cap buffer = Heap.alloc(64);
        switch (kind(arguments.loadCap(16))) {
            case 0 -> bounds(buffer);
            case 1 -> tag(buffer);
            case 2 -> nothing(Cap.NULL);
            case 3 -> permission(buffer);
            case 4 -> seal(programCounter());
            case 5 -> align(buffer);
            case 6 -> page(programCounter());
            case 7 -> illegalInstruction();
            case 8 -> { assert buffer.length() < 64; }
            case 9 -> throw Panic.of("the program gives up", count);
            case 10 -> Out.number(buffer.length() / (buffer.length() - 64));
            default -> { return usage(); }
        }
        return SURVIVED;
    }

    /** The buffer holds eight numbers, and this writes a ninth. */
    private static void bounds(Cap buffer) {
        for (int i = 0; i <= 8; i++) buffer.store64(i * 8L, i);
    }

    /** Bytes of a capability are not a capability. */
    private static void tag(Cap buffer) {
        Cap forged = buffer.untagged();
        forged.store64(0, 1);
    }

    private static void nothing(Cap nothing) {
        nothing.store32(8, 1);
    }

    private static void permission(Cap buffer) {
        Cap constant = buffer.restrict(Perms.GLOBAL | Perms.LOAD);
        constant.store8(3, 1);
    }

    private static void seal(Cap code) {
        Cap entry = code.sealEntry();
        Out.number(entry.load8(0));
    }

    private static void align(Cap buffer) {
        buffer.storeCap(8, Cap.NULL);
    }

    /** Nothing is at the start of a region, where null pointers of other languages would point. */
    private static void page(Cap code) {
        Out.number(code.at(code.base()).load32(4));
    }

    private static int kind(Cap word) {
        for (int i = 0; i < KINDS.length; i++) {
            Cap name = Text.utf8(KINDS[i]);
            if (name.length() == word.length() && Bytes.compare(name, word, word.length()) == 0) return i;
        }
        return KINDS.length;
    }

    private static int usage() {
        Out.text("crash KIND, one of:");
        for (int i = 0; i < KINDS.length; i++) {
            Cap name = Text.utf8(KINDS[i]);
            Out.text(" ");
            Out.bytes(name, name.length());
        }
        Out.text("\n");
        return USAGE;
    }
}
