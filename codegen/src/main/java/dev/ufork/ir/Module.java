package dev.ufork.ir;

import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Attribute.Symbol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions and globals that are compiled together, in the order in which they were added; one name, one symbol. */
public final class Module {
    private final String name;
    private final Map<String, Symbol> symbols = new LinkedHashMap<>();

    public Module(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** A function to be filled by a {@link FunctionBuilder}; its entry block and parameters exist already. */
    public Function function(String functionName, Linkage linkage, Signature signature) {
        if (linkage == Linkage.EXTERN) throw new IrException("an external function has no body: use Module.external");
        Function f = new Function(functionName, signature, linkage);
        add(f);
        Block entry = f.addBlock();
        for (Type t : signature.params()) entry.addParam(t);
        return f;
    }

    /** A function defined elsewhere: in assembly, or by another module. */
    public Function external(String functionName, Signature signature) {
        Function f = new Function(functionName, signature, Linkage.EXTERN);
        add(f);
        return f;
    }

    public <S extends Symbol> S add(S symbol) {
        Symbol old = symbols.putIfAbsent(symbol.name(), symbol);
        if (old != null) throw new IrException("module %s has a symbol @%s already".formatted(name, symbol.name()));
        return symbol;
    }

    public void remove(Symbol symbol) {
        symbols.remove(symbol.name(), symbol);
    }

    public Optional<Symbol> find(String symbolName) {
        return Optional.ofNullable(symbols.get(symbolName));
    }

    public Collection<Symbol> symbols() {
        return Collections.unmodifiableCollection(symbols.values());
    }

    public List<Function> functions() {
        List<Function> all = new ArrayList<>();
        for (Symbol s : symbols.values()) if (s instanceof Function f) all.add(f);
        return all;
    }

    public List<Global> globals() {
        List<Global> all = new ArrayList<>();
        for (Symbol s : symbols.values()) if (s instanceof Global g) all.add(g);
        return all;
    }
}
