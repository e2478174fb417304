/** The μFork kernel, in the kernel language: memory, processes, fork, system calls. */
package dev.ufork.kernel;
