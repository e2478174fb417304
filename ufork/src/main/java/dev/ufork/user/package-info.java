/** The runtime library of μprocesses, in the kernel language. */
package dev.ufork.user;
