package dev.ufork.emulator;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of a flattened device tree (devicetree specification, version 17), and the root's binary form.
 *
 * <pre>{@code
 *   DeviceTree root = DeviceTree.root().cells("#address-cells", 2).cells("#size-cells", 2);
 *   root.child("chosen").string("bootargs", "quiet");
 *   byte[] blob = root.blob();
 * }</pre>
 */
public final class DeviceTree {
    private static final int MAGIC = 0xd00dfeed;
    private static final int HEADER = 40;
    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROP = 3;
    private static final int END = 9;

    private final String name;
    private final Map<String, byte[]> properties = new LinkedHashMap<>();
    private final List<DeviceTree> children = new ArrayList<>();

    private DeviceTree(String name) {
        this.name = name;
    }

    public static DeviceTree root() {
        return new DeviceTree("");
    }

    /** A new child; {@code name} with its unit address, such as {@code uart@10000000}. */
    public DeviceTree child(String name) {
        DeviceTree child = new DeviceTree(name);
        children.add(child);
        return child;
    }

    /** A property without value. */
    public DeviceTree flag(String property) {
        return put(property, new byte[0]);
    }

    /** A property of 32-bit cells. */
    public DeviceTree cells(String property, int... cells) {
        return put(property, bytes(out -> {
            for (int cell : cells) out.writeInt(cell);
        }));
    }

    /** A property of pairs of cells: addresses and sizes. */
    public DeviceTree longs(String property, long... values) {
        return put(property, bytes(out -> {
            for (long value : values) out.writeLong(value);
        }));
    }

    /** A property of strings, each ended by a zero byte. */
    public DeviceTree string(String property, String... strings) {
        return put(property, bytes(out -> {
            for (String string : strings) {
                out.write(string.getBytes(StandardCharsets.UTF_8));
                out.write(0);
            }
        }));
    }

    private DeviceTree put(String property, byte[] value) {
        properties.put(property, value);
        return this;
    }

    /** The binary form, with this node as the root. */
    public byte[] blob() {
        Map<String, Integer> stringAt = new LinkedHashMap<>();
        ByteArrayOutputStream stringTable = new ByteArrayOutputStream();
        byte[] structure = bytes(out -> {
            write(out, stringAt, stringTable);
            out.writeInt(END);
        });
        byte[] strings = stringTable.toByteArray();
        int reservations = 16;
        int total = HEADER + reservations + structure.length + strings.length;
        return bytes(out -> {
            int[] header = {MAGIC, total, HEADER + reservations, HEADER + reservations + structure.length, HEADER,
                17, 16, 0, strings.length, structure.length};
            for (int word : header) out.writeInt(word);
            out.write(new byte[reservations]);
            out.write(structure);
            out.write(strings);
        });
    }

    private void write(DataOutputStream out, Map<String, Integer> stringAt, ByteArrayOutputStream strings) throws IOException {
        out.writeInt(BEGIN_NODE);
        out.write(name.getBytes(StandardCharsets.UTF_8));
        out.write(0);
        pad(out);
        for (Map.Entry<String, byte[]> property : properties.entrySet()) {
            if (!stringAt.containsKey(property.getKey())) {
                stringAt.put(property.getKey(), strings.size());
                strings.write(property.getKey().getBytes(StandardCharsets.UTF_8));
                strings.write(0);
            }
            out.writeInt(PROP);
            out.writeInt(property.getValue().length);
            out.writeInt(stringAt.get(property.getKey()));
            out.write(property.getValue());
            pad(out);
        }
        for (DeviceTree child : children) child.write(out, stringAt, strings);
        out.writeInt(END_NODE);
    }

    private static void pad(DataOutputStream out) throws IOException {
        while (out.size() % 4 != 0) out.write(0);
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
