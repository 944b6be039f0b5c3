package dev.limpid.cli.treat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFolderTest {
  private static final Recipe ONE = Recipe.defaults().with("epochs", 1);
  private static final Recipe TWO = Recipe.defaults().with("epochs", 2);

  @TempDir Path folder;

  private ResultsFolder of(Recipe recipe) {
    return ResultsFolder.in(folder, "results.json", recipe);
  }

  @Test
  void whatCameOfOtherSettingsIsLeftAlone() throws IOException {
    of(ONE).write(Map.of("treatments", List.of("one")));
    of(ONE);
    String before = Files.readString(folder.resolve("results.json"));
    UserException problem = assertThrows(UserException.class, () -> of(TWO));
    assertTrue(problem.getMessage().contains("holds what came of other settings"));
    assertEquals(before, Files.readString(folder.resolve("results.json")));
  }

  @Test
  void settingsOfWhichNothingCameAreReplaced() throws IOException {
    of(ONE);
    String one = Files.readString(folder.resolve("results.json"));
    of(TWO);
    String two = Files.readString(folder.resolve("results.json"));
    assertEquals(one.replace("\"epochs\":1", "\"epochs\":2"), two);
  }

  @Test
  void aFileOfAnotherProgramIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("results.json"), "mine");
    assertThrows(UserException.class, () -> of(ONE));
    assertEquals("mine", Files.readString(folder.resolve("results.json")));
  }
}
