/**
 * The kernel's invariants, proven from outside: a machine stands still, and its memory is read as the hardware would read it, from the root of the page
 * table on. {@link dev.ufork.images.verify.Verifier} shares no code with the kernel; of its records it asks only where they lie.
 */
package dev.ufork.images.verify;
