package dev.ufork.ir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How text and bytes stand in the text form: {@code "..."} with escapes, or {@code x"..."} in hex. */
final class Quoting {
    private Quoting() {}

    static String quote(String s) {
        return quote(s.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes as text if most readers would call them that, else in hex. */
    static String bytes(byte[] data) {
        for (byte b : data) {
            boolean text = b >= ' ' && b < 0x7f || b == '\n' || b == 0;
            if (!text) return "x\"" + HexFormat.of().formatHex(data) + '"';
        }
        return quote(data);
    }

    private static String quote(byte[] data) {
        StringBuilder out = new StringBuilder("\"");
        for (byte b : data) {
            if (b == '"' || b == '\\') out.append('\\').append((char) b);
            else if (b == '\n') out.append("\\n");
            else if (b >= ' ' && b < 0x7f) out.append((char) b);
            else out.append("\\%02x".formatted(b & 0xff));
        }
        return out.append('"').toString();
    }

    /** The bytes between the quotes. */
    static byte[] unquote(String s) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c != '\\') {
                out.write(c);
                continue;
            }
            char e = s.charAt(++i);
            switch (e) {
                case 'n' -> out.write('\n');
                case '"', '\\' -> out.write(e);
                default -> out.write(Integer.parseInt(s.substring(i, ++i + 1), 16));
            }
        }
        return out.toByteArray();
    }
}
