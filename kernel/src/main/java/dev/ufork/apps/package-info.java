/** Sample and real programs, in the kernel language; each has a {@code main}. */
@Domain(Domain.Side.USER)
package dev.ufork.apps;

import dev.ufork.dsl.Domain;
