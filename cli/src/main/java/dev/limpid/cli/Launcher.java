package dev.limpid.cli;

import dev.limpid.core.compute.VectorJvm;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The main class of the executable jar: runs {@link Limpid}, in a JVM with the Vector API where
 * there is one. {@code -Dlimpid.relaunch=false} stays in this one.
 */
public final class Launcher {
  private Launcher() {}

  /** Runs the command line. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> command = VectorJvm.command(Limpid.class, args);
    if (command.isEmpty()) {
      Limpid.main(args);
      return;
    }
    if (Arrays.asList(args).contains("--verbose")) {
      System.err.println("started: " + String.join(" ", command));
    }
    System.exit(VectorJvm.run(command, System.err));
  }
}
