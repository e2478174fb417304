package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.Message;
import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Module;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of each panic a call of the image's panic function, which does not return:
 * {@code (message: cap, file: cap, line: i32)}, or {@code (message: cap, number: i64, file: cap, line: i32)} for a panic
 * with a number. Texts are UTF-8 without end mark, their capabilities' lengths are theirs; equal texts are one global.
 */
public final class LowerPanics {
    /** What the panic function must look like. */
    public static final Signature PLAIN = Signature.of(Type.NONE, Type.CAP, Type.CAP, Type.I32);
    /** What the panic function for panics with a number must look like. */
    public static final Signature NUMBERED = Signature.of(Type.NONE, Type.CAP, Type.I64, Type.CAP, Type.I32);

    private final Module module;
    private final Function plain;
    private final Function numbered;
    private final Map<String, Global> texts = new HashMap<>();

    private LowerPanics(Module module, Function plain, Function numbered) {
        this.module = module;
        this.plain = plain;
        this.numbered = numbered;
    }

    /**
     * @param plain    called for a panic with a message only
     * @param numbered called for a panic with a number too
     */
    public static void run(Module m, Function plain, Function numbered) {
        if (!plain.signature().equals(PLAIN)) throw new IrException(plain + " is no panic function: it takes other operands");
        if (!numbered.signature().equals(NUMBERED)) throw new IrException(numbered + " is no panic function: it takes other operands");
        LowerPanics pass = new LowerPanics(m, plain, numbered);
        for (Function f : m.functions()) {
            for (Block b : f.blocks()) if (b.terminator().op() == Opcode.PANIC) pass.lower(f, b);
        }
    }

    private void lower(Function f, Block b) {
        Insn panic = b.terminator();
        Insn message = f.insn(Opcode.GLOBAL, text(((Message) panic.attribute()).text()), panic.pos());
        Insn file = f.insn(Opcode.GLOBAL, text(panic.pos().file()), panic.pos());
        Value line = f.constant(Type.I32, panic.pos().line());
        Insn call = panic.argCount() == 0
            ? f.insn(Opcode.CALL, plain, panic.pos(), message, file, line)
            : f.insn(Opcode.CALL, numbered, panic.pos(), message, panic.arg(0), file, line);
        b.terminate(f.terminator(Opcode.UNREACHABLE, None.NONE, panic.pos(), List.of()));
        message.moveBefore(b.terminator());
        file.moveBefore(b.terminator());
        call.moveBefore(b.terminator());
    }

    private Global text(String s) {
        return texts.computeIfAbsent(s, _ -> {
            byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
            String name = "panic.text." + texts.size();
            return module.add(new Global(name, Linkage.INTERNAL, Global.Kind.CONST, bytes.length, 1, bytes, List.of()));
        });
    }
}
