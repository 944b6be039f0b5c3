package dev.limpid.examples.cli;

import dev.limpid.core.compute.JvmOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The main class of the executable jar. The Vector API is in an incubating module that a JVM only
 * has when it is started with a flag, which a jar's manifest cannot ask for. So, where the module
 * exists and is not there yet, this starts the same JVM again with the flag and passes everything
 * through. {@code -Dlimpid.relaunch=false} stays in this one.
 */
public final class Launcher {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String INCUBATOR_WARNING = "WARNING: Using incubator modules: " + MODULE;

  private Launcher() {}

  /** Runs {@link Limpid}, in a JVM with the Vector API where there is one. */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean wanted = Boolean.parseBoolean(System.getProperty("limpid.relaunch", "true"));
    boolean has = ModuleLayer.boot().findModule(MODULE).isPresent();
    boolean could = ModuleFinder.ofSystem().find(MODULE).isPresent();
    if (!wanted || has || !could) {
      Limpid.main(args);
      return;
    }
    List<String> command = command(args);
    if (Arrays.asList(args).contains("--verbose")) {
      System.err.println("started: " + String.join(" ", command));
    }
    System.exit(run(command));
  }

  private static List<String> command(String[] args) {
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
    command.add(Limpid.class.getName());
    command.addAll(Arrays.asList(args));
    return command;
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.redirectError(ProcessBuilder.Redirect.PIPE);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    // Its standard error passes through here, to leave out the warning that the module incubates.
    try (BufferedReader errors =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), Charset.defaultCharset()))) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        if (!line.equals(INCUBATOR_WARNING)) {
          System.err.println(line);
        }
      }
    }
    return process.waitFor();
  }
}
