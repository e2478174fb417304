/** What programs know about Morello; {@code dev.ufork.user.riscv} has the same for CHERI-RISC-V. */
@Domain(Domain.Side.USER)
@Twin("cc128m")
package dev.ufork.user.morello;

import dev.ufork.dsl.Domain;
import dev.ufork.dsl.Twin;
