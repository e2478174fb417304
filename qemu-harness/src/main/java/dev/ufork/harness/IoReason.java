package dev.ufork.harness;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be read or written, in words: the messages of Java's exceptions are often the file's name alone. */
public final class IoReason {
    private IoReason() {}

    /** The reason, to stand behind a colon. */
    public static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case FileAlreadyExistsException exists -> exists.getFile() + " is a file, not a folder";
            case NotDirectoryException file -> file.getFile() + " is not a folder";
            case NoSuchFileException missing -> "there is no " + missing.getFile() + ", or a folder on the way to it is missing";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case FileSystemException other -> "the file system refuses " + other.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }
}
