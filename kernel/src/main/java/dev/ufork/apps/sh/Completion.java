package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;
import dev.ufork.user.SearchPath;

/** What the tab key does: completes the name of a command or file as far as it is known, and, pressed again, shows what it may be. */
@Kernel
final class Completion {
    private Completion() {}

    /** Completes the last word of the text, which is what stands before the cursor. */
    static void complete(Cap text, boolean again) {
        long start = text.length();
        while (start > 0 && !separates(text.load8(start - 1))) start--;
        Cap word = text.plus(start).bounded(text.length() - start);
        long slash = slash(word);
        Fields.List found = Fields.make();
        if (isCommand(text, start) && slash == 0) commands(word, found);
        else files(word, found);
        if (found.count() > 0) take(found, word, slash, again);
        Fields.freeAll(found);
    }

    private static void take(Fields.List found, Cap word, long slash, boolean again) {
        Cap first = Fields.get(found, 0);
        long common = first.length();
        for (int n = 1; n < found.count(); n++) common = Math.min(common, same(first, Fields.get(found, n)));
        if (common > word.length()) Editor.insert(first.plus(word.length()).bounded(common - word.length()));
        if (found.count() == 1) Editor.insert(Text.utf8(Tests.isDirectory(first) ? "/" : " "));
        else if (again) show(found, slash);
    }

    private static boolean separates(int c) {
        return c == ' ' || c == ';' || c == '|' || c == '&' || c == '(' || c == '<' || c == '>' || c == '`' || c == '=';
    }

    private static boolean isCommand(Cap text, long start) {
        while (start > 0 && text.load8(start - 1) == ' ') start--;
        if (start == 0) return true;
        int c = text.load8(start - 1);
        return c == ';' || c == '|' || c == '&' || c == '(' || c == '`';
    }

    /** The files whose paths begin so. */
    private static void files(Cap start, Fields.List found) {
        Buffer.Growing b = Buffer.make();
        for (long i = 0; i < start.length(); i++) {
            int c = start.load8(i);
            if (c == '*' || c == '?' || c == '[' || c == '\\') Buffer.add(b, '\\');
            Buffer.add(b, c);
        }
        Buffer.add(b, '*');
        Cap pattern = Buffer.take(b);
        Buffer.free(b);
        Patterns.files(pattern, found);
        Heap.free(pattern);
    }

    private static void commands(Cap word, Fields.List found) {
        for (int n = 0; n < Builtins.count(); n++) {
            Cap name = Builtins.name(n);
            if (name.length() >= word.length() && Bytes.compare(name, word, word.length()) == 0) add(found, name);
        }
        Cap path = Variables.get(Text.utf8("PATH"));
        for (long at = 0; !path.isNull() && at <= path.length(); at = SearchPath.next(path, at)) {
            Cap start = SearchPath.file(path, at, word);
            Fields.List files = Fields.make();
            files(start, files);
            for (int i = 0; i < files.count(); i++) add(found, last(Fields.get(files, i)));
            Fields.freeAll(files);
            Heap.free(start);
        }
    }

    private static Cap last(Cap path) {
        long slash = slash(path);
        return path.plus(slash).bounded(path.length() - slash);
    }

    /** Behind the last slash, or the start when there is none. */
    private static long slash(Cap path) {
        long slash = path.length();
        while (slash > 0 && path.load8(slash - 1) != '/') slash--;
        return slash;
    }

    private static void add(Fields.List found, Cap name) {
        for (int n = 0; n < found.count(); n++) if (Buffer.same(Fields.get(found, n), name)) return;
        Fields.add(found, Buffer.copy(name, name.length()));
    }

    private static long same(Cap a, Cap b) {
        long n = 0;
        while (n < a.length() && n < b.length() && a.load8(n) == b.load8(n)) n++;
        return n;
    }

    private static void show(Fields.List found, long from) {
        Out.text("\n");
        for (int n = 0; n < found.count(); n++) {
            Cap name = Fields.get(found, n);
            if (n > 0) Out.text("  ");
            Out.bytes(name.plus(from), name.length() - from);
        }
        Out.text("\n");
        Editor.show();
    }
}
