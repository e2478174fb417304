/**
 * What runs in every image of this architecture, in the kernel language: what the board is, console, reports of faults and panics, the end of the run.
 *
 * <p>The assembler calls these functions by their exported symbols; {@link dev.ufork.boot.morello.guest.Stubs} are what they need of it.
 */
@Domain(Domain.Side.KERNEL)
package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Domain;
