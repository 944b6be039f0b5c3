package dev.limpid.cli.recipe;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWriterTest {
  @TempDir Path folder;

  @Test
  void aFolderThatWasRemovedOrMadeAnewIsNotWrittenInto() throws IOException {
    Path run = folder.resolve("run");
    try (RunWriter writer = RunWriter.open(run, false)) {
      assertTrue(Files.isDirectory(writer.staged().path()));
      Files.move(run, folder.resolve("elsewhere"));
      refused(writer);
      assertTrue(Files.notExists(run));
      Files.createDirectory(run);
      refused(writer);
      Files.createFile(run.resolve(".limpid-lock"));
      refused(writer);
    }
  }

  private static void refused(RunWriter writer) {
    UserException problem = assertThrows(UserException.class, writer::staged);
    assertTrue(problem.getMessage().contains("was removed, or made anew"), problem.getMessage());
  }
}
