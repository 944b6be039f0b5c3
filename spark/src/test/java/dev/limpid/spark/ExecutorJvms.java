package dev.limpid.spark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;

/**
 * The executors of a local cluster, which can be killed, and started as other ones: Spark starts
 * them by a script in the place of {@code java}.
 */
final class ExecutorJvms extends SparkListener {
  /** What an executor that is started is like. */
  enum Kind {
    /** As the driver. */
    SAME,
    /** Without the Vector API. */
    PLAIN,
    /** With another version of Limpid. */
    OTHER_LIMPID,
    /** On another JDK. */
    OTHER_JDK
  }

  private static final String SCRIPT =
      """
      #!/bin/sh
      kind=$(cat '%1$s/kind')
      java='%2$s'
      before=
      for argument; do
        shift
        [ "$kind $before" = 'OTHER_LIMPID -cp' ] && argument="%1$s/other.jar:$argument"
        before=$argument
        [ "$kind $argument" = 'PLAIN --add-modules=jdk.incubator.vector' ] && continue
        set -- "$@" "$argument"
      done
      [ "$kind" = OTHER_JDK ] && java='%3$s'
      exec "$java" "$@"
      """;

  private final Path folder;
  private final AtomicReference<String> last = new AtomicReference<>();
  private final AtomicReference<String> lastWithTask = new AtomicReference<>();
  private SparkSession spark;

  private ExecutorJvms(Path folder) {
    this.folder = folder;
  }

  /** Writes the script and what it needs. */
  static ExecutorJvms in(Path folder) throws IOException, URISyntaxException {
    ExecutorJvms jvms = new ExecutorJvms(folder);
    Path java = Path.of("bin", "java");
    Path home = Path.of(System.getProperty("java.home"));
    Files.createDirectories(folder.resolve("bin"));
    String script =
        String.format(SCRIPT, folder, home.resolve(java), otherJdk().orElse(home).resolve(java));
    Files.writeString(folder.resolve(java), script);
    folder.resolve(java).toFile().setExecutable(true);
    jvms.next(Kind.SAME);
    jvms.writeOtherLimpid();
    return jvms;
  }

  /** A JDK of this machine that is not this one. */
  static Optional<Path> otherJdk() throws IOException {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    String own = version(home);
    if (home.getParent() == null) {
      return Optional.empty();
    }
    try (Stream<Path> beside = Files.list(home.getParent())) {
      return beside
          .filter(each -> Files.isExecutable(each.resolve("bin/java")))
          .filter(each -> version(each).matches("(17|2[0-9])\\b.*"))
          .filter(each -> !version(each).equals(own))
          .findFirst();
    }
  }

  private static String version(Path home) {
    try {
      return Files.readString(home.resolve("release"))
          .replaceAll("(?s).*JAVA_VERSION=\"([^\"]*)\".*", "$1");
    } catch (IOException e) {
      return "";
    }
  }

  /** These very classes in a jar whose manifest has another version. */
  private void writeOtherLimpid() throws IOException, URISyntaxException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "9.9.9");
    Path classes =
        Path.of(LimpidClassifier.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(folder.resolve("other.jar")), manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        jar.write(Files.readAllBytes(file));
      }
    }
  }

  /** The executors of this driver from now on are of the cluster. */
  void of(SparkSession cluster) {
    spark = cluster;
    spark.sparkContext().addSparkListener(this);
  }

  /** Where Spark finds {@code bin/java}. */
  String javaHome() {
    return folder.toString();
  }

  /** Says what executors are like that are started from now on. */
  void next(Kind kind) throws IOException {
    Files.writeString(folder.resolve("kind"), kind.name());
  }

  /** Kills an executor (kill -9), and waits for the one that Spark starts in its place. */
  String replace(String id, Kind kind) throws Exception {
    String before = last.get();
    next(kind);
    process(id).orElseThrow().destroyForcibly();
    for (int tenths = 0; last.get().equals(before); tenths++) {
      if (tenths > 1200) {
        throw new IllegalStateException("no executor came for " + id);
      }
      Thread.sleep(100);
    }
    next(Kind.SAME);
    return last.get();
  }

  /** The one that was started last. */
  String last() {
    return last.get();
  }

  /** The one that was given a task last. */
  String lastWithTask() {
    return lastWithTask.get();
  }

  /** What an executor wrote into its log. */
  String log(String id) throws IOException {
    Path home = Path.of(System.getenv("SPARK_HOME"), "work");
    return Files.readString(
        home.resolve(spark.sparkContext().applicationId()).resolve(id).resolve("stderr"));
  }

  private static Optional<ProcessHandle> process(String id) {
    String option = "--executor-id\0" + id + "\0";
    return all().stream().filter(each -> commandLine(each).contains(option)).findFirst();
  }

  /** Those that run. */
  static List<ProcessHandle> all() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(each -> commandLine(each).contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return process.info().commandLine().orElse("");
    }
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    last.set(event.executorId());
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    lastWithTask.set(event.taskInfo().executorId());
  }
}
