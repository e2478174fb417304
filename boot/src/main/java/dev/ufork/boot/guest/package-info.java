/**
 * What runs in every image whatever its architecture, in the kernel language: how things are said on a console, and what a panic says.
 *
 * <p>What depends on the architecture is in packages {@code guest} of the architectures; they and these know each other by exported symbols.
 */
@Domain(Domain.Side.KERNEL)
package dev.ufork.boot.guest;

import dev.ufork.dsl.Domain;
