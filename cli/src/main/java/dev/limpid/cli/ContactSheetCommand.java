package dev.limpid.cli;

import dev.limpid.cli.recipe.AugmentationText;
import dev.limpid.cli.recipe.DataOptions;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.ContactSheet;
import dev.limpid.train.data.Dataset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code contact-sheet}: training images and what an augmentation makes of them, as one picture.
 */
@Command(
    name = "contact-sheet",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows training images, and what an augmentation makes of them, in one PNG file.")
final class ContactSheetCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The PNG file to write.")
  private Path file;

  @Option(
      names = "--augmentation",
      paramLabel = "STEPS",
      defaultValue = "characters",
      description = "Steps between commas: " + AugmentationText.WORDS + ". Default: characters.")
  private String augmentation;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "8",
      description = "Images to show. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--columns",
      paramLabel = "N",
      defaultValue = "8",
      description = "Pictures of an image, the first as it is. Default: ${DEFAULT-VALUE}.")
  private int columns;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the augmentation. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private DataOptions data;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Augmentation changes = AugmentationText.parse(augmentation);
    if (rows < 1 || columns < 1) {
      throw new UserException(
          "--rows and --columns must be 1 or more, but are " + rows + " and " + columns);
    }
    Dataset images = data.load(null, Compute.standard().parallel(), out).training();
    BufferedImage sheet = sheet(images, changes);
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(sheet, "png", png);
      AtomicFile.write(
          file,
          channel -> {
            ByteBuffer bytes = ByteBuffer.wrap(png.toByteArray());
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          });
    } catch (IOException e) {
      throw new UserException("cannot write " + file + ": " + FileFailure.reason(e), e);
    }
    out.printf(
        Locale.ROOT, "%dx%d pixels written to %s%n", sheet.getHeight(), sheet.getWidth(), file);
    out.flush();
    return 0;
  }

  private BufferedImage sheet(Dataset images, Augmentation changes) {
    try {
      return ContactSheet.of(images, changes, rows, columns, Rng.of(seed));
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
  }
}
