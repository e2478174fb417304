/**
 * Runs the IR as it is: over memory with tags, with the capability arithmetic of a format, and with faults as values.
 *
 * {@snippet :
 *   Interpreter machine = new Interpreter(module, CapFormat.CC128);
 *   machine.memory().map(0x9000, 64);
 *   Outcome end = machine.run("sum", machine.data(0x9000, 64), 16L);
 *   // Returned[value=...], or Faulted[fault=LENGTH: 4 bytes at ...], or Panicked, or Exhausted
 * }
 *
 * It is the meaning that passes are held to: what they make of a module must refine what the interpreter does with the
 * original. The one liberty is the result of a division by zero, which is unspecified.
 */
package dev.ufork.ir.interp;
