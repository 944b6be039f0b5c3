package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that are JVMs of their own. */
class LocalClusterTest {
  /** {@code -Dlimpid.spark.kills=10} for executors that are killed, and for 4 of them too. */
  private static final String KILLS = System.getProperty("limpid.spark.kills", "0");

  @TempDir private static Path folder;

  private static Path pictures;
  private static Path model;

  @BeforeAll
  static void runOnClusters() throws Exception {
    pictures = folder.resolve("pictures");
    model = folder.resolve("model");
    Pictures.write(pictures, 8);
    start(List.of(), ClusterProgram.class, pictures.toString(), folder.toString(), KILLS);
  }

  @Test
  void aPipelineThatWasSavedSaysInAnotherJvmToTheBitWhatTheLibrarySays() throws Exception {
    String fitted = Files.readString(folder.resolve("fitted.txt"));
    SparkSession spark = LocalSpark.session();
    String loaded =
        ClusterProgram.predictions(
            PipelineModel.load(model.toString()), Pictures.images(spark, pictures));
    assertEquals(fitted, loaded);
    assertEquals(librarySays(), loaded);
  }

  @Test
  void fourShardsComeToTheSameBitsOnAnyExecutorsAlsoWhereTheyAreKilled() throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve("lines.txt"));
    List<String> expected = new ArrayList<>();
    expected.addAll(List.of(KILLS + " kills", lines.get(1), lines.get(1)));
    if (!KILLS.equals("0")) {
      expected.add(lines.get(1));
    }
    expected.add("0 executors left");
    assertEquals(expected, lines);
  }

  @Test
  void anExecutorWithoutTheVectorApiSaysSoOnceAndScores() throws Exception {
    Path output = folder.resolve("plain.txt");
    String log =
        start(
            List.of("-XX:-UseFMA"),
            ScoreProgram.class,
            pictures.toString(),
            model.toString(),
            output.toString());
    double[] expected = numbers(Files.readString(folder.resolve("fitted.txt")));
    double[] plain = numbers(Files.readString(output));
    assertEquals(8 * 3 * 3, plain.length);
    assertArrayEquals(expected, plain, 1e-4);
    List<String> told = log.lines().filter(line -> line.contains("This executor")).toList();
    assertEquals(1, told.size(), log);
    assertTrue(told.get(0).contains("UseFMA"), told.get(0));
  }

  /** The probabilities: what stands in brackets behind each name. */
  private static double[] numbers(String predictions) {
    return Pattern.compile("\\[([^\\]]*)\\]")
        .matcher(predictions)
        .results()
        .flatMap(match -> Stream.of(match.group(1).split(",")))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** Runs a program to its end in a JVM like this one, and returns its log. */
  private static String start(List<String> options, Class<?> program, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-javaagent") && !option.startsWith("-agentlib")) {
        command.add(option);
      }
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    File log = folder.resolve(program.getSimpleName() + ".log").toFile();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home")); // of executors
    Process process =
        builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log).start();
    try {
      assertTrue(process.waitFor(20, TimeUnit.MINUTES), "the program did not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), () -> read(log.toPath()));
    return read(log.toPath());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String librarySays() throws IOException {
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
