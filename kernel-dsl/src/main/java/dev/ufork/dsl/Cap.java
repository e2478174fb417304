package dev.ufork.dsl;

import dev.ufork.dsl.hosted.CapValue;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.dsl.hosted.Views;
import java.util.function.Supplier;

/**
 * A CHERI capability: address, bounds, permissions, and a tag that only the hardware can set.
 *
 * <p>A value: operations return new capabilities, and can only take authority away. What is not allowed yields a capability
 * without tag, and its use is a {@link CapFault}. The body of each method is its hosted meaning, the annotation names the compiled one, the
 * mnemonics in brackets are CHERI-RISC-V's and Morello's.
 */
public final class Cap {
    /** The null capability: no tag, address 0, all bits zero in memory. */
    public static final Cap NULL = new Cap(CapValue.NULL);

    private final CapValue value;
    private final Supplier<CapValue> global;

    private Cap(CapValue value) {
        this.value = value;
        this.global = null;
    }

    private Cap(Supplier<CapValue> global) {
        this.value = null;
        this.global = global;
    }

    /** Hosted only: a capability of the hosted memory. */
    public static Cap hosted(CapValue value) { return new Cap(value); }

    /** Hosted only: the capability of a global, which is another one in each hosted run. */
    public static Cap hostedGlobal(Supplier<CapValue> global) { return new Cap(global); }

    /** Hosted only: the facts of this capability. */
    public CapValue value() { return global == null ? value : global.get(); }

    // ---- parts

    /** Is this a valid capability? (cgettag / GCTAG) */
    @Intrinsic(Op.CAP_TAG) public boolean tag() { return value().tag(); }

    /** The address it points at. (cgetaddr / GCVALUE) */
    @Intrinsic(Op.CAP_ADDRESS) public long address() { return value().address(); }

    /** The lowest address within bounds. (cgetbase / GCBASE) */
    @Intrinsic(Op.CAP_BASE) public long base() { return value().base(); }

    /** Bytes within bounds; all ones when they do not fit 64 bits. (cgetlen / GCLEN) */
    @Intrinsic(Op.CAP_LENGTH) public long length() { return value().length(); }

    /** Address minus base. (cgetoffset / GCOFF) */
    @Intrinsic(Op.CAP_OFFSET) public long offset() { return value().address() - value().base(); }

    /** The permission bits, numbered as the target numbers them. (cgetperm / GCPERM) */
    @Intrinsic(Op.CAP_PERMS) public long perms() { return value().perms(); }

    /** The object type, numbered as the target numbers it. (cgettype / GCTYPE) */
    @Intrinsic(Op.CAP_TYPE) public long type() { return value().type(); }

    /** The upper 64 bits as memory holds them: bounds, permissions, type. (cgethigh / CFHI) */
    @Intrinsic(Op.CAP_UPPER) public long upper() { return value().upper(); }

    /** Is it sealed in any way, sentries included? (cgetsealed / GCSEAL) */
    @Intrinsic(Op.CAP_IS_SEALED) public boolean isSealed() { return value().isSealed(); }

    /** Is this the null capability? */
    @Intrinsic(Op.CAP_IS_NULL) public boolean isNull() { return value().same(CapValue.NULL); }

    /** Are all bits and the tag equal? (csetequalexact / CHKEQ) */
    @Intrinsic(Op.CAP_SAME) public boolean same(Cap other) { return value().same(other.value()); }

    /** Are its bounds and permissions within those of {@code outer}, and the tags equal? (ctestsubset / CHKSS) */
    @Intrinsic(Op.CAP_IS_SUBSET) public boolean isSubsetOf(Cap outer) { return value().isSubsetOf(outer.value()); }

    // ---- made from others

    /** Moved by {@code bytes}; no tag when the result is not representable or this is sealed. (cincoffset / ADD) */
    @Intrinsic(Op.CAP_PLUS) public Cap plus(long bytes) { return new Cap(value().plus(bytes)); }

    /** Moved to {@code address}; no tag when the result is not representable or this is sealed. (csetaddr / SCVALUE) */
    @Intrinsic(Op.CAP_AT) public Cap at(long address) { return new Cap(value().at(address)); }

    /** Narrowed to exactly {@code length} bytes from its address; no tag when that cannot be. (csetboundsexact / SCBNDSE) */
    @Intrinsic(Op.CAP_BOUNDED) public Cap bounded(long length) { return new Cap(value().bounded(length, true)); }

    /** Narrowed to {@code length} bytes from its address, rounded outward to what the format can hold. (csetbounds / SCBNDS) */
    @Intrinsic(Op.CAP_BOUNDED_AT_LEAST) public Cap boundedAtLeast(long length) { return new Cap(value().bounded(length, false)); }

