package dev.ufork.isa.riscv;

import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Insn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads instructions as LLVM's CHERI assembler writes them, aliases included. */
final class AsmParser {
    private final Map<String, Names> names;
    private final List<Alias> aliases;
    private final Map<Mode, Map<String, List<RvOp>>> rows = new EnumMap<>(Mode.class);

    AsmParser(Collection<? extends RvOp> ops, Map<String, Names> names, List<Alias> aliases) {
        this.names = names;
        this.aliases = aliases;
        for (Mode mode : Mode.values()) {
            Map<String, List<RvOp>> byName = new TreeMap<>();
            for (RvOp op : ops)
                if (op.row().modes().contains(mode))
                    byName.computeIfAbsent(op.row().mnemonic(mode), _ -> new ArrayList<>()).add(op);
            rows.put(mode, byName);
        }
    }

    /** @throws EncodingException if no instruction can be made of the text; the message says why */
    Insn parse(String text, Mode mode, Symbols symbols) {
        Alias.Words words = Alias.Words.of(text.replace('\t', ' '));
        List<String> complaints = new ArrayList<>();
        Optional<Insn> direct = tryRows(words, mode, symbols, complaints);
        if (direct.isPresent()) return direct.get();
        for (Alias a : aliases) {
            if (!a.modes().contains(mode)) continue;
            Optional<Insn> insn = a.expand(words).flatMap(w -> tryRows(w, mode, symbols, complaints));
            if (insn.isPresent()) return insn.get();
        }
        throw new EncodingException(complaints.isEmpty() ? unknown(words.mnemonic(), mode) : text.trim() + ": " + complaints.getLast());
    }

    private String unknown(String mnemonic, Mode mode) {
        Mode other = mode == Mode.INTEGER ? Mode.CAPABILITY : Mode.INTEGER;
        boolean elsewhere = rows.get(other).containsKey(mnemonic)
                || aliases.stream().anyMatch(a -> a.modes().contains(other) && a.from().mnemonic().equals(mnemonic));
        String hint = elsewhere ? "; it is an instruction of " + other.name().toLowerCase(java.util.Locale.ROOT) + " mode"
                : aliases.stream().anyMatch(a -> a.from().mnemonic().equals(mnemonic)) ? " with these operands" : "";
        return "no instruction " + mnemonic + hint;
    }

