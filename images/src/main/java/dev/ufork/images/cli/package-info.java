/**
 * The {@code ufork} command line: what people type, and what they get back.
 *
 * <p>The guest's console goes to standard output untouched; everything else goes to standard error. Exit statuses are
 * {@link dev.ufork.images.cli.Status}. Whatever goes wrong is one sentence that says what would work; a stack trace is a
 * defect.
 */
package dev.ufork.images.cli;
