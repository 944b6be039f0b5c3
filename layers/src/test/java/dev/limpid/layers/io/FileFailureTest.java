package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {
  @TempDir Path folder;

  @Test
  void theReasonIsSaidAndNotTheNameAgain() {
    IOException missing =
        assertThrows(IOException.class, () -> Files.newInputStream(folder.resolve("x")));
    assertEquals("there is no such file or folder", FileFailure.reason(missing));
    assertEquals("permission denied", FileFailure.reason(new AccessDeniedException("x")));
    assertEquals(
        "No space left on device",
        FileFailure.reason(new FileSystemException("x", null, "No space left on device")));
    assertEquals("Broken pipe", FileFailure.reason(new IOException("Broken pipe")));
    assertEquals("EOFException", FileFailure.reason(new EOFException()));
  }
}
