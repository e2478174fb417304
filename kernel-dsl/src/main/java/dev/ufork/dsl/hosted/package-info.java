/** Kernel code on the JVM: tagged memory with full checking, generated views of structs, globals that are fresh in every run. */
package dev.ufork.dsl.hosted;
