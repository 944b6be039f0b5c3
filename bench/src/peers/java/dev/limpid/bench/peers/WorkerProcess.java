package dev.limpid.bench.peers;

import dev.limpid.core.compute.JvmOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A {@link Worker} seen from the comparison: starts it, and asks. */
final class WorkerProcess implements AutoCloseable {
  /**
   * The same Java heap for all, enough for each of them: without a limit a JVM on a machine with
   * much memory collects late, and peak memory says little. Native memory has no limit.
   */
  static final String HEAP = "1300m";

  /** TensorFlow's switch for oneDNN: 1 turns it on also where its default is off. */
  static final String TENSORFLOW_ONEDNN = "TF_ENABLE_ONEDNN_OPTS";

  /** For networks besides the seed network, whose files are made in it. */
  private static final String LARGE_HEAP = "8g";

  private final Library library;
  private final Path log;
  private final Process process;
  private final PrintStream requests;
  private final BufferedReader answers;

  /**
   * @param folder for what it logs
   * @param workload the file, or the name of another network
   */
  WorkerProcess(Library library, Path folder, String workload, int threads, Lane lane)
      throws IOException {
    this.library = library;
    log = folder.resolve(library.name().toLowerCase(Locale.ROOT) + ".log");
    ProcessBuilder builder = new ProcessBuilder(command(library, workload, threads, lane));
    builder.environment().putAll(lane.environment());
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    builder.environment().put("MKL_NUM_THREADS", Integer.toString(threads));
    builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    builder.environment().put(TENSORFLOW_ONEDNN, "1");
    builder.redirectError(log.toFile());
    process = builder.start();
    requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static List<String> command(Library library, String workload, int threads, Lane lane) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmOptions.forTraining()); // for all libraries alike
    command.addAll(lane.jvm());
    command.add("-Xmx" + (Files.exists(Path.of(workload)) ? HEAP : LARGE_HEAP));
    command.add("-Xss16m"); // ONNX Runtime's kernels for AMX need more than a thread has
    command.add("-Dorg.bytedeco.javacpp.maxBytes=0");
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    if (library == Library.LIMPID) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(absoluteClassPath());
    command.add(Worker.class.getName());
    command.add(library.name());
    command.add(workload);
    command.add(Integer.toString(threads));
    return command;
  }

  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      entries.add(new File(entry).getAbsolutePath());
    }
    return String.join(File.pathSeparator, entries);
  }

  Library library() {
    return library;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws IllegalStateException if the process has ended instead
   */
  String ask(String request) throws IOException {
    requests.println(request);
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(Worker.MARK)) {
        return line.substring(Worker.MARK.length());
      }
    }
    throw new IllegalStateException(library.label() + " failed; what it said is in " + log);
  }

  /** The processor time that the library has used, in seconds. */
  double processorSeconds() {
    return process.info().totalCpuDuration().map(time -> time.toNanos() * 1e-9).orElse(0.0);
  }

  /** Asks for a number. */
  double askNumber(String request) throws IOException {
    return Double.parseDouble(ask(request));
  }

  @Override
  public void close() {
    requests.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
