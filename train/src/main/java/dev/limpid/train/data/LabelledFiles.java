package dev.limpid.train.data;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.train.data.ImageFolder.Skipped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Image files and the classes that they are of, before they are read. */
final class LabelledFiles {
  /** Files that are decoded at a time. */
  private static final int TOGETHER = 64;

  private final List<String> classNames;
  private final List<Path> files = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();

  LabelledFiles(List<String> classNames) {
    this.classNames = List.copyOf(classNames);
  }

  /**
   * Adds a file.
   *
   * @param name what to call it in messages and reports
   */
  void add(Path file, String name, int label) {
    files.add(file);
    names.add(name);
    labels.add(label);
  }

  /**
   * The images that could be read.
   *
   * @param indices which of the files they are
   */
  record Read(Dataset dataset, int[] indices, List<Skipped> skipped) {
    /** The first class that has no image; -1 if each has one. */
    int emptyClass() {
      boolean[] has = new boolean[dataset.classNames().size()];
      for (int i = 0; i < dataset.size(); i++) {
        has[dataset.label(i)] = true;
      }
      for (int label = 0; label < has.length; label++) {
        if (!has[label]) {
          return label;
        }
      }
      return -1;
    }
  }

  /**
   * Reads them.
   *
   * @param strict whether a broken image is an error
   * @param memory bytes that images may take; what is beyond is read from its file each time
   */
  Read read(Shape shape, boolean strict, long memory) {
    long left = memory;
    List<Skipped> skipped = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    List<byte[]> samples = new ArrayList<>();
    byte[][] decoded = new byte[Math.min(TOGETHER, files.size())][];
    for (int i = 0; i < files.size(); i++) {
      if (i % TOGETHER == 0) {
        decode(i, shape, decoded);
      }
      try {
        byte[] sample = decoded[i % TOGETHER];
        if (sample == null) {
          sample = ImageFiles.read(files.get(i), shape);
        }
        left -= sample.length;
        samples.add(left >= 0 ? sample : null);
        kept.add(i);
      } catch (IOException e) {
        if (strict) {
          throw ImageFolder.unreadable(files.get(i), e);
        }
        skipped.add(new Skipped(files.get(i), e.getMessage()));
      }
    }
    int[] indices = kept.stream().mapToInt(Integer::intValue).toArray();
    return new Read(dataset(shape, kept, samples, left >= 0), indices, skipped);
  }

  /**
   * Decodes some files on all processors. Whatever is wrong with one is left to the reading of that
   * one by itself: it may have been for want of memory beside the others.
   */
  private void decode(int first, Shape shape, byte[][] decoded) {
    Parallel parallel = Compute.standard().parallel();
    parallel.forEach(
        Math.min(decoded.length, files.size() - first),
        i -> {
          try {
            decoded[i] = ImageFiles.read(files.get(first + i), shape);
          } catch (IOException | DatasetException | OutOfMemoryError e) {
            decoded[i] = null;
          }
        });
  }

  private Dataset dataset(Shape shape, List<Integer> kept, List<byte[]> samples, boolean all) {
    byte[][] bytes = samples.toArray(new byte[0][]);
    int[] keptLabels = kept.stream().mapToInt(labels::get).toArray();
    List<String> keptNames = kept.stream().map(names::get).toList();
    if (all) {
      return new ByteDataset(shape, classNames, bytes, keptLabels, keptNames);
    }
    List<Path> keptFiles = kept.stream().map(files::get).toList();
    return new ImageFileDataset(shape, classNames, keptFiles, bytes, keptLabels, keptNames);
  }
}
