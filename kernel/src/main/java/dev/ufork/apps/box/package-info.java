/** Small commands, several in one program, told apart by the name it is called by. Source: POSIX.1-2017, Shell and Utilities, chapter 4. */
@Domain(Domain.Side.USER)
package dev.ufork.apps.box;

import dev.ufork.dsl.Domain;
