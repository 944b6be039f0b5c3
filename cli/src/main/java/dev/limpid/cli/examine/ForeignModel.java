package dev.limpid.cli.examine;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.ModelFiles;
import dev.limpid.interop.TwoClasses;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.FileFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model in a file of any format that is read.
 *
 * @param file where it is
 * @param model what it holds
 */
public record ForeignModel(Path file, ImportedModel model) {
  /**
   * Reads a model.
   *
   * @throws UserException if it can't be read
   */
  public static ForeignModel read(Path file, Compute compute) {
    return read(file, null, Map.of(), compute);
  }

  /**
   * Reads a model with the weights of another file.
   *
   * @param weights null for its own
   * @param names what a state dict calls the model's layers and weights, where it differs
   * @throws UserException if a file can't be read, or they do not fit
   */
  public static ForeignModel read(
      Path file, Path weights, Map<String, String> names, Compute compute) {
    try {
      return new ForeignModel(
          file,
          weights == null
              ? ModelFiles.read(file, compute)
              : ModelFiles.read(file, weights, names, compute));
    } catch (FileSystemException e) {
      throw new UserException("cannot read the model " + file + ": " + FileFailure.reason(e), e);
    } catch (IOException e) {
      throw new UserException("cannot read the model: " + e.getMessage(), e);
    }
  }

  /** The network. */
  public Network network() {
    return model.network();
  }

  /**
   * The same as a model of one class an image: a single output becomes the scores of two classes,
   * with copies of the weights under their names.
   *
   * @throws UserException if it was trained for something else
   */
  public ForeignModel asClassifier() {
    if (model.task() != Task.CLASSIFICATION && network().outputShape().size() > 1
        || model.task() == Task.REGRESSION) {
      throw new UserException(
          file
              + (model.task() == Task.REGRESSION
                  ? " was trained for a regression"
                  : " gives each of several labels a probability of its own")
              + "; the gap is taken apart of models that give an image one class");
    }
    if (!TwoClasses.fits(network())) {
      return this;
    }
    List<String> names = model.classNames().size() == 2 ? model.classNames() : List.of();
    return new ForeignModel(
        file,
        new ImportedModel(
            TwoClasses.of(network()),
            names,
            Task.CLASSIFICATION,
            model.format(),
            List.of("The only output is the probability of the second of two classes.")));
  }

  /** Says how {@link #asClassifier} took a model that is not of several classes itself. */
  public void tellClasses(ForeignModel original, PrintWriter out) {
    if (original != this) {
      model.notes().forEach(note -> out.println(Wrapped.text("  note: ", note)));
      out.flush();
    }
  }

  /** The names of the classes, or their numbers where the file has no names. */
  public List<String> classNames() {
    int outputs = network().outputShape().size();
    return model.classNames().size() == outputs
        ? model.classNames()
        : IntStream.range(0, outputs).mapToObj(Integer::toString).toList();
  }

  /** Whether the file names its classes. */
  public boolean namesClasses() {
    return !model.classNames().isEmpty();
  }

  /** Says what was read, and what was not carried over. */
  public void tell(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %s, %,d layers, %,d parameters%n",
        file.getFileName(),
        model.format(),
        network().layers().size(),
        network().parameterCount());
    model.notes().forEach(note -> out.println(Wrapped.text("  note: ", note)));
    out.flush();
  }
}
