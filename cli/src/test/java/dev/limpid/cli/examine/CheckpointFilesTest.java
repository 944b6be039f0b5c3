package dev.limpid.cli.examine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
  @TempDir private Path folder;

  @Test
  void epochsAreInTheOrderOfTheirNumbers() throws IOException {
    files("epoch-2.keras", "epoch-10.keras", "epoch-1.keras", "history.csv");
    assertEquals(List.of(1, 2, 10), epochs("epoch-*.keras"));
  }

  @Test
  void theNumberThatDiffersIsTheEpoch() throws IOException {
    files("resnet50.01-0.93.keras", "resnet50.02-0.93.keras");
    assertEquals(List.of(1, 2), epochs("*.keras"));
  }

  @Test
  void namesWithoutANumberAndFoldersThatAreNotThereAreRefused() throws IOException {
    files("best.keras");
    assertThrows(UserException.class, () -> epochs("*.keras"));
    assertThrows(UserException.class, () -> CheckpointFiles.of(folder + "/none/*.keras").files());
    assertThrows(UserException.class, () -> CheckpointFiles.of(folder + "/*/a.keras"));
  }

  @Test
  void whatCsvLoggerWritesIsRead() throws IOException {
    Path csv = folder.resolve("history.csv");
    Files.writeString(
        csv,
        "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,1.5,0.25,2.5\n1,0.75,0.5,NA,nan\n2,0");
    PrintedHistory history = PrintedHistory.read(csv);
    assertEquals(2, history.size());
    assertEquals(1.5, history.of(1).loss());
    assertEquals(0.25, history.of(1).validationAccuracy());
    assertTrue(Double.isNaN(history.of(2).validationLoss()));
    assertTrue(Double.isNaN(history.of(3).loss()));
  }

  @Test
  void otherTablesAreRefusedWithTheLine() throws IOException {
    Path csv = folder.resolve("history.csv");
    Files.writeString(csv, "a,b\n1,2\n");
    assertThrows(UserException.class, () -> PrintedHistory.read(csv));
    Files.writeString(csv, "epoch,loss\n0,1\nx,2\n");
    Exception refused = assertThrows(UserException.class, () -> PrintedHistory.read(csv));
    assertTrue(refused.getMessage().contains("line 3"), refused::getMessage);
  }

  @Test
  void whatAFileHoldsIsToldOnOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("h.csv"), "epoch,loss\n0,a\u001b[2Jb\n");
    Exception refused = assertThrows(UserException.class, () -> PrintedHistory.read(file));
    assertTrue(refused.getMessage().contains("'a\\u001b[2Jb' is no number"), refused::getMessage);
    Exception noFile = assertThrows(UserException.class, () -> PrintedHistory.read(folder));
    assertTrue(noFile.getMessage().contains("is not a file"), noFile::getMessage);
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
  }

  private List<Integer> epochs(String pattern) {
    return List.copyOf(CheckpointFiles.of(folder + "/" + pattern).files().keySet());
  }
}
