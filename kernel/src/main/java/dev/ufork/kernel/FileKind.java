package dev.ufork.kernel;

/** What an open file is open on. */
enum FileKind {
    CONSOLE, NULL, ZERO, PIPE_READER, PIPE_WRITER, FILE, DIRECTORY
}
