package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.train.Classifier;
import dev.limpid.train.Prediction;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors, each a JVM of its own, and drivers that are ended in between. */
class LocalClusterTest {
  @TempDir private Path folder;

  @Test
  void aPipelineThatWasSavedSaysInAnotherJvmToTheBitWhatTheLibrarySays() throws Exception {
    Path pictures = folder.resolve("pictures");
    Pictures.write(pictures, 9);
    Path model = folder.resolve("model");
    String fitted = run("fit", pictures, model);
    String loaded = run("score", pictures, model);
    assertEquals(fitted, loaded);
    assertEquals(librarySays(pictures, model), loaded);
  }

  /** {@code -Dlimpid.spark.kills=10} for executors that are killed, and for 4 of them too. */
  @Test
  void fourShardsComeToTheSameBitsOnAnyExecutorsAlsoWhereTheyAreKilled() throws Exception {
    Path pictures = folder.resolve("pictures");
    Pictures.write(pictures, 8);
    String kills = System.getProperty("limpid.spark.kills", "0");
    start("shards", ShardsProgram.class, pictures.toString(), folder.toString(), kills);
    List<String> lines = Files.readAllLines(folder.resolve("lines.txt"));
    List<String> expected = new ArrayList<>();
    expected.add(lines.get(0));
    if (!kills.equals("0")) {
      expected.add(lines.get(0));
    }
    expected.addAll(List.of(kills + " kills", lines.get(0), "0 executors left"));
    assertEquals(expected, lines);
  }

  private String run(String what, Path pictures, Path model) throws Exception {
    Path output = folder.resolve(what + ".txt");
    start(
        what, ClusterProgram.class, what, pictures.toString(), model.toString(), output.toString());
    return Files.readString(output);
  }

  private void start(String name, Class<?> program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-javaagent") && !option.startsWith("-agentlib")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    File log = folder.resolve(name + ".log").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try {
      assertTrue(process.waitFor(20, TimeUnit.MINUTES), "the program did not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), () -> read(log.toPath()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String librarySays(Path pictures, Path model) throws IOException {
    Path stage;
    try (Stream<Path> stages = Files.list(model.resolve("stages"))) {
      stage =
          stages.filter(each -> each.getFileName().toString().startsWith("1_")).findFirst().get();
    }
    Classifier classifier = Classifier.read(stage.resolve("model.safetensors"));
    assertEquals(Pictures.CLASSES, classifier.classNames());
    TreeMap<String, String> lines = new TreeMap<>();
    try (Stream<Path> files = Files.walk(pictures)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Prediction prediction = classifier.classify(file);
        double[] shares = new double[3];
        for (int c = 0; c < shares.length; c++) {
          shares[c] = prediction.probabilities()[c];
        }
        lines.put("file://" + file, Vectors.dense(shares).toString());
      }
    }
    return lines.toString();
  }
}
