/** The shell, in the kernel language. Source: POSIX.1-2017, Shell and Utilities, chapter 2; what it leaves out is said in {@link Sh}. */
@Domain(Domain.Side.USER)
package dev.ufork.apps.sh;

import dev.ufork.dsl.Domain;
