package dev.ufork.kernel;

/** What a node of the file system is. */
enum NodeKind {
    FILE, DIRECTORY, FIFO, CONSOLE, NULL, ZERO
}
