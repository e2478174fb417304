package dev.ufork.ir.interp;

import dev.ufork.ir.Attribute.Symbol;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Module;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;
import java.util.HashMap;
import java.util.Map;

/** Where a module's globals and functions are while it is interpreted, and the capabilities to them. */
final class Layout {
    static final long CODE = 0x10_0000;
    static final long DATA = 0x20_0000;
    static final long STACK_TOP = 0x80_0000;
    static final long STACK_BYTES = 0x4_0000;
    /** Functions stand this far apart; they have addresses and no bytes. */
    private static final int STRIDE = 64;

    private final CapFormat format;
    private final Map<String, Capability> caps = new HashMap<>();
    private final Map<Long, Function> functions = new HashMap<>();

    Layout(Module module, CapFormat format, PagedMemory memory) {
        this.format = format;
        long code = CODE;
        long size = STRIDE * (long) Math.max(1, module.functions().size());
        for (Function f : module.functions()) {
            caps.put(f.name(), permitting(region(CODE, size).at(code), Permission.GLOBAL, Permission.EXECUTE, Permission.LOAD,
                Permission.LOAD_CAP).asSentry());
            functions.put(code, f);
            code += STRIDE;
        }
        long data = DATA;
        for (Global g : module.globals()) {
            data = data + g.align() - 1 & -g.align();
            memory.map(data, Math.max(1, g.size()));
            for (int i = 0; i < g.data().length; i++) memory.store(data + i, 1, g.data()[i]);
            caps.put(g.name(), toGlobal(g, data));
            data += Math.max(16, g.size());
        }
        for (Global g : module.globals()) initialise(g, memory);
        memory.map(STACK_TOP - STACK_BYTES, STACK_BYTES);
    }

    private Capability toGlobal(Global g, long address) {
        Capability exact = region(address, g.size());
        if (!exact.tag()) {
            throw new IrException("%s: %d bytes at alignment %d have no exact bounds in %s".formatted(g, g.size(), g.align(), format));
        }
        return g.kind() == Global.Kind.CONST ? permitting(exact, Permission.GLOBAL, Permission.LOAD, Permission.LOAD_CAP, Permission.MUTABLE_LOAD) : data(exact);
    }

    private void initialise(Global g, PagedMemory memory) {
        long address = caps.get(g.name()).cursor();
        for (Global.CapInit init : g.caps()) {
            Capability whole = cap(init.target());
            Capability c = init.addend() == 0 ? whole : whole.plus(init.addend());
            memory.store(address + init.offset(), 8, c.cursor());
            memory.store(address + init.offset() + 8, 8, format.memoryForm(c.pesbt()));
            memory.tag(address + init.offset(), c.tag());
        }
    }

    Capability cap(Symbol s) {
        return caps.get(s.name());
    }

    /** The function that begins at an address, or null. */
    Function functionAt(long address) {
        return functions.get(address);
    }

    /** Bytes of a stack slot. */
    Capability slot(long address, long size) {
        return data(region(address, size));
    }

    private Capability region(long address, long size) {
        return Capability.root(format).at(address).boundedExactly(size);
    }

    private static Capability data(Capability c) {
        return permitting(c, Permission.GLOBAL, Permission.LOAD, Permission.STORE, Permission.LOAD_CAP, Permission.STORE_CAP,
            Permission.STORE_LOCAL, Permission.MUTABLE_LOAD);
    }

    private static Capability permitting(Capability c, Permission... permissions) {
        return c.permitting(Permission.mask(c.format(), permissions));
    }
}
