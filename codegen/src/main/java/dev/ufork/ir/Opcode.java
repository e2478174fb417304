package dev.ufork.ir;

import static dev.ufork.ir.Effect.ENDS;
import static dev.ufork.ir.Effect.FAULTS;
import static dev.ufork.ir.Effect.READS;
import static dev.ufork.ir.Effect.WRITES;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Attribute.Keys;
import dev.ufork.ir.Attribute.Message;
import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Attribute.Order;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Attribute.Slot;
import dev.ufork.ir.Attribute.Symbol;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every operation of the IR, one row each: its name in the text form, the types of its operands and result, what else it
 * carries, and its effects. Builder, verifier, printer, parser and passes read this table and know nothing besides.
 *
 * <p>A shape is {@code operands:result}, one letter each: {@code i} i32, {@code l} i64, {@code c} cap, {@code T} i32 or
 * i64 and {@code V} any type (the same one wherever the letter stands), {@code M} the type that the access loads,
 * {@code S} a type that the access can store, {@code *} the operands of a callee, {@code R} its result, {@code r} what the
 * function returns, {@code p} an i64 or nothing, {@code -} none.
 */
public enum Opcode {
    //          text             shape     carries           effects

    // Integers. Everything wraps; a shift amount counts modulo the width of what is shifted.
    ADD        ("add",           "TT:T",   None.class),
    SUB        ("sub",           "TT:T",   None.class),
    MUL        ("mul",           "TT:T",   None.class),
    /** The upper 64 bits of the 128-bit product of two unsigned numbers. */
    MULHU      ("mulhu",         "ll:l",   None.class),
    /** The upper 64 bits of the 128-bit product of two signed numbers. */
    MULHS      ("mulhs",         "ll:l",   None.class),
    /** Rounds toward zero; least / -1 = least. By zero: an unspecified value, no trap. */
    DIVS       ("divs",          "TT:T",   None.class),
    DIVU       ("divu",          "TT:T",   None.class),
    /** Has the sign of the dividend; least % -1 = 0. By zero: an unspecified value, no trap. */
    REMS       ("rems",          "TT:T",   None.class),
    REMU       ("remu",          "TT:T",   None.class),
    AND        ("and",           "TT:T",   None.class),
    OR         ("or",            "TT:T",   None.class),
    XOR        ("xor",           "TT:T",   None.class),
    SHL        ("shl",           "Ti:T",   None.class),
    /** Shift right, zeroes enter: Java's {@code >>>}. */
    SHRU       ("shru",          "Ti:T",   None.class),
    /** Shift right, copies of the sign enter: Java's {@code >>}. */
    SHRS       ("shrs",          "Ti:T",   None.class),
    /** Leading zeroes; the width for zero. */
    CLZ        ("clz",           "T:i",    None.class),
    /** Trailing zeroes; the width for zero. */
    CTZ        ("ctz",           "T:i",    None.class),
    /** How many bits are one. */
    POPCNT     ("popcnt",        "T:i",    None.class),
    /** The bytes in reverse order. */
    BSWAP      ("bswap",         "T:T",    None.class),
    /** The low byte, sign extended. The unsigned one is {@code and 255}. */
    SEXT8      ("sext8",         "i:i",    None.class),
    /** The low 16 bits, sign extended. */
    SEXT16     ("sext16",        "i:i",    None.class),
    SEXT       ("sext",          "i:l",    None.class),
    ZEXT       ("zext",          "i:l",    None.class),
    /** The low 32 bits. */
    TRUNC      ("trunc",         "l:i",    None.class),

    // Comparisons yield 0 or 1. Greater than is less than with operands swapped.
    EQ         ("eq",            "TT:i",   None.class),
    NE         ("ne",            "TT:i",   None.class),
    LTS        ("lts",           "TT:i",   None.class),
    LES        ("les",           "TT:i",   None.class),
    LTU        ("ltu",           "TT:i",   None.class),
    LEU        ("leu",           "TT:i",   None.class),
    /** The second operand if the first is not zero, else the third. */
    SELECT     ("select",        "iVV:V",  None.class),

