package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
import dev.ufork.user.Io;
import dev.ufork.user.Out;

/** What the tab key does: completes the name of a command or file as far as it is known, and, pressed again, shows what it may be. */
@Kernel
final class Completion {
    private Completion() {}

    /** Completes the last word of the text, which is what stands before the cursor. */
    static void complete(Cap text, boolean again) {
        long start = text.length();
        while (start > 0 && !separates(text.load8(start - 1))) start--;
        Cap word = text.plus(start).bounded(text.length() - start);
        long slash = word.length();
        while (slash > 0 && word.load8(slash - 1) != '/') slash--;
        Fields.List found = Fields.make();
        if (isCommand(text, start) && slash == 0) commands(word, found);
        else Patterns.files(prefix(Text.utf8(""), word), found);
        if (found.count() == 0) return;
        Cap first = Fields.get(found, 0);
        long common = first.length();
        for (int n = 1; n < found.count(); n++) common = Math.min(common, same(first, Fields.get(found, n)));
        if (common > word.length()) Editor.insert(first.plus(word.length()).bounded(common - word.length()));
        if (found.count() == 1) Editor.insert(Text.utf8(isDirectory(first) ? "/" : " "));
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

    /** The pattern of what begins with a word in a directory. */
    private static Cap prefix(Cap directory, Cap word) {
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, directory, directory.length());
        if (directory.length() > 0) Buffer.add(b, '/');
        for (long i = 0; i < word.length(); i++) {
            int c = word.load8(i);
            if (c == '*' || c == '?' || c == '[' || c == '\\') Buffer.add(b, '\\');
            Buffer.add(b, c);
        }
        Buffer.add(b, '*');
        return Buffer.take(b);
    }

    private static void commands(Cap word, Fields.List found) {
        for (int n = 0; n < Builtins.count(); n++) {
            Cap name = Builtins.name(n);
            if (name.length() >= word.length() && Bytes.compare(name, word, word.length()) == 0) add(found, name);
        }
        Cap path = Variables.get(Text.utf8("PATH"));
        for (long at = 0; !path.isNull() && at < path.length(); at++) {
            long n = Bytes.find(path.plus(at), ':', path.length() - at);
            if (n < 0) n = path.length() - at;
            Fields.List files = Fields.make();
            Patterns.files(prefix(path.plus(at).bounded(n), word), files);
            for (int i = 0; i < files.count(); i++) add(found, Fields.get(files, i).plus(n + 1).bounded(Fields.get(files, i).length() - n - 1));
            at += n;
        }
    }

    private static void add(Fields.List found, Cap name) {
        for (int n = 0; n < found.count(); n++) if (Buffer.same(Fields.get(found, n), name)) return;
        Fields.add(found, name);
    }

    private static long same(Cap a, Cap b) {
        long n = 0;
        while (n < a.length() && n < b.length() && a.load8(n) == b.load8(n)) n++;
        return n;
    }

    private static boolean isDirectory(Cap path) {
        Stat stat = Stack.of(Stat.class);
        return Io.stat(path, stat.cap()) == 0 && (stat.mode() & Stat.KIND) == Stat.DIRECTORY;
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