    /** Only the permissions that are in {@code mask} too, see {@link Perms}; no tag when this is sealed. (candperm / CLRPERM) */
    @Intrinsic(Op.CAP_RESTRICT) public Cap restrict(long mask) { return new Cap(value().restrict(mask)); }

    /** A sealed entry: it can be called and nothing else. (csealentry / SEAL rb) */
    @Intrinsic(Op.CAP_SEAL_ENTRY) public Cap sealEntry() { return new Cap(value().sealEntry()); }

    /** Sealed with the object type at the address of {@code authority}. (cseal / SEAL) */
    @Intrinsic(Op.CAP_SEALED_BY) public Cap sealedBy(Cap authority) { return new Cap(value().sealedBy(authority.value())); }

    /** Unsealed by the authority for its object type. (cunseal / UNSEAL) */
    @Intrinsic(Op.CAP_UNSEALED_BY) public Cap unsealedBy(Cap authority) { return new Cap(value().unsealedBy(authority.value())); }

    /** The same bits without tag. (ccleartag / CLRTAG) */
    @Intrinsic(Op.CAP_UNTAGGED) public Cap untagged() { return new Cap(value().withTag(false)); }

    /** The bits of {@code pattern} made valid by this authority; no tag where they exceed it. (cbuildcap / BUILD) */
    @Intrinsic(Op.CAP_BUILD) public Cap build(Cap pattern) { return new Cap(value().build(pattern.value())); }

    /** The least length of at least {@code length} that bounds can have exactly. (croundrepresentablelength / RRLEN) */
    @Intrinsic(Op.CAP_ROUND_LENGTH) public static long representableLength(long length) { return CapValue.representableLength(length); }

    /** The mask that aligns a base so that bounds of {@code length} bytes are exact. (crepresentablealignmentmask / RRMASK) */
    @Intrinsic(Op.CAP_ALIGN_MASK) public static long alignmentMask(long length) { return CapValue.alignmentMask(length); }

    // ---- memory: one check at address + offset

    /** Loads a byte, zero-extended; cast to {@code byte} for its sign. (clbu / LDRB) */
    @Intrinsic(Op.LOAD8) public int load8(long offset) { return (int) Hosted.memory().load(value(), offset, 1); }

    /** Loads two bytes, little-endian, zero-extended; cast to {@code short} for their sign. (clhu / LDRH) */
    @Intrinsic(Op.LOAD16) public int load16(long offset) { return (int) Hosted.memory().load(value(), offset, 2); }

    /** Loads four bytes. (clw / LDR) */
    @Intrinsic(Op.LOAD32) public int load32(long offset) { return (int) Hosted.memory().load(value(), offset, 4); }

    /** Loads eight bytes. (cld / LDR) */
    @Intrinsic(Op.LOAD64) public long load64(long offset) { return Hosted.memory().load(value(), offset, 8); }

    /** Loads a capability, tag included. (clc / LDR) */
    @Intrinsic(Op.LOAD_CAP) public Cap loadCap(long offset) { return new Cap(Hosted.memory().loadCap(value(), offset)); }

    /** The tags of the 64 bytes at the offset, which are 64-byte aligned: bit n for the n-th sixteen bytes. (cloadtags / LDCT) */
    @Intrinsic(Op.LOAD_TAGS) public long loadTags(long offset) { return Hosted.memory().loadTags(value(), offset); }

    /** Stores the low byte. (csb / STRB) */
    @Intrinsic(Op.STORE8) public void store8(long offset, int data) { Hosted.memory().store(value(), offset, 1, data); }

    /** Stores the low two bytes. (csh / STRH) */
    @Intrinsic(Op.STORE16) public void store16(long offset, int data) { Hosted.memory().store(value(), offset, 2, data); }

    /** Stores four bytes. (csw / STR) */
    @Intrinsic(Op.STORE32) public void store32(long offset, int data) { Hosted.memory().store(value(), offset, 4, data); }

    /** Stores eight bytes. (csd / STR) */
    @Intrinsic(Op.STORE64) public void store64(long offset, long data) { Hosted.memory().store(value(), offset, 8, data); }

    /** Stores a capability, tag included. (csc / STR) */
    @Intrinsic(Op.STORE_CAP) public void storeCap(long offset, Cap data) { Hosted.memory().storeCap(value(), offset, data.value()); }

    /** The memory seen as a struct or as device registers; the view is this capability. */
    @Intrinsic(Op.VIEW) public <T extends Ref> T as(Class<T> type) { return Views.of(type, this); }

    /** For example {@code cap{0x9000..0x9040 @0x9000 rwRW tag}}. */
    @Override
    public String toString() { return value().toString(); }
}
