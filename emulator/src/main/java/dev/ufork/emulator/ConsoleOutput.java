package dev.ufork.emulator;

/** Where a machine's console output goes, byte by byte, from the machine's thread. */
@FunctionalInterface
public interface ConsoleOutput {
    void put(byte b);
}