    private Optional<Insn> tryRows(Alias.Words words, Mode mode, Symbols symbols, List<String> complaints) {
        String mnemonic = words.mnemonic();
        List<RvOp> candidates = rows.get(mode).getOrDefault(mnemonic, List.of());
        int ordering = 0;
        if (candidates.isEmpty()) {
            int dot = mnemonic.lastIndexOf('.');
            Optional<Integer> suffix = dot < 0 ? Optional.empty() : AsmPrinter.ordering(mnemonic.substring(dot));
            if (suffix.isEmpty()) return Optional.empty();
            ordering = suffix.get();
            candidates = rows.get(mode).getOrDefault(mnemonic.substring(0, dot), List.of()).stream()
                    .filter(op -> op.pattern().indexOf("aq") >= 0).toList();
        }
        for (RvOp op : candidates) {
            try {
                return Optional.of(new OneRow(op, mode, symbols).read(words.operands(), ordering));
            } catch (EncodingException e) {
                complaints.add(e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** The reading of operands as one row wants them. */
    private final class OneRow {
        private final RvOp op;
        private final Mode mode;
        private final Symbols symbols;
        private final long[] values;

        OneRow(RvOp op, Mode mode, Symbols symbols) {
            this.op = op;
            this.mode = mode;
            this.symbols = symbols;
            values = new long[op.operands().size()];
            for (Operand o : op.operands()) if (o.isImplied()) values[o.index()] = o.field().base();
        }

        Insn read(List<String> texts, int ordering) {
            List<Operand> written = op.row().written();
            boolean base = !written.isEmpty() && written.getLast().role() == Operand.Role.BASE;
            Optional<Operand> offset = base ? written.stream().filter(o -> !o.isRegister()).findFirst() : Optional.empty();
            List<Operand> plain = written.stream()
                    .filter(o -> o.role() != Operand.Role.BASE && !(offset.isPresent() && offset.get() == o)).toList();

            List<String> rest = readRounding(new ArrayList<>(texts));
            int memory = base ? 1 : 0;
            // Both "16(a0)" and "a0, 16" are in use for jalr.
            if (offset.isPresent() && rest.size() == plain.size() + 2) {
                String number = rest.removeLast();
                rest.add(number + "(" + rest.removeLast() + ")");
            }
            if (rest.size() != plain.size() + memory)
                throw new EncodingException("%s takes %d operands (%s), not %d".formatted(
                        op.row().mnemonic(mode), plain.size() + memory, shape(), rest.size()));
            for (int i = 0; i < plain.size(); i++) set(plain.get(i), rest.get(i));
            if (base) readAddress(rest.getLast(), offset, written.getLast());
            if (op.pattern().indexOf("aq") >= 0) {
                values[op.pattern().indexOf("aq")] = ordering >> 1;
                values[op.pattern().indexOf("rl")] = ordering & 1;
            }
            return new Insn(op, values);
        }

        private List<String> readRounding(List<String> texts) {
            int rm = op.pattern().indexOf("rm");
            if (rm < 0) return texts;
            Optional<Long> rounding = texts.isEmpty() ? Optional.empty() : AsmPrinter.parseRounding(texts.getLast());
            if (rounding.isPresent()) texts.removeLast();
            values[rm] = rounding.orElse(7L);
            return texts;
        }

        private void readAddress(String text, Optional<Operand> offset, Operand base) {
            int open = text.lastIndexOf('(');
            if (open < 0 && offset.isEmpty()) {
                set(base, text);
                return;
            }
            if (open < 0 || !text.endsWith(")"))
                throw new EncodingException("expected " + (offset.isPresent() ? "offset(register)" : "(register)") + ", found " + text);
            String before = text.substring(0, open).trim();
            if (offset.isPresent()) set(offset.get(), before.isEmpty() ? "0" : before);
            else if (!before.isEmpty() && !before.equals("0"))
                throw new EncodingException(op.row().mnemonic(mode) + " takes no offset, found " + text);
            set(base, text.substring(open + 1, text.length() - 1).trim());
        }

        private void set(Operand o, String text) {
            long value = o.isRegister() ? register(o, text) : number(o, text);
            if (!o.field().fits(value)) {
                o.field().insert(0, value); // refuses with the reason
            }
            values[o.index()] = value;
        }

        private long register(Operand o, String text) {
            RegClass c = o.regClass().in(mode);
            OptionalLong number = switch (c) {
                case X -> number(XReg.named(text));
                case C -> number(XReg.capabilityNamed(text));
                case C_OR_DDC -> text.equals("ddc") ? OptionalLong.of(0) : number(XReg.capabilityNamed(text).filter(r -> r != XReg.ZERO));
                case F -> FReg.named(text);
                case ADDRESS -> throw new IllegalStateException("the mode decides");
            };
            String kind = switch (c) {
                case X -> "an integer register";
                case C -> "a capability register";
                case C_OR_DDC -> "a capability register or ddc";
                default -> "a floating-point register";
            };
            return number.orElseThrow(() -> new EncodingException("%s must be %s, found %s".formatted(o.name(), kind, text)));
        }

        private static OptionalLong number(Optional<XReg> r) {
            return r.isEmpty() ? OptionalLong.empty() : OptionalLong.of(r.get().number());
        }

        private long number(Operand o, String text) {
            Names known = names.get(o.name());
            if (known != null) {
                Optional<Integer> named = known.number().apply(text);
                if (named.isPresent()) return named.get();
            }
            if (o.name().equals("pred") || o.name().equals("succ")) {
                Optional<Long> set = AsmPrinter.parseFenceSet(text);
                if (set.isPresent()) return set.get();
            }
            boolean upper = o.field().step() == 4096;
            OptionalLong literal = Numbers.parse(text);
            if (literal.isPresent()) return upper ? upper20(o, literal.getAsLong()) : literal.getAsLong();
            return symbols.value(text).orElseThrow(() -> new EncodingException("%s must be a number, found %s".formatted(o.name(), text)));
        }

        /** The value of lui's operand, of which the assembler writes the upper 20 bits, signed or not. */
        private static long upper20(Operand o, long written) {
            if (written < -0x80000 || written > 0xfffff)
                throw new EncodingException("%s = %d cannot be encoded; it takes 20 bits, -524288..1048575".formatted(o.name(), written));
            return written << 44 >> 32;
        }

        private String shape() {
            List<String> all = new ArrayList<>();
            for (Operand o : op.row().written()) all.add(o.role() == Operand.Role.BASE ? "(" + o.name() + ")" : o.name());
            return String.join(", ", all);
        }
    }
}
