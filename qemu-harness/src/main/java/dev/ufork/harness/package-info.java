/**
 * Boots ELF files on machines and judges what comes back.
 *
 * <p>A run has five parts, each one small type:
 *
 * <pre>
 *  ElfFile      the file, checked: is it for a board we know, is it whole, does it fit the RAM
 *  Boot         the file plus memory, harts and arguments: everything a machine is told
 *  Machine      embedded (in this JVM), QEMU on the host, QEMU in a container
 *  Monitor      starts the machine, keeps its console, enforces the limits, asks for registers when they strike
 *  Outcome      the verdict, the console, what the machine itself had to say
 * </pre>
 *
 * <pre>{@code
 * Boot boot = Boot.of(ElfFile.read(path));
 * Outcome outcome = Monitor.run(new EmbeddedMachine(), boot, Limits.total(Duration.ofSeconds(60)), System.out);
 * if (outcome.verdict() instanceof Verdict.Exited(int status)) ...
 * }</pre>
 *
 * <p>The guest's failure and the machine's failure are different verdicts: a kernel that panics is not a QEMU that is
 * missing, and neither is ever reported as the other. Nothing here sleeps: readers block, and limits are deadlines.
 *
 * <p>This package knows ELF files as bytes; it knows no image and no kernel.
 */
package dev.ufork.harness;
