/** What the kernel knows about CHERI-RISC-V; {@code dev.ufork.kernel.morello} has the same for Morello. */
@Twin("cc128")
package dev.ufork.kernel.riscv;

import dev.ufork.dsl.Twin;
