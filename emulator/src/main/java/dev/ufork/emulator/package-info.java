/**
 * CHERI machines in Java, the part that knows no architecture: memory with tags, bus, clock, console, scheduling.
 *
 * <p>A machine is used once:
 *
 * <pre>{@code
 *   MachineConfig config = MachineConfig.standard().withMemory(256L << 20).withConsole(System.out::write);
 *   Machine machine = new dev.ufork.emulator.riscv.VirtMachine(config);
 *   machine.load(ElfProgram.read("hello.elf", bytes));
 *   RunResult result = machine.run();            // Exit, Reset, Limit, Stuck or Cancelled; registers of every core
 * }</pre>
 *
 * <p>A board is built from these pieces:
 * <ul>
 *   <li>{@link dev.ufork.emulator.Memory} is RAM in lazily made chunks of bytes and tag bits;
 *       {@link dev.ufork.emulator.Bus} says which memory or {@link dev.ufork.emulator.Device} answers where.
 *   <li>{@link dev.ufork.emulator.Clock} is virtual time: one instruction is one nanosecond. Before a core touches a
 *       device it tells the clock the instant; a device that wants to act later sets an alarm.
 *   <li>{@link dev.ufork.emulator.Scheduler} gives every {@link dev.ufork.emulator.Core} its turns on one thread.
 *       A core runs to its budget or the clock's deadline, whichever is first, exactly.
 *   <li>{@link dev.ufork.emulator.Power} ends the run, {@link dev.ufork.emulator.ConsolePort} is a serial port's
 *       outer side, {@link dev.ufork.emulator.DeviceTree} writes what the board tells its guest.
 * </ul>
 *
 * <p>Everything runs on the thread that calls {@link dev.ufork.emulator.Machine#run()}; only
 * {@link dev.ufork.emulator.Machine#cancel()} may come from another. Nothing here reads a host clock or a random
 * number: the same machine, program and input give the same run.
 */
package dev.ufork.emulator;
