package dev.limpid.core.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.gemm.Matrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  @TempDir Path temporary;

  /** Prints what a JVM computes a product with, and the product. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Matrix three = Matrix.of(new float[] {3}, 1, 1);
      Matrix four = Matrix.of(new float[] {4}, 1, 1);
      float[] c = new float[1];
      try {
        Compute compute = Compute.standard();
        compute.gemm().multiply(three, four, 0, Matrix.of(c, 1, 1), Parallel.serial());
        Kernels.explain().forEach(System.out::println);
        System.out.println("product " + c[0]);
      } catch (IllegalArgumentException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  @Test
  void theTestsRunInTheLaneThatTheySayTheyDo() {
    String lane = System.getProperty("limpid.test.lane");
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    List<String> names = Kernels.available().stream().map(Kernels::name).toList();
    assertEquals(lane.equals("vector"), module, lane);
    if (lane.equals("plain")) {
      assertFalse(names.contains("vector"));
      assertTrue(
          Kernels.explain().get(0).contains("limpid-vector is missing"),
          () -> Kernels.explain().toString());
    }
    assertEquals("java", names.get(names.size() - 1));
  }

  @Test
  void jblasWorksHereOrSaysWhyNot() {
    List<String> names = Kernels.available().stream().map(Kernels::name).toList();
    if (!names.contains("jblas")) {
      String reason =
          assertThrows(IllegalArgumentException.class, () -> Kernels.named("jblas")).getMessage();
      assertFalse(
          Boolean.parseBoolean(System.getenv("LIMPID_REQUIRE_JBLAS")),
          "LIMPID_REQUIRE_JBLAS is set, but " + reason);
      Assumptions.abort(reason);
    }
    assertEquals("jblas", Kernels.named("jblas").name());
  }

  @Test
  void aNameThatIsNotKnownIsRefusedWithThoseThatAre() {
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> Kernels.named("magic"));
    assertTrue(problem.getMessage().contains("vector, jblas, java"), problem.getMessage());
  }

  @Test
  void withoutAFastVectorApiAnotherIsChosenAndTheReasonSaid() throws Exception {
    assumeVectorModule();
    fallsBack("module jdk.incubator.vector is missing; start Java with --add-modules");
    fallsBack("(-Xint)", MODULE, "-Xint");
    fallsBack("TieredStopAtLevel", MODULE, "-XX:TieredStopAtLevel=1");
    fallsBack("CompilationMode", MODULE, "-XX:CompilationMode=quick-only");
    fallsBack("UseFMA", MODULE, "-XX:-UseFMA");
    fallsBack("it takes 4096", MODULE, "-Dlimpid.leastbits=4096");
    fallsBack("or by flags such as -XX:UseAVX", MODULE, "-Dlimpid.leastbits=4096");
  }

  private static void assumeVectorModule() {
    Assumptions.assumeTrue(
        System.getProperty("limpid.test.lane").equals("vector"), "limpid-vector is not here");
  }

  private void fallsBack(String reason, String... options) throws Exception {
    String output = run(options);
    assertTrue(output.contains("vector not usable: "), output);
    assertTrue(output.contains(reason), output);
    assertTrue(output.contains("product 12.0"), output);
    assertFalse(output.contains("chosen: vector"), output);
  }

  @Test
  void aForcedChoiceIsTakenOrFailsWithTheRemedy() throws Exception {
    String forced = run("-Dlimpid.gemm=java", MODULE);
    assertTrue(forced.contains("chosen: java, forced by -Dlimpid.gemm"), forced);
    assertTrue(forced.contains("jblas: not looked for"), forced);
    String failed = run("-Dlimpid.gemm=vector");
    assertTrue(failed.contains("refused: vector not usable: "), failed);
  }

  @Test
  void aBadValueOfAPropertyIsRefusedInOneSentenceThatNamesIt() throws Exception {
    refuses("limpid.gemm", "magic", "must be one of [vector, jblas, java]");
    refuses("limpid.conv", "magic", "must be one of [auto, direct, winograd-plain, im2col,");
    refuses("limpid.threads", "0", "must be a whole number of 1 or more");
    refuses("limpid.threads", "two", "must be a whole number of 1 or more");
  }

  /** Whichever kernels compute, and whether or not those are here that they concern. */
  @ParameterizedTest
  @ValueSource(strings = {"limpid.unset", "limpid.gemm=java"})
  void aBadValueThatConcernsTheVectorApiAloneIsRefusedInTheSameWords(String forced)
      throws Exception {
    String option = "-D" + forced;
    refuses("limpid.tile", "3", "must be one of [4, 6, 8]", option);
    refuses("limpid.tile", "wide", "must be one of [4, 6, 8]", option);
    refuses("limpid.slice", "64", "must be one of [128, 256]", option);
    refuses("limpid.l1", "2147483648", "must be a whole number from 1 to 2147483647", option);
    refuses("limpid.l2", "1M", "must be a whole number of 1 or more", option);
    refuses("limpid.l3", "0", "must be a whole number of 1 or more", option);
    refuses("limpid.leastbits", "wide", "must be a whole number of 32 or more", option);
    refuses("limpid.calibrate", "no", "must be true or false", option);
    refuses("limpid.newerjdk", "yes", "must be true or false", option);
  }

  private void refuses(String property, String value, String sentence, String... options)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("-D" + property + "=" + value, MODULE));
    all.addAll(List.of(options));
    String output = run(all.toArray(String[]::new));
    List<String> lines =
        output.lines().filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
    assertEquals(1, lines.size(), output);
    assertTrue(lines.get(0).startsWith("refused: " + property + " " + sentence), output);
    assertTrue(lines.get(0).endsWith(", but is '" + value + "'"), output);
  }

  @Test
  void moreThreadsThanProcessorsAreCappedWithOneWord() throws Exception {
    String output = run("-Dlimpid.threads=1000000", MODULE);
    int processors = Runtime.getRuntime().availableProcessors();
    String word = "limpid.threads is 1000000, but there are only " + processors + " processors";
    assertEquals(2, output.split(word, -1).length, output);
    assertTrue(output.contains("; using " + processors), output);
    assertTrue(output.contains("product 12.0"), output);
  }

  /** Its library is 29 MB that are unpacked there; a JVM that is killed leaves them. */
  @Test
  void jblasIsNotLookedForWhereTheVectorApiIsChosen() throws Exception {
    assumeVectorModule();
    String output = run(MODULE);
    if (output.contains("chosen: vector")) {
      assertTrue(output.contains("jblas: not looked for"), output);
      try (Stream<Path> files = Files.list(temporary)) {
        assertEquals(List.of(), files.toList());
      }
    }
    for (String line : output.lines().toList()) {
      assertTrue(
          line.matches("(vector|jblas|java|chosen|product|WARNING: Using incubator).*"), output);
    }
  }

  @Test
  void jblasPrintsNothingWhenItLoadsFailsOrExits() throws Exception {
    String output = run("-Dlimpid.gemm=jblas");
    for (String line : output.lines().toList()) {
      assertTrue(line.matches("(vector|jblas|java|chosen|product|refused: jblas).*"), output);
    }
  }

  private String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options));
    command.add("-Djava.io.tmpdir=" + temporary);
    boolean jblasMayLoad = !List.of(options).equals(List.of(MODULE));
    if (jblasMayLoad && Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Child.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), command.stream().collect(Collectors.joining(" ")) + output);
    return output;
  }
}
