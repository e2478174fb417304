/** What programs know about CHERI-RISC-V; {@code dev.ufork.user.morello} has the same for Morello. */
@Domain(Domain.Side.USER)
@Twin("cc128")
package dev.ufork.user.riscv;

import dev.ufork.dsl.Domain;
import dev.ufork.dsl.Twin;
