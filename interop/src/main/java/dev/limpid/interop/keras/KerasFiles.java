package dev.limpid.interop.keras;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.ModelTexts;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.hdf5.Hdf5Exception;
import dev.limpid.interop.hdf5.Hdf5File;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.AtomicFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Models of Keras: {@code .keras} of Keras 3, and {@code .h5} of Keras 1, 2, 3 and tf.keras.
 *
 * <p>Memory: the file once, the configuration in it a few times, and what the network takes.
 */
public final class KerasFiles {
  private KerasFiles() {}

  /**
   * Whether a file is an HDF5 file, or a zip file that is damaged or has a model's configuration.
   */
  public static boolean isKeras(Path file) throws IOException {
    byte[] beginning = KerasSource.beginning(file);
    return Hdf5File.isHdf5(beginning)
        || KerasArchive.isZip(beginning) && KerasArchive.hasConfig(file);
  }

  /** What is done with a file, whose refusals are told with its name. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T on(Path file, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (Refusal | Hdf5Exception e) {
      throw new UnsupportedModelException(file, e.getMessage(), e);
    } catch (EOFException | ZipException e) {
      throw new UnsupportedModelException(file, "is damaged: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new UnsupportedModelException(file, "can't be understood: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a model with its weights.
   *
   * @param compute on what the network is to compute
   * @throws UnsupportedModelException if the file is damaged or uses what Limpid does not have
   */
  public static ImportedModel read(Path file, Compute compute) throws IOException {
    return on(
        file,
        () -> {
          KerasSource source = KerasSource.open(file);
          return imported(file, source, Reading.of(source, compute));
        });
  }

  /**
   * Reads weights alone ({@code .weights.h5}, or {@code .h5} of older versions) into the model that
   * a {@code model.json} describes, as Keras's {@code to_json} writes it.
   *
   * @param json the description, or a whole model with other weights
   * @param weights belongs to it; may be a whole model, too
   * @param compute on what the network is to compute
   * @throws UnsupportedModelException if a file is damaged or uses what Limpid does not have
   */
  public static ImportedModel read(Path json, Path weights, Compute compute) throws IOException {
    String config = config(json);
    return on(
        weights,
        () -> {
          KerasSource source = KerasSource.openWeights(config, weights);
          return imported(weights, source, Reading.of(source, compute));
        });
  }

  /** A model's description, alone or in a whole model. */
  private static String config(Path json) throws IOException {
    return on(
        json,
        () -> {
          String text = isKeras(json) ? KerasSource.open(json).config() : KerasSource.text(json);
          KerasModel.read(Reading.parse(text));
          return text;
        });
  }

  /**
   * Reads the optimizer that a model of Keras 3 was saved with, its state included.
   *
   * @param file a whole model
   * @param network that was read from it; its parameters are those that the optimizer knows
   * @throws UnsupportedModelException if there is none, or it is not one of Limpid's
   */
  public static KerasTraining training(Path file, Network network) throws IOException {
    return on(
        file,
        () -> {
          KerasSource source = KerasSource.open(file);
          Reading read = Reading.of(source, network.compute());
          return TrainingReader.of(source, read, network);
        });
  }

  private static ImportedModel imported(Path file, KerasSource source, Reading read)
      throws IOException {
    ModelTexts texts = ModelTexts.of(file, source.texts());
    Optional<Task> task =
        texts.task().isPresent() ? texts.task() : KerasLoss.of(source).taskOf(read.network());
    return new ModelTexts(texts.classNames(), task)
        .imported(read.network(), source.format(), List.copyOf(read.assembly().notes));
  }

  /**
   * Writes a network as a whole model that Keras 3 loads, without an optimizer: {@code .keras}, or
   * {@code .h5} if the name ends so.
   *
   * @param to is written as a whole or not at all
   * @throws UnsupportedModelException if Keras has no layer for one of the network's
   */
  public static void write(Network network, Path to) throws IOException {
    write(network, new ModelTexts(List.of(), Optional.empty()), to);
  }

  /**
   * Writes a network as {@link #write(Network, Path)} does, and beside it what Keras passes over.
   *
   * @param texts names of the classes, and the task
   */
  public static void write(Network network, ModelTexts texts, Path to) throws IOException {
    on(
        to,
        () -> {
          WrittenModel model = new WrittenModel(network);
          boolean hdf5 = to.toString().endsWith(".h5") || to.toString().endsWith(".hdf5");
          byte[] content =
              hdf5 ? model.hdf5(texts.toMap()) : KerasArchive.write(model, texts.toMap());
          AtomicFile.write(
              to,
              channel -> {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                  channel.write(bytes);
                }
              });
          return null;
        });
  }

  /**
   * Writes a model anew with the moving means and variances that a network has for it now. Every
   * other byte stays as it was, but for a zip file's checksum; a compressed zip file is compressed
   * anew.
   *
   * @param from a whole model
   * @param network that was read from it
   * @param to gets the model, as a whole or not at all
   * @throws UnsupportedModelException if the network is another one, or the file keeps its
   *     statistics in a way that others can't be put over
   */
  public static void replaceStatistics(Path from, Network network, Path to) throws IOException {
    on(
        from,
        () -> {
          KerasSource source = KerasSource.open(from);
          Reading read = Reading.of(source, network.compute());
          Statistics.replace(from, source, read, network, to);
          return null;
        });
  }

  /**
   * Writes a file of weights alone anew with the moving means and variances that a network has for
   * it now, as {@link #replaceStatistics(Path, Network, Path)} does a whole model.
   *
   * @param json the description, or a whole model with other weights
   * @param weights belongs to it; may be a whole model, too
   * @param network that was read from both
   * @param to gets the weights, as a whole or not at all
   * @throws UnsupportedModelException as there
   */
  public static void replaceStatistics(Path json, Path weights, Network network, Path to)
      throws IOException {
    String config = config(json);
    on(
        weights,
        () -> {
          KerasSource source = KerasSource.openWeights(config, weights);
          Reading read = Reading.of(source, network.compute());
          Statistics.replace(weights, source, read, network, to);
          return null;
        });
  }
}
