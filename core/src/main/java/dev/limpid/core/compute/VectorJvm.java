package dev.limpid.core.compute;

import dev.limpid.core.internal.Property;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a program again in a JVM that has the Vector API. It is in an incubating module that a JVM
 * only has when it is started with a flag, which a jar's manifest cannot ask for.
 *
 * <pre>{@code
 * public static void main(String[] args) throws Exception {
 *   List<String> command = VectorJvm.command(Program.class, args);
 *   if (!command.isEmpty()) {
 *     System.exit(VectorJvm.run(command, System.err));
 *   }
 *   ...
 * }
 * }</pre>
 */
public final class VectorJvm {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String INCUBATOR_WARNING = "WARNING: Using incubator modules: " + MODULE;

  private VectorJvm() {}

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
  public static List<String> command(Class<?> program, String... args) {
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
    command.add("-Djava.awt.headless=true"); // images are read and written, never shown
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(args));
    return List.copyOf(command);
  }

  /**
   * Runs such a command to its end, with this process's standard input and output. It ends with
   * this process.
   *
   * @param errors gets its standard error, without the warning that the module incubates
   * @return its exit code
   */
  public static int run(List<String> command, PrintStream errors)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.redirectError(ProcessBuilder.Redirect.PIPE);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), Charset.defaultCharset()))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.equals(INCUBATOR_WARNING)) {
          errors.println(line);
        }
      }
    }
    return process.waitFor();
  }
}
