/**
 * The front end of the kernel language: from attributed javac trees to the compiler's intermediate representation.
 *
 * <p>{@link dev.ufork.dsl.front.UforkPlugin} runs the checker in every ordinary compile ({@code -Xplugin:ufork});
 * {@link dev.ufork.dsl.front.KernelProgram} reads sources, runs the same checker, and writes IR for a target. Both ask
 * one model of the program: what a type is, whom a call calls.
 */
package dev.ufork.dsl.front;
