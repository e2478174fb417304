/** The runtime library of μprocesses, in the kernel language. */
@Domain(Domain.Side.USER)
package dev.ufork.user;

import dev.ufork.dsl.Domain;
