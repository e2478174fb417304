package dev.ufork.ir;

import dev.ufork.ir.Attribute.Signature;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text form of a module: one declaration, block head or instruction a line, comments behind {@code ;}. Symbols may
 * be used before they are declared. Errors are {@link IrException}s that show line and column.
 */
public final class Parser {
    private final Map<Function, List<Cursor>> bodies = new LinkedHashMap<>();
    private final Module module;

    private Parser(String name) {
        this.module = new Module(name);
    }

    /** The module that a text describes. A first line {@code module NAME} names it. */
    public static Module parse(String text) {
        List<String> lines = text.lines().toList();
        String name = lines.isEmpty() || !lines.getFirst().startsWith("module ") ? "module" : lines.getFirst().substring(7).strip();
        Parser p = new Parser(name);
        p.declarations(lines);
        p.bodies.forEach((f, body) -> new BodyParser(p.module, f, body).parse());
        return p.module;
    }

    private void declarations(List<String> lines) {
        List<Cursor> body = null;
        List<GlobalText> globals = new ArrayList<>();
        for (int n = 0; n < lines.size(); n++) {
            Cursor c = new Cursor(lines.get(n), n + 1);
            if (c.atEnd() || n == 0 && c.acceptWord("module")) continue;
            if (body != null) {
                if (c.accept("}")) body = null;
                else body.add(c);
                continue;
            }
            Linkage linkage = linkage(c);
            if (c.acceptWord("global")) globals.add(global(c, linkage));
            else if (c.acceptWord("func")) body = function(c, linkage);
            else throw c.error("'func' or 'global'");
        }
        if (body != null) throw new IrException("the text ends within a function: '}' is missing");
        for (GlobalText g : globals) g.point(module);
    }

    private static Linkage linkage(Cursor c) {
        if (c.acceptWord("export")) return Linkage.EXPORT;
        return c.acceptWord("extern") ? Linkage.EXTERN : Linkage.INTERNAL;
    }

    /** The list that takes the body's lines, or null for an external function. */
    private List<Cursor> function(Cursor c, Linkage linkage) {
        String name = c.symbol();
        Signature signature = signature(c);
        Function f = linkage == Linkage.EXTERN ? module.external(name, signature) : module.function(name, linkage, signature);
        for (InlineHint h : InlineHint.values()) if (c.acceptWord(h.text())) f.inline(h);
        if (c.acceptWord("recover")) f.recovery(c.number());
        if (c.acceptWord("stack")) f.stackBound(c.number());
        if (!c.atEnd() && !c.accept("{")) {
            f.pos(c.position());
            if (!f.isExternal()) c.expect("{");
        }
        c.end();
        if (f.isExternal()) return null;
        List<Cursor> body = new ArrayList<>();
        bodies.put(f, body);
        return body;
    }

    static Signature signature(Cursor c) {
        List<Type> params = new ArrayList<>();
        c.expect("(");
        while (!c.accept(")")) {
            if (!params.isEmpty()) c.expect(",");
            params.add(type(c));
        }
        return new Signature(params, c.accept("->") ? type(c) : Type.NONE);
    }

    static Type type(Cursor c) {
        for (Type t : Type.values()) if (t != Type.NONE && c.acceptWord(t.text())) return t;
        throw c.error("i32, i64 or cap");
    }

    /** The capabilities in a global's content, which may name symbols that come later. */
    private record GlobalText(Cursor at, Global global, List<CapText> caps) {
        private record CapText(long offset, String target, long addend) {}

        void point(Module m) {
            for (CapText t : caps) {
                Attribute.Symbol target = m.find(t.target).orElseThrow(() -> at.complain("there is no symbol @" + t.target));
                global.caps().add(new Global.CapInit(t.offset, target, t.addend));
            }
        }
    }

    private GlobalText global(Cursor c, Linkage linkage) {
        String name = c.symbol();
        c.expect(":");
        Global.Kind kind = kind(c);
        long size = c.number();
        c.expect("align");
        int align = (int) c.number();
        byte[] data = {};
        if (c.accept("=")) data = c.accept("x") ? HexFormat.of().parseHex(new String(c.string())) : c.string();
        List<GlobalText.CapText> caps = new ArrayList<>();
        while (c.accept("[")) {
            long offset = c.number();
            c.expect(":");
            String target = c.symbol();
            c.expect("+");
            caps.add(new GlobalText.CapText(offset, target, c.number()));
            c.expect("]");
        }
        c.end();
        return new GlobalText(c, module.add(new Global(name, linkage, kind, size, align, data, List.of())), caps);
    }

    private static Global.Kind kind(Cursor c) {
        for (Global.Kind k : Global.Kind.values()) if (c.acceptWord(k.text())) return k;
        throw c.error("const, data or percpu");
    }
}
