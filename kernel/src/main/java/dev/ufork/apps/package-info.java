/** Sample and real μprocesses, in the kernel language. */
package dev.ufork.apps;
