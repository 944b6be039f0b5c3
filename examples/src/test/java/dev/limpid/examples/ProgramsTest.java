package dev.limpid.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Tensor;
import dev.limpid.layers.GradientCheck;
import dev.limpid.layers.SoftmaxCrossEntropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs run, at a small size. */
class ProgramsTest {
  @TempDir Path folder;

  @Test
  void theNetworkOfTheQuestionTrainsAndItsGapIsTakenApart() throws Exception {
    String printed =
        Printed.by(
            () -> TrainSeedNetwork.main(new String[] {"1", "256", "0.0625", folder.toString()}));
    assertTrue(printed.contains("epoch 1"), printed);
    assertTrue(printed.contains("gap ") && printed.contains("BatchNorm lag"), printed);
    assertTrue(Files.exists(folder.resolve("report.html")), printed);
  }

  @Test
  void theDebuggerTourShowsAStep() throws Exception {
    String printed = Printed.by(() -> StepThrough.main(new String[0]));
    assertTrue(printed.contains("kernel after the step"), printed);
  }

  @Test
  void aLoopOfOnesOwnLearns() throws Exception {
    String printed = Printed.by(() -> OwnLoop.main(new String[] {"3", "640"}));
    assertTrue(lossOf(1, printed) > 1.5 * lossOf(3, printed), printed);
  }

  private static double lossOf(int epoch, String printed) {
    Matcher line = Pattern.compile("(?s).*epoch " + epoch + "  loss (\\S+) .*").matcher(printed);
    assertTrue(line.matches(), printed);
    return Double.parseDouble(line.group(1));
  }

  @Test
  void severalLabelsAnImageAreLearnt() throws Exception {
    String printed = Printed.by(() -> SeveralLabels.main(new String[] {"3"}));
    Matcher f1 = Pattern.compile("(?s).*\\nf1 (\\S+)\\s*").matcher(printed);
    assertTrue(f1.matches() && Double.parseDouble(f1.group(1)) > 0.7, printed);
  }

  @Test
  void aLossOfOnesOwnHasItsGradient() throws Exception {
    String printed = Printed.by(() -> OwnLoss.main(new String[0]));
    Matcher apart = Pattern.compile("(?s).*apart by (\\S+) at most\\s*").matcher(printed);
    assertTrue(apart.matches() && Double.parseDouble(apart.group(1)) < 1e-5, printed);
  }

  @Test
  void aLossOfOnesOwnWithoutSmoothingIsTheLibrarys() {
    Tensor scores = Tensor.zeros(3, 4);
    for (int i = 0; i < scores.size(); i++) {
      scores.data()[i] = (i * 7 % 5) - 2f;
    }
    int[] labels = {3, 0, 2};
    double[] losses = new double[3];
    double[] expected = new double[3];
    Tensor gradient = Tensor.zeros(0);
    Tensor expectedGradient = Tensor.zeros(0);
    double loss = new OwnLoss(0).forward(scores, labels, losses, gradient);
    assertEquals(
        new SoftmaxCrossEntropy().forward(scores, labels, expected, expectedGradient), loss, 1e-14);
    assertArrayEquals(expected, losses, 1e-14);
    assertArrayEquals(expectedGradient.data(), gradient.data(), 1e-7f);
  }

  @Test
  void aLayerOfOnesOwnHasItsGradients() {
    GradientCheck.of(new OwnLayer()).input(2, 2, 3).require();
  }

  @Test
  void aMetricOfOnesOwnIsToldAndStopsATraining() throws Exception {
    String printed = Printed.by(() -> OwnMetric.main(new String[0]));
    assertTrue(printed.contains("epoch 3  {surely_wrong="), printed);
  }

  @Test
  void whatWasLearntIsTransferred() throws Exception {
    String printed = Printed.by(() -> TransferLearning.main(new String[0]));
    assertTrue(printed.contains("from scratch: [head.kernel, head.bias]"), printed);
    Matcher accuracy = Pattern.compile("(?s).*\\nhead (\\S+)\\s+all (\\S+)\\s*").matcher(printed);
    assertTrue(accuracy.matches(), printed);
    assertTrue(Double.parseDouble(accuracy.group(1)) > 0.35, printed);
    assertTrue(Double.parseDouble(accuracy.group(2)) > 0.4, printed);
  }

  @Test
  void aLayerOfOnesOwnIsWrittenAndRead() throws Exception {
    String file = folder.resolve("own.safetensors").toString();
    String printed = Printed.by(() -> OwnLayerInUse.main(new String[] {file, "320"}));
    assertTrue(printed.contains("predicts the same: true"), printed);
  }

  @Test
  void aCauseOfOnesOwnIsFound() throws Exception {
    String printed = Printed.by(() -> OwnCause.main(new String[0]));
    assertTrue(printed.contains("Classes that are never recognised: Not one"), printed);
  }

  @Test
  void anOptimizerOfOnesOwnLowersTheLoss() throws Exception {
    String printed = Printed.by(() -> OwnOptimizer.main(new String[0]));
    double[] losses =
        printed.lines().mapToDouble(line -> Double.parseDouble(line.substring(5))).toArray();
    assertEquals(3, losses.length, printed);
    assertTrue(losses[2] < 0.85 * losses[0], printed);
  }

  @Test
  void aNetworkThatBranchesIsTrainedAndReadBack() throws Exception {
    String file = folder.resolve("branching.safetensors").toString();
    String printed = Printed.by(() -> BranchingNetwork.main(new String[] {file, "160"}));
    assertTrue(printed.contains("maxpool2d_1, relu_2"), printed);
    assertTrue(printed.contains("BatchNorm lag"), printed);
    assertTrue(Files.exists(Path.of(file)), printed);
  }

  @Test
  void whereADiscLiesIsLearnt() throws Exception {
    String printed = Printed.by(() -> Regression.main(new String[] {"6"}));
    Matcher last = Pattern.compile("(?s).*r2=([0-9.eE-]+)}\\s*").matcher(printed);
    assertTrue(last.matches() && Double.parseDouble(last.group(1)) > 0.6, printed);
  }

  /** Ten images of two classes, white ones and black ones, in the binary version of CIFAR-10. */
  @Test
  void aResidualNetworkReadsTheFilesOfCifar() throws Exception {
    byte[] records = new byte[10 * 3073];
    for (int i = 0; i < 10; i++) {
      records[i * 3073] = (byte) (i % 2);
      Arrays.fill(records, i * 3073 + 1, (i + 1) * 3073, (byte) (i % 2 == 0 ? 0 : 255));
    }
    for (String file : List.of("data_batch_1.bin", "test_batch.bin")) {
      Files.write(folder.resolve(file), records);
    }
    Files.writeString(folder.resolve("batches.meta.txt"), "black\nwhite\n");
    String printed = Printed.by(() -> ResNetOnCifar.main(new String[] {folder.toString(), "2"}));
    assertTrue(printed.contains("BatchNorm lag"), printed);
    assertTrue(printed.matches("(?s).*accuracy [0-9.]+\\s*"), printed);
  }

  @Test
  void eachProgramIsReadInASitting() throws IOException {
    try (Stream<Path> programs = Files.list(Path.of("src/main/java/dev/limpid/examples"))) {
      for (Path program : programs.toList()) {
        long lines = Files.readAllLines(program).size();
        assertTrue(lines <= 80, program + " has " + lines + " lines");
      }
    }
  }
}
