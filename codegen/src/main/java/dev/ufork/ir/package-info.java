/**
 * The intermediate representation: typed functions in SSA form, between the kernel language and the machines.
 *
 * <h2>A function</h2>
 * A {@link dev.ufork.ir.Module} holds {@link dev.ufork.ir.Function}s and {@link dev.ufork.ir.Global}s. A function is a list
 * of {@link dev.ufork.ir.Block}s; a block has parameters, instructions, and ends in one terminator whose
 * {@link dev.ufork.ir.Edge}s pass a value for each parameter of the block they lead to. There are no phi nodes and no
 * registers: a {@link dev.ufork.ir.Value} is a constant, a block parameter or an instruction's result. The text form, which
 * is also the form of the tests:
 *
 * <pre>
 *   func @sum(cap, i32) -> i32 {                  ; the sum of v1 ints at v0
 *   b0(v0: cap, v1: i32):
 *     jump b1(0, 0)
 *   b1(v2: i32, v3: i32):                         ; i, sum
 *     v4 = lts v2, v1
 *     branch v4, b2, b3
 *   b2:
 *     v5 = sext v2
 *     v6 = shl v5, 2
 *     v7 = cap.add v0, v6
 *     v8 = load.i32 v7 + 0
 *     v9 = add v3, v8
 *     v10 = add v2, 1
 *     jump b1(v10, v9)
 *   b3:
 *     return v3
 *   }
 * </pre>
 *
 * An i64 constant is written {@code 5L}, the null capability {@code null}; {@link dev.ufork.ir.Parser} reads what
 * {@link dev.ufork.ir.Printer} writes. The making of that function:
 *
 * {@snippet :
 *   Function f = module.function("sum", Linkage.EXPORT, Signature.of(Type.I32, Type.CAP, Type.I32));
 *   FunctionBuilder b = new FunctionBuilder(f);
 *   Variable i = b.variable(Type.I32, "i"), sum = b.variable(Type.I32, "sum");
 *   b.set(i, b.i32(0));
 *   b.set(sum, b.i32(0));
 *   Block head = b.block(), body = b.block(), done = b.block();
 *   b.jump(head);
 *   b.at(head);                                              // not sealed yet: the back edge is to come
 *   b.branch(b.op(Opcode.LTS, b.get(i), b.param(1)), body, done);
 *   b.seal(body);
 *   b.at(body);
 *   Value at = b.op(Opcode.CAP_ADD, b.param(0), b.op(Opcode.SHL, b.op(Opcode.SEXT, b.get(i)), b.i32(2)));
 *   b.set(sum, b.op(Opcode.ADD, b.get(sum), b.load(Mem.I32, at, 0)));
 *   b.set(i, b.op(Opcode.ADD, b.get(i), b.i32(1)));
 *   b.jump(head);
 *   b.seal(head);
 *   b.at(done);
 *   b.ret(b.get(sum));
 *   b.finish();
 * }
 *
 * <h2>Types</h2>
 * {@code i32}, {@code i64} and {@code cap}. Bytes and shorts exist in memory only: {@link dev.ufork.ir.Mem} says how wide an
 * access is and how a load widens. A comparison yields an i32 that is 0 or 1; a branch or select asks whether an i32 is not
 * zero. A store takes the low bits of any integer at least as wide. No operation turns an integer into a capability; an
 * address in a capability without tag is {@code cap.add null, address}.
 *
 * <p>Integers wrap and shift as in Java. An operation on i32 says nothing about the other half of a register: a back end
 * keeps whatever invariant suits its machine (on RISC-V: i32 values are sign extended, so {@code sext} costs nothing,
 * {@code add} is {@code addw}, and a truncation that only feeds i32 operations or narrow stores need not happen).
 *
 * <h2>Operations</h2>
 * {@link dev.ufork.ir.Opcode} is the table: one row each with shape, attribute and effects. What exists composes: rotation
 * is two shifts and an or, greater-than is less-than with operands swapped, unsigned extension of a byte is
 * {@code and 255}. Division by zero is an unspecified value and no trap; who means Java's division tests before it and ends
 * in {@code panic}. Constants and the null capability are operands, not instructions.
 *
 * <h2>Faults</h2>
 * Only accesses, calls through a capability and intrinsics that say so can fault; operations on capabilities clear the tag
 * instead. An access is checked once, at address + offset, and leaves memory as it was if it faults. The rules for every
 * pass:
 * <ol>
 *   <li>No fault is added: an access executes only where the original executed one that fails whenever it does.
 *   <li>No fault moves across a write: a store, an atomic, a fence, a call, a panic, a device's or ordered access, or an
 *       intrinsic that writes. Plain loads may change places among themselves.
 *   <li>A fault is dropped only with the whole access, when its value is dead, or when an equal access through the same
 *       capability already succeeded with nothing written between. A value just stored may stand for a load only if the
 *       load is known to be permitted: a capability may allow stores and no loads.
 *   <li>{@code cap.add} of a {@code cap.add}, and an offset moved into an access, go together only if what lies between is
 *       representable whenever the result is used, or the tag would have been lost on both ways.
 * </ol>
 * A program after a pass <i>refines</i> the program before: without a fault, the same result and the same memory; with
 * one, a fault and the same memory, unless the faulting access was dead.
 *
 * <p>{@link dev.ufork.ir.Function#recovery} makes a function the unit of recovery: a fault of its own instructions abandons
 * the call and returns that value. Functions that are {@link dev.ufork.ir.InlineHint#ALWAYS inlined by definition} are part
 * of their callers, so their faults are recovered there; faults of other callees are not, and the inliner keeps the
 * difference. The back end emits one table entry per run of instructions.
 *
 * <h2>What front ends promise</h2>
 * <ul>
 *   <li>Declare all functions and globals of a module first, then write bodies: a call names the {@code Function} itself.
 *   <li>Sizes of globals and stack slots are representable at their alignment; offsets are in bytes.
 *   <li>{@link dev.ufork.ir.StackSlot} content is unspecified at entry: store what is read. Its capability does not outlive
 *       the call.
 *   <li>A {@code panic} carries its message; position and function are the instruction's.
 *   <li>Arguments narrower than int are passed as i32, extended as the C type demands.
 * </ul>
 *
 * <h2>What back ends see</h2>
 * <ul>
 *   <li>{@link dev.ufork.ir.Verifier} passes; every block is reachable; {@code function.blocks()} is the layout order, in
 *       which loops are contiguous and test behind their bodies. Critical edges are there to be split.
 *   <li>{@code panic} has become a call when {@code pass.LowerPanics} ran; bit counting and byte swap have been expanded
 *       when the target says that it lacks them ({@code pass.Pipeline} always does that).
 *   <li>A {@link dev.ufork.ir.Const} is made where the back end wants it. Compare and branch, address arithmetic and
 *       access are separate instructions to be matched together; a pure instruction with one use may be sunk into it.
 *   <li>An access on {@code device} memory or with an order other than plain is emitted exactly once, exactly as wide.
 *   <li>{@code stack} and {@code global} are pure and hoisted out of loops; rematerialise them rather than spill.
 * </ul>
 */
package dev.ufork.ir;
