/** The μFork kernel, in the kernel language: memory, processes, fork, system calls. */
@Domain(Domain.Side.KERNEL)
package dev.ufork.kernel;

import dev.ufork.dsl.Domain;
