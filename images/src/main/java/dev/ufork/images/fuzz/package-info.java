/**
 * Random input for the kernel, with seeds: device trees, archives, programs' files, text, system calls. What fails is made as small as it goes, and
 * written down as a {@link dev.ufork.images.fuzz.Case} that can be tried again.
 */
package dev.ufork.images.fuzz;
