package dev.limpid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names of the code that the pages speak of are names that the code has. */
class NamesTest {
  private static final Path HOUSE = Path.of("..");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern MARKED = Pattern.compile("`([^`\n]+)`");
  private static final Pattern CAMEL = Pattern.compile("\\b(?:[A-Z][a-z\\d]+|[a-z]+)[A-Z]\\w*");
  private static final Pattern STOP =
      Pattern.compile("\\| (\\d+) \\| \\[\\w+]\\(([^)]+\\.java)\\)(?:, `(\\w+)`)?");

  /** Names of other tools' settings: Maven's, Gradle's and an editor's. */
  private static final Set<String> OF_OTHERS =
      Set.of("failIfNoSpecifiedTests", "DaltDeploymentRepository", "argLine", "jvmArgs", "vmArgs");

  @Test
  void everyNameOnAPageIsInTheSources() throws IOException {
    Set<String> known = new HashSet<>(OF_OTHERS);
    for (Path source : sources()) {
      WORD.matcher(Files.readString(source)).results().forEach(word -> known.add(word.group()));
    }
    List<String> unknown = new ArrayList<>();
    int names = 0;
    for (Path page : pages()) {
      for (String marked : groups(MARKED, Files.readString(page))) {
        for (String name : groups(CAMEL, marked)) {
          names++;
          if (!known.contains(name)) {
            unknown.add(HOUSE.relativize(page) + ": " + name);
          }
        }
      }
    }
    assertTrue(names > 100, "only " + names + " names were found");
    assertEquals(List.of(), unknown);
  }

  @Test
  void aWalkHasEightStopsAtMostAndEachIsThere() throws IOException {
    Matcher stop = STOP.matcher(Files.readString(HOUSE.resolve("docs/ARCHITECTURE.md")));
    List<String> missing = new ArrayList<>();
    int walks = 0;
    while (stop.find()) {
      int number = Integer.parseInt(stop.group(1));
      walks += number == 1 ? 1 : 0;
      assertTrue(number <= 8, stop.group());
      String source = Files.readString(HOUSE.resolve("docs").resolve(stop.group(2)));
      if (stop.group(3) != null && !source.contains(" " + stop.group(3) + "(")) {
        missing.add(stop.group());
      }
    }
    assertEquals(3, walks);
    assertEquals(List.of(), missing);
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(m -> m.group(m.groupCount())).toList();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "docs", "bench")) {
      try (Stream<Path> files = Files.list(HOUSE.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(HOUSE)) {
      for (Path source : modules.map(module -> module.resolve("src")).toList()) {
        if (Files.isDirectory(source)) {
          try (Stream<Path> files = Files.walk(source)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }
}
