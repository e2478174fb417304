package dev.ufork.boot.linux;

/** Where a sentence is in the sources: {@code CLASS.METHOD} and the line. */
record Site(String method, int line) {
    String type() {
        return method.substring(0, method.indexOf('.'));
    }
}
