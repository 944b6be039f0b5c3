package dev.limpid.train.data.files;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetException;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CIFAR-10 and CIFAR-100 in their binary version: images of 32x32 in three planes of unsigned
 * bytes, red, green, blue, each behind its label, or, of CIFAR-100, behind its coarse and its fine
 * label, of which the fine one counts. Read as {@code [32,32,3]}, 255 as 1; mapped into memory.
 */
public final class CifarFiles {
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final List<String> TEN =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");

  private CifarFiles() {}

  /** Whether a folder is CIFAR-10 or CIFAR-100, the binary version. */
  public static boolean isFolder(Path folder) {
    return isTen(folder) || Files.isRegularFile(folder.resolve("train.bin"));
  }

  private static boolean isTen(Path folder) {
    return Files.isRegularFile(folder.resolve(TEN.get(0)));
  }

  /**
   * The folder {@code cifar-10-batches-bin} or {@code cifar-100-binary}: the five batches, or
   * {@code train.bin}, to learn from, the test images to validate on. Of CIFAR-10 those batches
   * that there are. Class names are those of {@code batches.meta.txt} or {@code
   * fine_label_names.txt}, and numbers without.
   *
   * @throws DatasetException if a file is missing or broken
   */
  public static Split readFolder(Path folder) {
    boolean ten = isTen(folder);
    List<Path> files =
        (ten ? TEN : List.of("train.bin"))
            .stream().map(folder::resolve).filter(Files::exists).toList();
    Path test = folder.resolve(ten ? "test_batch.bin" : "test.bin");
    int labelBytes = ten ? 1 : 2;
    List<Part> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(Part.read(file, labelBytes, ten ? 10 : 100));
    }
    Part validation = Part.read(test, labelBytes, ten ? 10 : 100);
    Path list = folder.resolve(ten ? "batches.meta.txt" : "fine_label_names.txt");
    int[][] labels = new int[parts.size() + 1][];
    Arrays.setAll(labels, i -> i < parts.size() ? parts.get(i).labels : validation.labels);
    List<String> names = ClassNames.of(list, 0, labels);
    Dataset training =
        Datasets.joined(parts.stream().map(part -> part.dataset(names)).toArray(Dataset[]::new));
    return new Split(training, validation.dataset(names));
  }

  private record Part(String name, Records records, int labelBytes, int[] labels) {
    static Part read(Path path, int labelBytes, int classes) {
      try (BinaryFile file = BinaryFile.open(path)) {
        int length = labelBytes + PIXELS;
        Records records =
            file.records(file.recordsLeft(length, "CIFAR images"), length, "CIFAR images");
        int[] labels = new int[records.count()];
        for (int i = 0; i < labels.length; i++) {
          labels[i] = records.bufferOf(i).get(records.startOf(i) + labelBytes - 1) & 0xff;
          if (labels[i] >= classes) {
            throw file.failure(
                "image " + i + " has label " + labels[i] + "; labels are 0 to " + (classes - 1));
          }
        }
        return new Part(String.valueOf(path.getFileName()), records, labelBytes, labels);
      }
    }

    Dataset dataset(List<String> names) {
      return new RecordDataset(
          name,
          records,
          labelBytes,
          RecordDataset.Values.PLANES,
          Shape.of(SIDE, SIDE, 3),
          names,
          labels);
    }
  }
}
