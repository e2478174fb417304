package dev.ufork.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The physical address space: which memory or device answers where. Nothing answers elsewhere: a bus fault. */
public final class Bus {
    private record Placed(long base, Device device) {
        boolean contains(long address, int size) {
            long offset = address - base;
            return offset >= 0 && offset + size <= device.size();
        }
    }

    private final List<Memory> memories = new ArrayList<>();
    private final List<Placed> devices = new ArrayList<>();

    public void map(Memory memory) {
        memories.add(memory);
    }

    public void map(long base, Device device) {
        devices.add(new Placed(base, device));
    }

    /** The memory that holds all {@code length} bytes from {@code address}, or null: asked on every address-cache miss. */
    public Memory memory(long address, long length) {
        for (int i = 0; i < memories.size(); i++)
            if (memories.get(i).contains(address, length)) return memories.get(i);
        return null;
    }

    private Placed device(long address, int size) {
        for (int i = 0; i < devices.size(); i++) {
            Placed placed = devices.get(i);
            if (placed.contains(address, size)) return placed;
        }
        return null;
    }

    /** Whether an aligned access of {@code size} bytes would be answered. */
    public boolean answers(long address, int size) {
        if (memory(address, size) != null) return true;
        Placed placed = device(address, size);
        return placed != null && placed.device.takes(size);
    }

    /**
     * The zero-extended {@code size} bytes at {@code address}.
     *
     * @throws IllegalArgumentException if nothing {@link #answers} there
     */
    public long load(long address, int size) {
        Memory memory = memory(address, size);
        if (memory != null) return memory.load(address, size);
        Placed placed = answering(address, size);
        return placed.device.load(address - placed.base, size);
    }

    /** @throws IllegalArgumentException if nothing {@link #answers} there */
    public void store(long address, int size, long value) {
        Memory memory = memory(address, size);
        if (memory != null) {
            memory.store(address, size, value);
            return;
        }
        Placed placed = answering(address, size);
        placed.device.store(address - placed.base, size, value);
    }

    private Placed answering(long address, int size) {
        Placed placed = device(address, size);
        if (placed == null || !placed.device.takes(size))
            throw new IllegalArgumentException("nothing answers %d bytes at %#x".formatted(size, address));
        return placed;
    }

    /** The name of the device at {@code address}. */
    public Optional<String> deviceName(long address) {
        return Optional.ofNullable(device(address, 1)).map(placed -> placed.device.name());
    }
}
