package dev.ufork.apps.sh;

/** What a {@link Node} is. */
enum Kind {
    /** Assignments, words and redirections: what a command with a name is. */
    SIMPLE,
    /** Commands one after the other. */
    LIST,
    AND, OR, NOT, BACKGROUND,
    /** Commands side by side. */
    PIPELINE,
    SUBSHELL,
    /** A compound command with redirections. */
    REDIRECTED,
    IF, WHILE, UNTIL, FOR, CASE,
    /** One of a case's choices. */
    CHOICE,
    FUNCTION,
    WORD,
    REDIRECTION
}
