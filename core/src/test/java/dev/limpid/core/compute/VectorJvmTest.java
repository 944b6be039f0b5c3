package dev.limpid.core.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VectorJvmTest {
  /** Says which process it is, and sleeps or ends with a code. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws InterruptedException {
      VectorJvm.relaunch(Program.class, args);
      boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
      System.out.println(ProcessHandle.current().pid() + " " + vector + " " + args[0]);
      if (args[0].equals("sleep")) {
        Thread.sleep(600_000);
      }
      System.exit(Integer.parseInt(args[0]));
    }
  }

  @Test
  void aProgramIsStartedAgainWithTheVectorApiAndItsExitCodeComesBack() throws Exception {
    Process process = start("7");
    try (BufferedReader lines = reader(process)) {
      String[] words = lines.readLine().split(" ");
      assertNotEquals(process.pid(), Long.parseLong(words[0]));
      assertEquals("true", words[1]);
    }
    assertEquals(7, process.waitFor());
  }

  @Test
  void whereNoOtherJvmIsWantedTheProgramRunsInThisOne() throws Exception {
    Process process = start("7", "-Dlimpid.relaunch=false");
    try (BufferedReader lines = reader(process)) {
      assertEquals(process.pid() + " false 7", lines.readLine());
    }
    assertEquals(7, process.waitFor());
  }

  @Test
  void theOtherJvmEndsWhenThisOneIsKilled() throws Exception {
    Process process = start("sleep");
    try (BufferedReader lines = reader(process)) {
      long child = Long.parseLong(lines.readLine().split(" ")[0]);
      assertNotEquals(process.pid(), child);
      Optional<ProcessHandle> running = ProcessHandle.of(child);
      assertTrue(running.isPresent(), "the program is over before its time");
      process.destroyForcibly().waitFor();
      running.get().onExit().get(60, TimeUnit.SECONDS);
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static Process start(String argument, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Program.class.getName());
    command.add(argument);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
