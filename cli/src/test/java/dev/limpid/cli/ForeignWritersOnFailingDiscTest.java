package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.interop.ModelFiles;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.report.faults.FailingDisc;
import dev.limpid.report.faults.FailingDisc.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models written for others, on a disc on which each operation fails in turn. */
class ForeignWritersOnFailingDiscTest {
  @TempDir Path folder;

  private final FailingDisc disc = FailingDisc.make();

  @ParameterizedTest
  @ValueSource(strings = {"model.keras", "model.h5", "model.onnx", "model.pth"})
  void aModelIsAsBeforeOrAsNew(String name) throws IOException {
    byte[] before = written(1, name);
    byte[] after = written(2, name);
    assertFalse(Arrays.equals(before, after));
    for (Failure failure : Failure.values()) {
      for (int number = 1; ; number++) {
        Path here = Files.createDirectory(folder.resolve(failure + "-" + number));
        Files.write(here.resolve(name), before);
        disc.fail(number, failure);
        Path target = disc.on(here).resolve(name);
        boolean written = true;
        try {
          ModelFiles.write(network(2), List.of(), target);
        } catch (IOException e) {
          written = false;
          assertTrue(e.getMessage().contains(FailingDisc.PLANTED), e::toString);
        }
        if (disc.failed().isEmpty()) {
          assertTrue(number > 5, "a file is opened, written, forced, closed and moved");
          break;
        }
        String what = failure + ": " + disc.failed();
        assertEquals(0, disc.open(), what);
        byte[] left = Files.readAllBytes(here.resolve(name));
        assertTrue(Arrays.equals(left, after) || !written && Arrays.equals(left, before), what);
        try (Stream<Path> files = Files.list(here)) {
          assertEquals(
              1,
              files.filter(f -> failure == Failure.ONCE || !f.toString().endsWith(".tmp")).count(),
              what);
        }
      }
    }
  }

  private byte[] written(int seed, String name) throws IOException {
    Path file = folder.resolve(seed + "-" + name);
    ModelFiles.write(network(seed), List.of(), file);
    return Files.readAllBytes(file);
  }

  private static Network network(int seed) {
    return Sequential.of(6, 6, 2)
        .add(new Conv2D(3, 3), new BatchNorm(), new Flatten(), new Dense(2))
        .build(seed);
  }
}
