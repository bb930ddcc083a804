package org.sgmrl.run.text;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Words for file system errors, whose own messages are often just the path.
public final class Errors {
    private Errors() {}

    /// Why an operation failed, without the path.
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException ignored -> "no such file or folder";
            case AccessDeniedException denied -> denied.getReason() == null ? "permission denied" : denied.getReason();
            case FileAlreadyExistsException ignored -> "it exists already";
            case NotDirectoryException ignored -> "it is not a folder";
            case CharacterCodingException ignored -> "it is not UTF-8 text";
            case FileSystemException f -> String.valueOf(f.getReason() == null ? f.getMessage() : f.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }
}
