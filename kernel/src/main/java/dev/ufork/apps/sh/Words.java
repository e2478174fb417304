package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;

/**
 * Word expansions. Source: POSIX.1-2017, Shell and Utilities 2.6.
 *
 * <p>A field that is being made is a pattern: characters that were quoted and would mean something in one are behind a backslash, which a field that is
 * no pattern loses at its end.
 */
@Kernel
final class Words {
    private static final Work WORK = Global.of(Work.class);

    /** The field that is being made. */
    @Struct
    interface Work extends Ref {
        Buffer.Growing field();     void field(Buffer.Growing b);
        Fields.List out();          void out(Fields.List l);
        /** The field exists, even if nothing is in it. */
        boolean started();          void started(boolean yes);
        /** It has unquoted characters of a pattern. */
        boolean pattern();          void pattern(boolean yes);
        boolean split();            void split(boolean yes);
        /** A blank has ended the field before; a separator that comes now belongs to it. */
        boolean blank();            void blank(boolean yes);
    }

    /** As what a word is expanded that becomes one text. */
    enum Mode { PLAIN, QUOTED, ASSIGNED, PATTERN, DOCUMENT }

    private Words() {}

    /** Appends the fields that a word becomes. */
    static void expand(Cap word, Fields.List out) {
        Buffer.Growing outer = begin(out, true);
        tilde(word, false);
        finish();
        end(outer);
    }

    /** What a word becomes without being split, as a text of its own. */
    static Cap one(Cap word) {
        return made(word, Mode.PLAIN);
    }

    /** The same in double quotes. */
    static Cap quoted(Cap word) {
        return made(word, Mode.QUOTED);
    }

    /** The same for the value of an assignment, where ~ may stand behind a colon. */
    static Cap value(Cap word) {
        return made(word, Mode.ASSIGNED);
    }

    /** The same, as a pattern for {@link Patterns}. */
    static Cap pattern(Cap word) {
        return made(word, Mode.PATTERN);
    }

    /** A here-document's text, expanded. */
    static Cap document(Cap text) {
        return made(text, Mode.DOCUMENT);
    }

    private static Cap made(Cap word, Mode mode) {
        boolean started = WORK.started();
        boolean split = WORK.split();
        boolean wasPattern = WORK.pattern();
        boolean blank = WORK.blank();
        Fields.List out = WORK.out();
        Buffer.Growing outer = begin(out, false);
        if (mode == Mode.DOCUMENT || mode == Mode.QUOTED) walk(word, true, mode == Mode.DOCUMENT);
        else tilde(word, mode == Mode.ASSIGNED);
        Cap text = mode == Mode.PATTERN ? Buffer.take(WORK.field()) : plain(WORK.field());
        end(outer);
        WORK.started(started);
        WORK.split(split);
        WORK.pattern(wasPattern);
        WORK.blank(blank);
        return text;
    }

    private static Buffer.Growing begin(Fields.List out, boolean split) {
        Buffer.Growing outer = WORK.field();
        WORK.field(Buffer.make());
        WORK.out(out);
        WORK.started(false);
        WORK.pattern(false);
        WORK.blank(false);
        WORK.split(split);
        return outer;
    }

    private static void end(Buffer.Growing outer) {
        Buffer.free(WORK.field());
        WORK.field(outer);
    }

    /** The field without the backslashes. */
    private static Cap plain(Buffer.Growing field) {
        long to = 0;
        for (long at = 0; at < field.used(); at++) {
            if (field.data().load8(at) == '\\') at++;
            field.data().store8(to++, field.data().load8(at));
        }
        field.used(to);
        return Buffer.take(field);
    }

    private static void finish() {
        if (!WORK.started()) return;
        boolean found = WORK.pattern() && !Options.has(Options.NO_FILES) && Patterns.files(WORK.field().data().bounded(WORK.field().used()), WORK.out());
        if (!found) Fields.add(WORK.out(), plain(WORK.field()));
        WORK.field().used(0);
        WORK.started(false);
        WORK.pattern(false);
    }

    /** A word without its quotation marks, not expanded. */
    static Cap unquoted(Cap word) {
        Buffer.Growing b = Buffer.make();
        int quote = 0;
        for (long at = 0; at < word.length(); at++) {
            int c = word.load8(at);
            if (c == '\\' && quote != '\'' && at + 1 < word.length()) Buffer.add(b, word.load8(++at));
            else if (quote == 0 && (c == '\'' || c == '"')) quote = c;
            else if (quote == c) quote = 0;
            else Buffer.add(b, c);
        }
        Cap text = Buffer.take(b);
        Buffer.free(b);
        return text;
    }

