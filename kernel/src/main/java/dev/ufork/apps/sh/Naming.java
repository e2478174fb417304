package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.SearchPath;

/** What a name means as a command: {@code command}, {@code type}, {@code hash}. */
@Kernel
final class Naming {
    private static final int NOT_FOUND = 127;
    private static final int READABLE = 4;
    private static final int EXECUTABLE = 1;

    private Naming() {}

    /** Where PATH leads for a name, or the name itself when it is a path of such a file: a text for the caller to free; null when there is nothing. */
    static Cap path(Cap name, boolean executable) {
        int access = executable ? EXECUTABLE : READABLE;
        if (SearchPath.isPath(name)) return Io.access(name, access) == 0 ? Buffer.copy(name, name.length()) : Cap.NULL;
        Cap path = Variables.get(Text.utf8("PATH"));
        if (name.length() == 0 || path.isNull()) return Cap.NULL;
        for (long at = 0; at <= path.length(); at = SearchPath.next(path, at)) {
            Cap file = SearchPath.file(path, at, name);
            if (Io.access(file, access) == 0 && !Tests.isDirectory(file)) return file;
            Heap.free(file);
        }
        return Cap.NULL;
    }

    /** {@code command [-p] [-v|-V] NAME WORDS...}: no function, and no failure ends the shell. */
    static int command(Fields.List words) {
        int first = 1;
        for (; first < words.count() && Builtins.word(words, first).length() == 2 && Builtins.word(words, first).load8(0) == '-'; first++) {
            int option = Builtins.word(words, first).load8(1);
            if (option == 'v' || option == 'V') return first + 1 == words.count() || describe(Builtins.word(words, first + 1), option == 'v') ? 0 : NOT_FOUND;
            if (option == '-') {
                first++;
                break;
            }
            if (option == 'p') continue;
            Sh.say("command", Builtins.word(words, first), "Illegal option; usage: command [-p] [-v|-V] NAME WORDS...");
            return 2;
        }
        if (first >= words.count()) return 0;
        Fields.List rest = Fields.make();
        for (int n = first; n < words.count(); n++) Fields.add(rest, Builtins.word(words, n));
        int builtin = Builtins.find(Fields.get(rest, 0));
        if (builtin >= 0) {
            Sh.status(Builtins.run(builtin, rest));
            Sh.survive();
        } else {
            Simple.program(Fields.get(rest, 0), rest, false);
        }
        Fields.free(rest);
        return Sh.status();
    }

    static int type(Fields.List words, int first, boolean brief) {
        int status = 0;
        for (int n = first; n < words.count(); n++) if (!describe(Builtins.word(words, n), brief)) status = NOT_FOUND;
        return status;
    }

    private static boolean describe(Cap name, boolean brief) {
        Cap alias = Aliases.value(name);
        int builtin = Builtins.find(name);
        if (brief && !alias.isNull()) {
            Out.text("alias ");
            Out.bytes(name, name.length());
            Out.text("=");
            Variables.quote(alias);
            Out.text("\n");
            return true;
        }
        boolean keyword = Parser.isReserved(name);
        boolean here = keyword || !alias.isNull() || !Functions.find(name).isNull() || builtin >= 0;
        Cap path = here ? Cap.NULL : path(name, true);
        boolean found = here || !path.isNull();
        if (!found && brief) return false;
        if (here || !brief) Out.bytes(name, name.length());
        if (!brief) {
            if (!found) Out.text(": not found");
            else if (keyword) Out.text(" is a shell keyword");
            else if (!alias.isNull()) Out.text(" is an alias for ");
            else if (builtin >= 0 && Builtins.isSpecial(builtin)) Out.text(" is a special shell builtin");
            else if (!Functions.find(name).isNull()) Out.text(" is a shell function");
            else Out.text(builtin >= 0 ? " is a shell builtin" : " is ");
            if (!keyword && !alias.isNull()) Out.bytes(alias, alias.length());
        }
        if (!path.isNull()) Out.bytes(path, path.length());
        Heap.free(path);
        Out.text("\n");
        return found;
    }

    /** {@code hash [-r] [NAME...]}: is there such a command? None is remembered: PATH is looked through each time. */
    static int hash(Fields.List words) {
        int status = 0;
        for (int n = 1; n < words.count(); n++) {
            Cap name = Builtins.word(words, n);
            if (Buffer.same(name, "-r") || Builtins.find(name) >= 0 || !Functions.find(name).isNull()) continue;
            Cap path = path(name, true);
            Heap.free(path);
            if (!path.isNull()) continue;
            Sh.say("hash", name, "not found");
            status = 1;
        }
        return status;
    }
}
