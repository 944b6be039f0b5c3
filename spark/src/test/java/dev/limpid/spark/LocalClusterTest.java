package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.spark.ExecutorJvms.Kind;
import dev.limpid.train.Classifier;
import dev.limpid.train.Prediction;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    start(pictures.toString(), folder.toString(), KILLS);
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
    SparkSession spark = LocalSpark.session();
    String inOneJvm =
        ClusterProgram.fit(
            spark, pictures, ClusterProgram.classifier(), folder.resolve("modelInOneJvm"));
    List<String> expected = new ArrayList<>(List.of(KILLS + " kills", inOneJvm));
    if (!KILLS.equals("0")) {
      expected.addAll(List.of(inOneJvm, inOneJvm));
    }
    expected.add("0 executors left");
    assertEquals(expected, Files.readAllLines(folder.resolve("lines.txt")));
  }

  @Test
  void aJobWhoseExecutorIsKilledGoesOnAndComesToTheBitsOfOneThatWasNot() throws Exception {
    assertEquals("FINISHED, killed", Files.readString(folder.resolve("job.txt")));
    Path undisturbed = folder.resolve("undisturbed");
    TrainingSettings.ofLine(ClusterProgram.JOB)
        .recipe()
        .run(undisturbed, new PrintWriter(Writer.nullWriter()));
    Path job = folder.resolve("runs/job");
    assertArrayEquals(
        Files.readAllBytes(undisturbed.resolve("model.safetensors")),
        Files.readAllBytes(job.resolve("model.safetensors")));
    assertEquals(1 + 12, Files.readAllLines(job.resolve("history.csv")).size());
    assertFalse(Files.exists(folder.resolve("runs/.job.running")));
  }

  @Test
  void anExecutorWithoutTheVectorApiSaysSoOnceAndScores() throws Exception {
    double[] expected = numbers(Files.readString(folder.resolve("fitted.txt")));
    double[] plain = numbers(Files.readString(folder.resolve("plain.txt")));
    assertEquals(8 * 3 * 3, plain.length);
    assertArrayEquals(expected, plain, 1e-4);
    String log = Files.readString(folder.resolve("plain.log"));
    List<String> told = log.lines().filter(line -> line.contains("This executor")).toList();
    assertEquals(1, told.size(), log);
    assertTrue(told.get(0).contains("--add-modules jdk.incubator.vector"), told.get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, ' kernels, '",
    "OTHER_LIMPID, Limpid 9.9.9 | JDK ",
    "OTHER_JDK, JDK ",
  })
  void executorsThatDifferAreToldInWhatAndDontTrainInStep(Kind kind, String difference)
      throws Exception {
    assumeTrue(kind != Kind.OTHER_JDK || ExecutorJvms.otherJdk().isPresent(), "one JDK is here");
    String told = Files.readString(folder.resolve(kind + ".txt"));
    String start = "executors that train in step must have the same Limpid, JDK and kernels";
    assertTrue(told.startsWith(start), told);
    Matcher sides = Pattern.compile(" has (.*), \\S+ has (.*)").matcher(told);
    assertTrue(sides.find(), told);
    assertNotEquals(sides.group(1), sides.group(2));
    assertTrue(sides.group(1).contains(difference) || sides.group(2).contains(difference), told);
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

  /** Runs the program to its end in a JVM like this one. */
  private static void start(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-javaagent") && !option.startsWith("-agentlib")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ClusterProgram.class.getName());
    command.addAll(List.of(arguments));
    File log = folder.resolve("program.log").toFile();
    ProcessBuilder builder = new ProcessBuilder(command);
    Process process =
        builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log).start();
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
