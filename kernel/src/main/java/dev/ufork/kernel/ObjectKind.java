package dev.ufork.kernel;

/** The kinds of kernel objects, in the order of {@link Objects}' sizes. */
enum ObjectKind {
    FILES, OPEN_FILE, PIPE, NODE, SHORT_ENTRY, LONG_ENTRY, ACTIONS, MAPPING, MAPPINGS, LIMITS
}
