package dev.ufork.apps.sh;

/** What a text is cut into. Source: POSIX.1-2017, Shell and Utilities 2.10.1. */
enum Symbol {
    WORD, END, NEWLINE, SEMICOLON, AMPERSAND, AND, OR, PIPE, OPEN, CLOSE, CASE_END, LESS, GREATER, APPEND, CLOBBER, DUP_IN, DUP_OUT, READ_WRITE, HERE
}
