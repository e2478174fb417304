/**
 * What depends on the target, under the names that the kernel uses: each class stands for its twin, see {@code dev.ufork.dsl.Twin}. On the JVM they are
 * the twins that they name.
 */
package dev.ufork.kernel.target;