    // Capabilities. None of these faults: what is not allowed yields a capability without tag.
    /** Address plus a number. The tag is lost if the sum is not representable, or the capability is sealed. */
    CAP_ADD    ("cap.add",       "cl:c",   None.class),
    /** The address replaced. The tag is lost as with cap.add. */
    CAP_SETADDR("cap.setaddr",   "cl:c",   None.class),
    /** Bounds [address, address + length), rounded outward to what is representable; no tag if that leaves the old ones. */
    CAP_BOUND  ("cap.bound",     "cl:c",   None.class),
    /** Bounds [address, address + length) exactly; no tag if they are not representable or leave the old ones. */
    CAP_BOUNDX ("cap.boundx",    "cl:c",   None.class),
    /** Permissions masked by the target's bits; no tag if sealed. */
    CAP_ANDPERM("cap.andperm",   "cl:c",   None.class),
    CAP_CLEARTAG("cap.cleartag", "c:c",    None.class),
    /** Made a sentry: it can be called and nothing else. */
    CAP_SENTRY ("cap.sentry",    "c:c",    None.class),
    /** The first sealed with the type that the second's address names. */
    CAP_SEAL   ("cap.seal",      "cc:c",   None.class),
    CAP_UNSEAL ("cap.unseal",    "cc:c",   None.class),
    /** The second's pattern made valid by the first's authority (CBuildCap, BUILD); no tag if it exceeds that. Whether a sentry stays one is the target's. */
    CAP_BUILD  ("cap.build",     "cc:c",   None.class),
    CAP_ADDR   ("cap.addr",      "c:l",    None.class),
    CAP_BASE   ("cap.base",      "c:l",    None.class),
    /** Top minus base, saturated at 2^64 - 1. */
    CAP_LENGTH ("cap.length",    "c:l",    None.class),
    /** Address minus base. */
    CAP_OFFSET ("cap.offset",    "c:l",    None.class),
    CAP_TAG    ("cap.tag",       "c:i",    None.class),
    /** 1 if sealed in any way, sentries included. */
    CAP_SEALED ("cap.sealed",    "c:i",    None.class),
    /** The target's permission bits. */
    CAP_PERMS  ("cap.perms",     "c:l",    None.class),
    /** The target's object type number. */
    CAP_TYPE   ("cap.type",      "c:l",    None.class),
    /** The upper word as memory holds it: bounds, permissions, type. */
    CAP_HIGH   ("cap.high",      "c:l",    None.class),
    /** 1 if the second's bounds and permissions are within the first's, and the tags are equal (CTestSubset). */
    CAP_SUBSET ("cap.subset",    "cc:i",   None.class),
    /** 1 if all bits and the tag are equal (CSetEqualExact). */
    CAP_SAME   ("cap.same",      "cc:i",   None.class),
    /** The least representable length not below a length (CRRL). */
    CAP_ROUND  ("cap.round",     "l:l",    None.class),
    /** The mask that aligns a base for a length (CRAM). */
    CAP_MASK   ("cap.mask",      "l:l",    None.class),

    // Addresses of what the module and the frame hold, with exact bounds.
    STACK      ("stack",         ":c",     Slot.class),
    GLOBAL     ("global",        ":c",     Symbol.class),
    /** This CPU's copy. Reads which CPU this is: not moved across calls and other writes. */
    PER_CPU    ("percpu",        ":c",     Symbol.class,     READS),
    /** A sentry to a function. */
    FUNCTION   ("func",          ":c",     Symbol.class),

    // Memory. The check of an access is one, at address + offset.
    LOAD       ("load",          "c:M",    Access.class,     READS, FAULTS),
    STORE      ("store",         "cS:-",   Access.class,     WRITES, FAULTS),
    /** Atomically: the old value is the result, the operand is stored. */
    SWAP       ("swap",          "cM:M",   Access.class,     READS, WRITES, FAULTS),
    ATOMIC_ADD ("atomic.add",    "cM:M",   Access.class,     READS, WRITES, FAULTS),
    ATOMIC_AND ("atomic.and",    "cM:M",   Access.class,     READS, WRITES, FAULTS),
    ATOMIC_OR  ("atomic.or",     "cM:M",   Access.class,     READS, WRITES, FAULTS),
    ATOMIC_XOR ("atomic.xor",    "cM:M",   Access.class,     READS, WRITES, FAULTS),
    /** Atomically: the old value is the result; if it is the same as the second operand, the third is stored. */
    CAS        ("cas",           "cMM:M",  Access.class,     READS, WRITES, FAULTS),
    /** Tags of the 64 bytes at address + offset, which is 64-byte aligned: bit n for the n-th 16 bytes (CLoadTags, LDCT). */
    LOAD_TAGS  ("loadtags",      "c:l",    Access.class,     READS, FAULTS),
    FENCE      ("fence",         ":-",     Order.class,      READS, WRITES),

