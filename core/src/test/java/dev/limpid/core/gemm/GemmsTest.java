package dev.limpid.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class GemmsTest {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  /** Prints what a JVM finds out about itself, and the result of a product. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Gemms.explain().forEach(System.out::println);
      float[] c = new float[1];
      Gemms.best()
          .multiply(
              false, false, 1, 1, 1, new float[] {3}, new float[] {4}, 0, c, Parallel.serial());
      System.out.println("product " + c[0]);
    }
  }

  @Test
  void theTestsRunInTheLaneThatTheySayTheyDo() {
    String lane = System.getProperty("limpid.test.lane");
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    List<String> names = Gemms.available().stream().map(Gemm::name).toList();
    switch (lane) {
      case "vector" -> {
        assertTrue(module);
        boolean avx2 =
            HotSpotFlags.value("UseAVX").map(v -> Integer.parseInt(v) >= 2).orElse(false);
        if (avx2) {
          assertEquals("vector", names.get(0), () -> Gemms.explain().toString());
        }
      }
      case "plain" -> {
        assertFalse(module);
        assertFalse(names.contains("vector"));
        assertTrue(
            Gemms.explain().get(0).contains("--add-modules jdk.incubator.vector"),
            () -> Gemms.explain().toString());
      }
      default -> throw new AssertionError("unknown lane " + lane);
    }
    assertTrue(names.contains("java"));
  }

  @Test
  void jblasWorksHereOrSaysWhyNot() {
    Candidate jblas = JblasProbe.probe();
    if (!jblas.isUsable()) {
      assertFalse(
          Boolean.parseBoolean(System.getenv("LIMPID_REQUIRE_JBLAS")),
          "LIMPID_REQUIRE_JBLAS is set, but " + jblas);
      Assumptions.abort(jblas.toString());
    }
    assertEquals("jblas", Gemms.named("jblas").name());
  }

  @Test
  void aNameThatIsNotKnownIsRefusedWithThoseThatAre() {
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> Gemms.named("magic"));
    assertTrue(problem.getMessage().contains("vector, jblas, java"), problem.getMessage());
  }

  @Test
  void withoutAFastVectorApiAnotherIsChosenAndTheReasonSaid() throws Exception {
    fallsBack("module jdk.incubator.vector is missing; start Java with --add-modules");
    fallsBack("(-Xint)", MODULE, "-Xint");
    fallsBack("TieredStopAtLevel", MODULE, "-XX:TieredStopAtLevel=1");
    fallsBack("UseFMA", MODULE, "-XX:-UseFMA");
  }

  @Test
  void aForcedChoiceIsTakenOrFailsWithTheRemedy() throws Exception {
    String forced = run(0, "-Dlimpid.gemm=java", MODULE);
    assertTrue(forced.contains("chosen: java, forced by -Dlimpid.gemm"), forced);
    String failed = run(1, "-Dlimpid.gemm=vector");
    assertTrue(failed.contains("start Java with --add-modules"), failed);
  }

  @Test
  void jblasPrintsNothingWhenItLoadsFailsOrExits() throws Exception {
    String output = run(0, MODULE);
    for (String line : output.lines().toList()) {
      assertTrue(
          line.matches("(vector|jblas|java|chosen|product|WARNING: Using incubator).*"), output);
    }
  }

  private static void fallsBack(String reason, String... options) throws Exception {
    String output = run(0, options);
    assertTrue(output.contains("vector not usable: "), output);
    assertTrue(output.contains(reason), output);
    assertTrue(output.contains("product 12.0"), output);
    assertFalse(output.contains("chosen: vector"), output);
  }

  private static String run(int exitCode, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Child.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(
        exitCode, process.waitFor(), command.stream().collect(Collectors.joining(" ")) + output);
    return output;
  }
}
