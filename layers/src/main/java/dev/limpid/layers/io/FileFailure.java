package dev.limpid.layers.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Why a file could not be read or written, in words. The message of most of the JDK's exceptions
 * about files is no more than the file's name.
 */
public final class FileFailure {
  private FileFailure() {}

  /** The reason alone, such as "permission denied", to stand behind the name of the file. */
  public static String reason(IOException problem) {
    if (problem instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (problem instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (problem instanceof FileAlreadyExistsException) {
      return "a file of that name exists";
    }
    if (problem instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (problem instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    String text =
        problem instanceof FileSystemException file ? file.getReason() : problem.getMessage();
    return text == null || text.isBlank() ? problem.getClass().getSimpleName() : text;
  }
}
