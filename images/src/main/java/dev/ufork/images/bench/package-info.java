/**
 * Benchmarks of the compiler: twelve small programs in the kernel language, each with a twin in C, counted in instructions on
 * the embedded machine.
 */
package dev.ufork.images.bench;
