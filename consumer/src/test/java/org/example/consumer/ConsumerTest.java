package org.example.consumer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumerTest {
  @TempDir Path folder;

  @Test
  void testsOfAUserRunTheFastKernels() throws Exception {
    assertTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    Consumer.main(new String[] {folder.toString()});
    assertTrue(Files.exists(folder.resolve("report.html")));
  }
}
