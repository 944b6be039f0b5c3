package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetCommandTest {
  private static final String[] FEW = {"--training-images", "40", "--validation-images", "8"};

  @TempDir Path folder;

  @Test
  void aSheetShowsImagesAndWhatBecomesOfThem() throws IOException {
    Path file = folder.resolve("sheet.png");
    sheet(file, "flip+crop:4, cutout:0.3, randaugment:2:0.3, mixup:0.2").succeeded();
    BufferedImage sheet = ImageIO.read(file.toFile());
    assertEquals(2 + 3 * (55 + 2) + 12, sheet.getWidth());
    assertEquals(2 + 2 * (50 + 2), sheet.getHeight());
  }

  @Test
  void stepsThatMakeNoSenseAreRefusedAndWriteNothing() {
    Path file = folder.resolve("sheet.png");
    sheet(file, "flop").failed(1, "'flop': there is no such step", "randaugment:CHANGES");
    sheet(file, "crop").failed(1, "it has 0 numbers, but takes 1");
    sheet(file, "crop:x").failed(1, "its numbers can't be read");
    sheet(file, "flip,,crop:4").failed(1, "there is no such step");
    sheet(file, "crop:1.5").failed(1, "whole number");
    sheet(file, "cutout:7").failed(1, "0.0 to 1.0, but is 7.0");
    assertFalse(Files.exists(file));
  }

  @Test
  void aTrainingIsAugmentedByStepsAndSaysSo() throws IOException {
    Path output = folder.resolve("run");
    Run run =
        Run.of(
            "train",
            FEW[0],
            FEW[1],
            FEW[2],
            FEW[3],
            "--epochs",
            "1",
            "--width",
            "0.0625",
            "--augmentation",
            "flip,crop:2,cutmix:1",
            "--read-ahead",
            "2",
            "--output",
            output.toString());
    run.succeeded();
    String history = Files.readString(output.resolve("history.json"));
    assertTrue(history.contains("\"flip,crop:2,cutmix:1\""), history.substring(0, 300));
    Run.of("train", "--augmentation", "mixup:1", "--balance-classes", "--output", output + "x")
        .failed(1, "--balance-classes weighs images of one class");
    Run.of("train", "--read-ahead", "-1", "--output", folder.resolve("x").toString())
        .failed(1, "--read-ahead must be 0 to 256");
    Run.of("train", "--augmentation", "flop", "--output", folder.resolve("x").toString())
        .failed(1, "'flop': there is no such step");
  }

  private static Run sheet(Path file, String steps) {
    return Run.of(
        "contact-sheet",
        file.toString(),
        "--augmentation",
        steps,
        "--rows",
        "2",
        "--columns",
        "3",
        FEW[0],
        FEW[1],
        FEW[2],
        FEW[3]);
  }
}
