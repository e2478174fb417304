/** What the kernel knows about Morello; {@code dev.ufork.kernel.riscv} has the same for CHERI-RISC-V. */
@Twin("cc128m")
package dev.ufork.kernel.morello;

import dev.ufork.dsl.Twin;
