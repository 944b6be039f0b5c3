package dev.limpid.bench.fuzz;

import dev.limpid.cli.examine.PrintedHistory;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.hdf5.Hdf5Exception;
import dev.limpid.layers.io.ModelFileException;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A reader of files, and what it may answer to bytes that are wrong. */
enum Target {
  /** Limpid's own models. */
  MODEL(
      Readers::model,
      ModelSeeds::limpid,
      UnsupportedModelException.class,
      ModelFileException.class),

  /** Models of Keras 3, which are zip files. */
  KERAS(
      Readers::model, ModelSeeds::keras, UnsupportedModelException.class, ModelFileException.class),

  /** The configuration in them, beside weights that are whole. */
  KERAS_CONFIG(Readers::kerasConfig, ModelSeeds::kerasConfigs, UnsupportedModelException.class),

  /** The same configuration with an optimizer, which is read, too. */
  KERAS_TRAINING(
      Readers::kerasTraining, ModelSeeds::kerasTrainings, UnsupportedModelException.class),

  /** Models of Keras in HDF5. */
  KERAS_HDF5(
      Readers::model,
      ModelSeeds::kerasHdf5,
      UnsupportedModelException.class,
      ModelFileException.class),

  /** Every object of an HDF5 file. */
  HDF5(Readers::hdf5, ModelSeeds::kerasHdf5, Hdf5Exception.class),

  /** Models of ONNX. */
  ONNX(Readers::model, ModelSeeds::onnx, UnsupportedModelException.class, ModelFileException.class),

  /** State dicts of PyTorch in each of their formats. */
  STATE_DICT(Readers::stateDict, ModelSeeds::stateDicts, UnsupportedModelException.class),

  /** The pickle in a state dict, beside storages that are whole. */
  PICKLE(Readers::pickle, ModelSeeds::pickles, UnsupportedModelException.class),

  /** JSON alone. */
  JSON(Readers::json, DataSeeds::json, IOException.class),

  /** Records of runs. */
  RUN(RunFiles.FILE, Readers::run, DataSeeds::runs, RunException.class),

  /** What Keras's CSVLogger writes. */
  HISTORY(PrintedHistory::read, DataSeeds::histories, UserException.class),

  /** Images of the MNIST family with their labels; see {@link DataSeeds#pair}. */
  IDX(Readers::idx, DataSeeds::idx, DatasetException.class),

  /** Batches of CIFAR-10 with the names of their classes; see {@link DataSeeds#pair}. */
  CIFAR(Readers::cifar, DataSeeds::cifar, DatasetException.class),

  /** Images and labels as NumPy's arrays; see {@link DataSeeds#pair}. */
  NPY(Readers::npy, DataSeeds::npy, DatasetException.class),

  /** The same, as they were given to a training in Python. */
  GIVEN_NPY(Readers::givenNpy, DataSeeds::givenNpy, DatasetException.class),

  /** Archives of arrays, read in both ways. */
  NPZ("data.npz", Readers::npz, DataSeeds::npz, DatasetException.class),

  /** Lists of images. */
  LIST(Readers::list, DataSeeds::lists, DatasetException.class),

  /** Images and their metadata. */
  IMAGE(Readers::image, DataSeeds::images, DatasetException.class);

  private static final int LONGEST_MESSAGE = 2000;
  private static final double MOST_SECONDS = 5;

  private final String file;
  private final Reading reading;
  private final SeedMaker seeds;
  private final List<Class<?>> refusals;

  Target(Reading reading, SeedMaker seeds, Class<?>... refusals) {
    this("input", reading, seeds, refusals);
  }

  Target(String file, Reading reading, SeedMaker seeds, Class<?>... refusals) {
    this.file = file;
    this.reading = reading;
    this.seeds = seeds;
    this.refusals = List.of(refusals);
  }

  /** Reads a file that is alone in its folder, and may put others beside it. */
  @FunctionalInterface
  interface Reading {
    void read(Path file) throws IOException;
  }

  /** Makes whole files by name, with the help of a folder. */
  @FunctionalInterface
  interface SeedMaker {
    Map<String, byte[]> make(Path folder) throws IOException;
  }

  /** Its name on the command line and in the corpus, such as {@code keras-hdf5}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The target of a {@link #label()}. */
  static Target of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Whole files that the reader takes, by name. */
  Map<String, byte[]> seeds() throws IOException {
    Path folder = Files.createTempDirectory("limpid-seeds");
    try {
      return new TreeMap<>(seeds.make(folder));
    } finally {
      clear(folder);
      Files.delete(folder);
    }
  }

  /**
   * Hands bytes to the reader.
   *
   * @param folder an empty one for the file; it is empty afterwards
   * @return whether they were read, and not refused
   * @throws AssertionError if the reader ends in anything but a result or one of its refusals in
   *     one line, or takes more than 5 seconds of processor time
   */
  boolean reads(byte[] content, Path folder) throws IOException {
    Path path = folder.resolve(file);
    Files.write(path, content);
    long start = cpuTime();
    boolean read = true;
    try {
      reading.read(path);
    } catch (Exception e) {
      requireRefusal(e);
      read = false;
    }
    double seconds = (cpuTime() - start) * 1e-9;
    if (seconds > MOST_SECONDS) {
      throw new AssertionError(label() + ": it took " + seconds + " s");
    }
    clear(folder);
    return read;
  }

  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void requireRefusal(Exception e) {
    String message = e.getMessage();
    if (refusals.stream().noneMatch(type -> type.isInstance(e))
        || message == null
        || message.chars().anyMatch(Character::isISOControl)
        || message.length() > LONGEST_MESSAGE) {
      throw new AssertionError(label() + ": not refused in one line as documented", e);
    }
    if (this == MODEL || this == ONNX || this == IMAGE || this == LIST) {
      return; // a cast may be the check of a form, and decoders of the JDK throw anything
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (isAccident(cause)) {
        throw new AssertionError(label() + ": refused by accident", e);
      }
    }
  }

  /** Thrown by a fault in the reader alone. */
  private static boolean isAccident(Throwable e) {
    return e instanceof NullPointerException
        || e instanceof ClassCastException
        || e instanceof IndexOutOfBoundsException
        || e instanceof NegativeArraySizeException
        || e instanceof ArrayStoreException
        || e instanceof NoSuchElementException
        || e instanceof ConcurrentModificationException
        || e instanceof Error;
  }

  /** Removes what the target put there. */
  private void clear(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path one : files.toList()) {
        Files.delete(one);
      }
    }
  }
}
