package dev.ufork.dsl.hosted;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Perms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The state of one hosted run: memory, globals, function entries, the current core. Made by {@link Hosted#fresh()}. */
public final class HostedMachine {
    /** Where allocations begin; below is nothing, so null pointers find nothing. */
    private static final long HEAP = 0x1_0000;
    /** Where function entries are: no memory, only addresses. */
    private static final long CODE = 0x4000_0000_0000L;
    private static final int ENTRY = 16;
    private static final int MAX_CORES = 64;

    private final HostedMemory memory = new HostedMemory();
    private final Map<Object, CapValue> globals = new IdentityHashMap<>();
    private final Map<Object, CapValue[]> perCpu = new IdentityHashMap<>();
    private final Map<String, CapValue> constants = new HashMap<>();
    private final Map<Object, CapValue> entries = new IdentityHashMap<>();
    private final List<Object> functions = new ArrayList<>();
    private long next = HEAP;
    private boolean interrupts = true;
    private int core;

    HostedMachine() {}

    /** Its memory. */
    public HostedMemory memory() { return memory; }

    /** New zeroed memory: a capability bounded exactly to {@code size} bytes; between allocations lies unreachable space. */
    public Cap allocate(long size, int align) { return Cap.hosted(allocateValue(size, align)); }

    /** New memory with the given content. */
    public Cap bytes(byte[] content) {
        CapValue cap = allocateValue(content.length, 16);
        memory.initialise(cap.address(), content);
        return Cap.hosted(cap);
    }

    /** Lets the following code run as the given core, for per-CPU globals. */
    public void core(int number) { core = number; }

    CapValue global(Object key, long size, int align) { return globals.computeIfAbsent(key, k -> allocateValue(size, align)); }

    CapValue perCpu(Object key, long size, int align) {
        CapValue[] cores = perCpu.computeIfAbsent(key, k -> new CapValue[MAX_CORES]);
        if (cores[core] == null) cores[core] = allocateValue(size, align);
        return cores[core];
    }

    Cap constant(byte[] content, String key) {
        return Cap.hosted(constants.computeIfAbsent(key, k -> {
            CapValue cap = allocateValue(content.length, 16);
            memory.initialise(cap.address(), content);
            return cap.restrict(Perms.LOAD | Perms.GLOBAL);
        }));
    }

    boolean interrupts(boolean on) {
        boolean before = interrupts;
        interrupts = on;
        return before;
    }

    /** Whether interrupts are on. */
    public boolean interruptsOn() { return interrupts; }

    private CapValue allocateValue(long size, int align) {
        long length = CapValue.representableLength(size);
        long mask = CapValue.alignmentMask(size) & -(long) Math.max(align, 16);
        long base = next + ~mask & mask;
        next = base + length + 16;
        memory.map(base, Math.max(1, length));
        return CapValue.ROOT.restrict(Perms.DATA).at(base).bounded(size, length == size);
    }

    /** The sealed entry of a function object. */
    CapValue entry(Object function) {
        return entries.computeIfAbsent(function, f -> {
            functions.add(f);
            return CapValue.ROOT.restrict(Perms.CODE).at(CODE + ENTRY * (functions.size() - 1L)).bounded(ENTRY, true).sealEntry();
        });
    }

    /** The function object behind an entry, or {@code null} when the capability is none. */
    Object function(CapValue entry) {
        long index = (entry.address() - CODE) / ENTRY;
        if (index < 0 || index >= functions.size()) return null;
        Object function = functions.get((int) index);
        return entries.get(function).same(entry) ? function : null;
    }
}