    // Calls. The callee is opaque: it may do anything but change this frame's values.
    CALL       ("call",          "*:R",    Symbol.class,     READS, WRITES, FAULTS),
    /** Calls the first operand, a sentry or an executable capability; a bad one faults at the call. */
    CALL_CAP   ("callcap",       "c*:R",   Signature.class,  READS, WRITES, FAULTS),
    INTRINSIC  ("intrinsic",     "*:R",    Intrinsic.class,  READS, WRITES, FAULTS),

    // Terminators.
    /** To edge 0. */
    JUMP       ("jump",          ":-",     None.class,       ENDS),
    /** To edge 0 if the operand is not zero, else to edge 1. */
    BRANCH     ("branch",        "i:-",    None.class,       ENDS),
    SWITCH     ("switch",        "T:-",    Keys.class,       ENDS),
    RETURN     ("return",        "r:-",    None.class,       ENDS),
    /** Calls and returns what the callee returns, in the place of this frame. No stack slot may be reachable any more. */
    TAIL_CALL  ("tailcall",      "*:-",    Symbol.class,     READS, WRITES, FAULTS, ENDS),
    TAIL_CALL_CAP("tailcallcap", "c*:-",   Signature.class,  READS, WRITES, FAULTS, ENDS),
    /** Ends the program with a message, the number if there is one, and the instruction's position. */
    PANIC      ("panic",         "p:-",    Message.class,    WRITES, ENDS),
    /** Promised never to be reached. */
    UNREACHABLE("unreachable",   ":-",     None.class,       ENDS);

    private static final Map<String, Opcode> BY_TEXT = new LinkedHashMap<>();

    static {
        for (Opcode op : values()) BY_TEXT.put(op.text, op);
    }

    private final String text;
    private final String operands;
    private final char result;
    private final Class<? extends Attribute> carries;
    private final int effects;

    Opcode(String text, String shape, Class<? extends Attribute> carries, Effect... effects) {
        this.text = text;
        this.operands = shape.substring(0, shape.indexOf(':'));
        this.result = shape.charAt(shape.length() - 1);
        this.carries = carries;
        this.effects = mask(Arrays.asList(effects));
    }

    static int mask(Iterable<Effect> effects) {
        int bits = 0;
        for (Effect e : effects) bits |= 1 << e.ordinal();
        return bits;
    }

    /** The opcode with a name of the text form, or null. */
    static Opcode byText(String text) {
        return BY_TEXT.get(text);
    }

    public String text() {
        return text;
    }

    /** One letter per operand, see the class comment. */
    String operands() {
        return operands;
    }

    char result() {
        return result;
    }

    /** The class of {@link Insn#attribute}. */
    public Class<? extends Attribute> carries() {
        return carries;
    }

    int effects() {
        return effects;
    }

    /** Whether the row lists the effect; what a particular instruction may do is asked of {@link Insn}. */
    public boolean has(Effect e) {
        return (effects & 1 << e.ordinal()) != 0;
    }

    public boolean isTerminator() {
        return has(ENDS);
    }

    /** No effect at all: equal operands give equal results, and it may be dropped, repeated and moved at will. */
    public boolean isPure() {
        return effects == 0;
    }

    public boolean isCommutative() {
        return switch (this) {
            case ADD, MUL, MULHU, MULHS, AND, OR, XOR, EQ, NE, CAP_SAME -> true;
            default -> false;
        };
    }

    public boolean isCompare() {
        return switch (this) {
            case EQ, NE, LTS, LES, LTU, LEU -> true;
            default -> false;
        };
    }

    public boolean isAtomic() {
        return switch (this) {
            case SWAP, ATOMIC_ADD, ATOMIC_AND, ATOMIC_OR, ATOMIC_XOR, CAS -> true;
            default -> false;
        };
    }

    public boolean isCall() {
        return switch (this) {
            case CALL, CALL_CAP, TAIL_CALL, TAIL_CALL_CAP -> true;
            default -> false;
        };
    }
}
