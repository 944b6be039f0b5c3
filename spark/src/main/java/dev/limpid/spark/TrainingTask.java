package dev.limpid.spark;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.optim.NonFiniteGradientException;
import dev.limpid.train.Classifier;
import dev.limpid.train.HistoryFiles;
import dev.limpid.train.NonFiniteLossException;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * A whole training in one task, by Limpid's trainer, on the rows that the task is given. Rows are
 * put into an order that depends on their content alone, so that the same rows give the same bits
 * however Spark has cut and moved them.
 */
final class TrainingTask implements FlatMapFunction<Iterator<Sample>, Trained> {
  private static final long serialVersionUID = 1L;

  private final TrainingSettings settings;
  private final int[] shape;
  private final ArrayList<String> classNames;

  TrainingTask(TrainingSettings settings, Shape shape, List<String> classNames) {
    this.settings = settings;
    this.shape = shape.toArray();
    this.classNames = new ArrayList<>(classNames);
  }

  @Override
  public Iterator<Trained> call(Iterator<Sample> samples) throws IOException {
    List<Sample> training = new ArrayList<>();
    List<Sample> validation = new ArrayList<>();
    while (samples.hasNext()) {
      Sample sample = samples.next();
      (sample.isValidation() ? validation : training).add(sample);
    }
    Compute compute = ExecutorCompute.ofTask();
    try {
      Trained trained = train(dataset(training), dataset(validation), compute);
      return List.of(trained).iterator();
    } catch (NonFiniteLossException
        | NonFiniteGradientException
        | UserException
        | IllegalArgumentException e) {
      return List.of(Trained.failed(e.getMessage())).iterator(); // it would be so again
    } finally {
      compute.parallel().close();
    }
  }

  /** Null if there is no sample. */
  private Dataset dataset(List<Sample> samples) {
    if (samples.isEmpty()) {
      return null;
    }
    Collections.sort(samples);
    return new SampleDataset(Shape.of(shape), classNames, samples);
  }

  private Trained train(Dataset training, Dataset validation, Compute compute) throws IOException {
    Recipe recipe = settings.recipe();
    Network network = recipe.network(training).build(recipe.seed(), compute);
    Trainer trainer = recipe.trainer(network, training);
    TaskContext task = TaskContext.get();
    trainer.listen(
        new TrainingListener() {
          @Override
          public void onStep(Step step) {
            task.killTaskIfInterrupted();
          }
        });
    trainer.fit(training, validation, recipe.epochs());
    return Trained.of(ModelBytes.of(network, Classifier.metadata(classNames)), historyOf(trainer));
  }

  private static String historyOf(Trainer trainer) throws IOException {
    Path folder = Files.createTempDirectory("limpid");
    Path file = folder.resolve("history.jsonl");
    try {
      HistoryFiles.writeJsonLines(trainer.history(), file);
      return Files.readString(file);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }
}
