/**
 * The optimiser: passes over the IR that keep its meaning, and the {@linkplain dev.ufork.ir.pass.Pipeline table} of their order.
 *
 * {@snippet :
 *   new Pipeline(Target.RISCV).run(module);                       // the usual
 *   new Pipeline(Target.RISCV).without("hoist").run(module);      // what is that pass worth?
 *   new Pipeline(Target.RISCV).unoptimised().run(module);         // only what back ends rely on
 * }
 *
 * A pass is one file whose first comment says what it does and why it may. The rules for faults are those of
 * {@link dev.ufork.ir}; tests run every pass alone and all together on random programs, and hold the result to the
 * interpreter's view of the original.
 */
package dev.ufork.ir.pass;