    static void put(int c, boolean quoted) {
        if (quoted && (c == '*' || c == '?' || c == '[' || c == ']' || c == '-' || c == '!') || c == '\\') Buffer.add(WORK.field(), '\\');
        else if (c == '*' || c == '?' || c == '[') WORK.pattern(true);
        WORK.started(true);
        WORK.blank(false);
        Buffer.add(WORK.field(), c);
    }

    /** A word that may begin with the home directory. */
    private static void tilde(Cap word, boolean assigned) {
        long from = 0;
        for (long at = 0; at < word.length(); at++) {
            boolean begins = at == 0 || assigned && word.load8(at - 1) == ':';
            int next = at + 1 < word.length() ? word.load8(at + 1) : '/';
            if (word.load8(at) == '~' && begins && (next == '/' || assigned && next == ':')) {
                walk(word.plus(from).bounded(at - from), false, false);
                Cap home = Variables.get(Text.utf8("HOME"));
                if (home.isNull()) put('~', true);
                else for (long i = 0; i < home.length(); i++) put(home.load8(i), true);
                from = at + 1;
            }
            if (!assigned) break;
        }
        walk(word.plus(from).bounded(word.length() - from), false, false);
    }

    /** Expands a part of a word; in a here-document quotation marks are characters. */
    static void walk(Cap word, boolean quoted, boolean document) {
        long n = word.length();
        for (long at = 0; at < n && !Sh.isEnding(); ) {
            int c = word.load8(at);
            int next = at + 1 < n ? word.load8(at + 1) : 0;
            if (c == '\\' && at + 1 < n && (!quoted || isEscapable(next) || next == '"' && !document || next == '}' && !document)) {
                if (next != '\n') put(next, true);
                at += 2;
            } else if (c == '\'' && !quoted) {
                WORK.started(true);
                for (at++; at < n && word.load8(at) != '\''; at++) put(word.load8(at), true);
                at++;
            } else if (c == '"' && !document) {
                long end = Tokens.part(word, at, n, quoted);
                if (!quoted && !isAllParameters(word, at, end)) WORK.started(true);
                walk(word.plus(at + 1).bounded(Math.max(end - at - 2, 0)), true, false);
                at = end;
            } else if (c == '$' || c == '`') {
                at = Parameters.expand(word, at, n, quoted);
            } else {
                put(c, quoted);
                at++;
            }
        }
    }

    private static boolean isEscapable(int c) {
        return c == '$' || c == '`' || c == '\\' || c == '\n';
    }

    private static boolean isAllParameters(Cap word, long at, long end) {
        return end - at == 4 && word.load8(at + 1) == '$' && word.load8(at + 2) == '@';
    }

    /** All positional parameters: {@code $@} apart, {@code $*} joined. */
    static void all(boolean quoted, boolean apart) {
        Cap separators = Variables.separators();
        for (int n = 1; n < Variables.count(); n++) {
            if (n > 1 && WORK.split() && (apart || !quoted)) finish();
            else if (n > 1 && (apart || separators.length() > 0)) put(apart ? ' ' : separators.load8(0), true);
            if (quoted) WORK.started(true);
            append(Variables.parameter(n), quoted);
        }
    }

    /** Appends a value: as it is where it is quoted, otherwise split at separators. */
    static void append(Cap text, boolean quoted) {
        if (text.isNull()) return;
        if (quoted || !WORK.split()) {
            for (long i = 0; i < text.length(); i++) put(text.load8(i), quoted);
            return;
        }
        Cap separators = Variables.separators();
        for (long i = 0; i < text.length(); i++) {
            int c = text.load8(i);
            if (Bytes.find(separators, c, separators.length()) < 0) {
                put(c, false);
            } else if (c == ' ' || c == '\t' || c == '\n') {
                if (WORK.started()) {
                    finish();
                    WORK.blank(true);
                }
            } else if (WORK.started() || !WORK.blank()) {
                WORK.started(true);
                finish();
            } else {
                WORK.blank(false);
            }
        }
    }

    /** A value behind which nothing is kept. */
    static void appendAndFree(Cap text, boolean quoted) {
        append(text, quoted);
        Heap.free(text);
    }
}
