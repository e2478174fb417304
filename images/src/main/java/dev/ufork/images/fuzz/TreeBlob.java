package dev.ufork.images.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A flattened device tree as a list of tokens, which can be made wrong in every way. Source: Devicetree Specification 0.4, chapter 5.
 *
 * <p>Tokens keep the number that they had when the tree was read, whatever is done to others.
 */
final class TreeBlob {
    static final int BEGIN = 1;
    static final int END = 2;
    static final int PROPERTY = 3;
    static final int NOP = 4;
    static final int FINISH = 9;
    static final int HEADER = 40;
    private static final int MAGIC = 0xd00dfeed;

    private final int[] header = new int[HEADER / 4];
    private final byte[] strings;
    private final List<Token> tokens = new ArrayList<>();

    /** A token; {@code length} is what a property says that its value has. */
    static final class Token {
        final int number;
        int kind;
        String name = "";
        int nameAt;
        byte[] value = {};
        int length;

        private Token(int number, int kind) {
            this.number = number;
            this.kind = kind;
        }

        private Token copy() {
            Token t = new Token(-1, kind);
            t.name = name;
            t.nameAt = nameAt;
            t.value = value.clone();
            t.length = length;
            return t;
        }
    }

    TreeBlob(byte[] blob) {
        ByteBuffer b = ByteBuffer.wrap(blob);
        for (int n = 0; n < header.length; n++) header[n] = b.getInt(4 * n);
        strings = Arrays.copyOfRange(blob, header[3], header[3] + header[8]);
        b.position(header[2]);
        for (int kind = b.getInt(); kind != FINISH; kind = b.getInt()) {
            Token t = new Token(tokens.size(), kind);
            if (kind == BEGIN) {
                t.name = text(blob, b.position());
                b.position(b.position() + t.name.length() + 4 & -4);
            } else if (kind == PROPERTY) {
                t.length = b.getInt();
                t.nameAt = b.getInt();
                t.name = text(strings, t.nameAt);
                t.value = new byte[t.length];
                b.get(t.value);
                b.position(b.position() + 3 & -4);
            }
            tokens.add(t);
        }
    }

    /** How many bytes a tree that begins so has; 0 if none does. */
    static int size(ByteBuffer begin) {
        return begin.getInt(0) == MAGIC ? begin.getInt(4) : 0;
    }

    private static String text(byte[] bytes, int at) {
        int end = at;
        while (bytes[end] != 0) end++;
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }

    List<Token> tokens() {
        return tokens;
    }

    private int place(int number) {
        for (int at = 0; at < tokens.size(); at++) if (tokens.get(at).number == number) return at;
        return -1;
    }

    /** The token with the number; null if it is gone. */
    Token token(int number) {
        int at = place(number);
        return at < 0 ? null : tokens.get(at);
    }

    void drop(int number) {
        int at = place(number);
        if (at >= 0) tokens.remove(at);
    }

    /** From the token to the end of its node, if it begins one; otherwise the token alone. */
    private List<Token> whole(int at) {
        if (tokens.get(at).kind != BEGIN) return tokens.subList(at, at + 1);
        int depth = 0;
        for (int end = at; end < tokens.size(); end++) {
            depth += tokens.get(end).kind == BEGIN ? 1 : tokens.get(end).kind == END ? -1 : 0;
            if (depth == 0) return tokens.subList(at, end + 1);
        }
        return tokens.subList(at, tokens.size());
    }

    /** Takes away a node with all that is in it, or one property. */
    void prune(int number) {
        int at = place(number);
        if (at >= 0) whole(at).clear();
    }

    /** Puts a copy of a node or a property before another token. */
    void copy(int number, int before) {
        int at = place(number);
        int to = place(before);
        if (at >= 0 && to >= 0) tokens.addAll(to, whole(at).stream().map(Token::copy).toList());
    }

    void header(int word, int value) {
        header[word] = value;
    }

    /** The tree in its binary form: header, reservations, structure, strings. The header's sizes are right but for words in {@code kept}. */
    byte[] blob(List<Integer> kept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Token t : tokens) {
            number(out, t.kind);
            if (t.kind == BEGIN) {
                out.writeBytes(t.name.getBytes(StandardCharsets.ISO_8859_1));
                out.write(0);
            } else if (t.kind == PROPERTY) {
                number(out, t.length);
                number(out, t.nameAt);
                out.writeBytes(t.value);
            }
            while (out.size() % 4 != 0) out.write(0);
        }
        number(out, FINISH);
        int structure = HEADER + 16;
        int[] right = {MAGIC, structure + out.size() + strings.length, structure, structure + out.size(), HEADER, 17, 16, 0, strings.length, out.size()};
        ByteBuffer blob = ByteBuffer.allocate(right[1]);
        for (int n = 0; n < right.length; n++) blob.putInt(4 * n, kept.contains(n) ? header[n] : n == 5 || n == 6 || n == 7 ? header[n] : right[n]);
        blob.position(structure).put(out.toByteArray()).put(strings);
        return blob.array();
    }

    private static void number(ByteArrayOutputStream out, int n) {
        for (int shift = 24; shift >= 0; shift -= 8) out.write(n >>> shift);
    }
}
