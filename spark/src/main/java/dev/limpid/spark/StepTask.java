package dev.limpid.spark;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.optim.NonFiniteGradientException;
import dev.limpid.train.NonFiniteLossException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.apache.spark.SparkException;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * One of the tasks of a training in step: it has the rows of its shard, and exchanges with the
 * others in a ring. The first of them gives the model.
 */
final class StepTask extends AbstractFunction1<Iterator<Sample>, Iterator<Trained>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TrainingSettings settings;
  private final StepSettings step;
  private final int[] shape;
  private final ArrayList<String> classNames;

  StepTask(TrainingSettings settings, StepSettings step, Shape shape, List<String> classNames) {
    this.settings = settings;
    this.step = step;
    this.shape = shape.toArray();
    this.classNames = new ArrayList<>(classNames);
  }

  @Override
  public Iterator<Trained> apply(Iterator<Sample> samples) {
    List<Sample> training = new ArrayList<>();
    List<Sample> validation = new ArrayList<>();
    while (samples.hasNext()) {
      Sample sample = samples.next();
      (sample.isValidation() ? validation : training).add(sample);
    }
    Compute compute = ExecutorCompute.ofTask();
    try {
      Trained result = train(dataset(training), dataset(validation), compute);
      return CollectionConverters.asScala(List.of(result).iterator());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      compute.parallel().close();
    }
  }

  private SampleDataset dataset(List<Sample> samples) {
    Collections.sort(samples);
    return new SampleDataset(Shape.of(shape), classNames, samples);
  }

  private Trained train(SampleDataset training, SampleDataset validation, Compute compute)
      throws IOException {
    BarrierTaskContext context = BarrierTaskContext.get();
    int rank = context.partitionId();
    List<String> hosts =
        Arrays.stream(context.getTaskInfos())
            .map(BarrierTaskInfo::address)
            .map(address -> address.substring(0, address.lastIndexOf(':')))
            .toList();
    try (RingSockets sockets = RingSockets.open(hosts.get(rank))) {
      List<String[]> said = new ArrayList<>();
      String own = sockets.port() + " " + RingSockets.token() + " " + WorkerTraits.here(compute);
      for (String each : gathered(context, own)) {
        said.add(each.split(" ", 3));
      }
      String difference =
          WorkerTraits.difference(hosts, said.stream().map(words -> words[2]).toList());
      if (difference != null) {
        return Trained.failed(difference);
      }
      try (Ring ring =
          connected(
              sockets,
              rank,
              hosts,
              said.stream().map(words -> Integer.valueOf(words[0])).toList(),
              RingSockets.secret(said.stream().map(words -> words[1]).toList()),
              context)) {
        return train(training, validation, compute, ring);
      }
    }
  }

  private static String[] gathered(BarrierTaskContext context, String own) {
    try {
      return context.allGather(own);
    } catch (Exception e) { // Spark declares none, and throws checked ones
      if (e instanceof SparkException) {
        throw new WorkerLostException(
            "the tasks of the training in step have not all come: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  private Ring connected(
      RingSockets sockets,
      int rank,
      List<String> hosts,
      List<Integer> ports,
      byte[] secret,
      BarrierTaskContext context) {
    try {
      return sockets.connect(
          rank, hosts, ports, secret, step.compress(), context::killTaskIfInterrupted);
    } catch (IOException e) {
      throw new WorkerLostException(
          "a task of the training in step can't be reached: " + e.getMessage(), e);
    }
  }

  private Trained train(
      SampleDataset training, SampleDataset validation, Compute compute, Ring ring)
      throws IOException {
    try {
      return new StepTraining(settings, step, compute, ring).run(training, validation);
    } catch (Ring.GivenUp e) {
      return Trained.failed(e.getMessage());
    } catch (NonFiniteLossException
        | NonFiniteGradientException
        | UserException
        | IllegalArgumentException e) {
      ring.giveUp(e.getMessage()); // it would be so again
      return Trained.failed(e.getMessage());
    }
  }
}
