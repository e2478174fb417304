/**
 * What runs before and under the kernel: reset, trap entry, and the descriptions of boards. One package for each
 * architecture, {@code boot.riscv} and {@code boot.morello}, with the same class names.
 */
package dev.ufork.boot;
