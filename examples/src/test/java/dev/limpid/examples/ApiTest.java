package dev.limpid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the published modules offer is what {@code docs/api} lists, one file a module, so that a
 * change of it is seen where it is reviewed. {@code -Dlimpid.api=write} writes the lists anew.
 */
class ApiTest {
  private static final Path LISTS = Path.of("..", "docs", "api");
  private static final Set<String> SPOKEN_OF_WITH_THEIR_TYPE = Set.of("Builder");
  private static final int MOST_PUBLIC_TYPES = 100;

  @ParameterizedTest
  @MethodSource("modules")
  void theApiOfAModuleIsTheOneThatIsListed(String module) throws Exception {
    String actual = Api.of(finder().find(module).orElseThrow());
    Path list = LISTS.resolve(module + ".txt");
    if ("write".equals(System.getProperty("limpid.api"))) {
      Files.createDirectories(LISTS);
      Files.writeString(list, actual);
    }
    assertEquals(
        Files.exists(list) ? Files.readString(list) : "",
        actual,
        () -> list + " lists another API; if the change is meant, CONTRIBUTING.md says how");
  }

  /** But for nested ones that are only spoken of with the type around them. */
  @Test
  void noTwoPublicTypesHaveTheSameName() throws Exception {
    Map<String, List<String>> types = new TreeMap<>();
    for (String module : modules()) {
      for (Class<?> type : Api.types(finder().find(module).orElseThrow())) {
        types.computeIfAbsent(type.getSimpleName(), name -> new ArrayList<>()).add(type.getName());
      }
    }
    assertTrue(types.size() > 100, types::toString);
    types.keySet().removeAll(SPOKEN_OF_WITH_THEIR_TYPE);
    assertEquals(
        List.of(), types.values().stream().filter(sameName -> sameName.size() > 1).toList());
  }

  /** A type is public because a user needs it: their number may fall, and not rise. */
  @Test
  void trainInsightAndReportHaveNoMorePublicTypesThanUsersNeed() throws Exception {
    List<Class<?>> types = new ArrayList<>();
    for (String module : List.of("train", "insight", "report")) {
      types.addAll(Api.types(finder().find("dev.limpid." + module).orElseThrow()));
    }
    assertTrue(types.size() <= MOST_PUBLIC_TYPES, () -> types.size() + ": " + types);
  }

  /** Those that export a package: all but the command line and what is not published. */
  static Collection<String> modules() {
    return finder().findAll().stream()
        .map(ModuleReference::descriptor)
        .filter(module -> module.name().startsWith("dev.limpid."))
        .filter(module -> module.exports().stream().anyMatch(exported -> !exported.isQualified()))
        .map(ModuleDescriptor::name)
        .sorted()
        .toList();
  }

  /** Of the class path: folders and jars of this project. */
  private static ModuleFinder finder() {
    Path[] entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry -> entry.endsWith(File.separator + "classes") || entry.contains("limpid-"))
            .map(Path::of)
            .filter(
                entry ->
                    !Files.isDirectory(entry) || Files.exists(entry.resolve("module-info.class")))
            .filter(entry -> !entry.toString().endsWith("tests.jar"))
            .toArray(Path[]::new);
    assertTrue(entries.length >= 7, () -> Arrays.toString(entries));
    return ModuleFinder.of(entries);
  }
}
