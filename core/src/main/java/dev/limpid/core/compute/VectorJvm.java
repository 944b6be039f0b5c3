package dev.limpid.core.compute;

import dev.limpid.core.internal.Property;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts a program again in a JVM that has the Vector API. It is in an incubating module that a JVM
 * only has when it is started with a flag, which a jar's manifest cannot ask for. One line at the
 * head of {@code main} is all that it takes:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   VectorJvm.relaunch(Program.class, args);
 *   ...
 * }
 * }</pre>
 *
 * <p>{@code -Dlimpid.relaunch=false} stays in this JVM.
 */
public final class VectorJvm {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String INCUBATOR_WARNING = "WARNING: Using incubator modules: " + MODULE;

  /** Tells the other JVM the process that started it. */
  private static final String PARENT = "limpid.parent";

  private static final long LOOK_MILLIS = 200;

  /** What a shell calls a process that was killed with signal 9. */
  private static final int KILLED = 128 + 9;

  private VectorJvm() {}

  /**
   * Returns at once where this JVM will do, or no other can be started. Otherwise runs the program
   * in another JVM, with this one's standard input, output and error, waits for its end, and ends
   * this JVM with its exit code. The other JVM ends when this one does, however it ends.
   *
   * @param program the class whose {@code main} calls this
   * @param args the arguments of {@code main}
   */
  public static void relaunch(Class<?> program, String... args) {
    endWithParent();
    List<String> command = command(program, args);
    if (!command.isEmpty()) {
      try {
        int exitCode = run(command, System.err);
        if (exitCode == KILLED) {
          System.err.println("the JVM was killed; the system may be short of memory");
        }
        System.exit(exitCode);
      } catch (IOException e) {
        System.err.println("no JVM with fast kernels can be started: " + e.getMessage());
      }
    }
  }

  /**
   * The command that starts a program in another JVM like this one: with its options and class
   * path, the module of the Vector API, and {@linkplain JvmOptions#forTraining what suits a
   * training}.
   *
   * @param program the class whose {@code main} runs there
   * @param args its arguments
   * @return empty if this JVM will do: it has the module, the JDK lacks it, or {@code
   *     -Dlimpid.relaunch=false} wants no other
   */
  static List<String> command(Class<?> program, String... args) {
    boolean wanted = Property.flag("limpid.relaunch", true);
    boolean has = ModuleLayer.boot().findModule(MODULE).isPresent();
    boolean could = ModuleFinder.ofSystem().find(MODULE).isPresent();
    if (!wanted || has || !could) {
      return List.of();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmOptions.forTraining());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("--add-modules=" + MODULE);
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-Dlimpid.relaunch=false");
    command.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
    command.add("-Djava.awt.headless=true"); // images are read and written, never shown
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(args));
    return List.copyOf(command);
  }

  /** Runs such a command to its end, without the warning that the module incubates. */
  private static int run(List<String> command, PrintStream errors) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.redirectError(ProcessBuilder.Redirect.PIPE);
    Process process = builder.start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), Charset.defaultCharset()))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.equals(INCUBATOR_WARNING)) {
          errors.println(line);
        }
      }
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    } finally {
      process.destroy();
    }
  }

  /** Asks the other JVM to end, and waits until it has put its files in order. */
  private static void end(Process process) {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In the other JVM: sees to it that it does not outlive the one that started it. */
  private static void endWithParent() {
    Long parent = Long.getLong(PARENT);
    if (parent == null) {
      return;
    }
    System.clearProperty(PARENT); // not for JVMs that this one starts
    Thread watch =
        new Thread(
            () -> {
              while (isChildOf(parent)) {
                LockSupport.parkNanos(LOOK_MILLIS * 1_000_000);
              }
              Runtime.getRuntime().halt(1); // files are whole at any moment, hooks may hang
            },
            "limpid-parent");
    watch.setDaemon(true);
    watch.start();
  }

  /** An orphan has another parent, or, on Windows, one that is dead. */
  private static boolean isChildOf(long parent) {
    try {
      return ProcessHandle.current()
          .parent()
          .filter(handle -> handle.pid() == parent && handle.isAlive())
          .isPresent();
    } catch (OutOfMemoryError e) {
      return true; // the program tells of it; this one looks again
    }
  }
}
