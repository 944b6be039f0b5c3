package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.LayerTypes;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Holds passes of a few images against {@linkplain Breach rules} that each must keep. All are of
 * the same images at the same weights: two in inference mode, and two forward and back as training
 * computes them, without dropout and without updates. What they change nevertheless is put back.
 */
final class PassRules {
  private static final int IMAGES = 8;

  private static final Mode FORWARD_AND_BACK =
      new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, false, true);

  /** Of float32 sums that are added in another order. */
  private static final double ROUNDING = 1e-4;

  private final Plan plan;
  private final Network network;
  private final List<Parameter> parameters;

  /** The values before the passes, while they run. */
  private final List<float[]> values = new ArrayList<>();

  private final Batch batch;
  private final Tensor dScores = Tensor.zeros(0);
  private final List<Breach> breaches = new ArrayList<>();
  private int step;

  PassRules(Plan plan) {
    this.plan = plan;
    this.network = plan.network();
    this.parameters = network.parameters();
    int count = Math.min(IMAGES, plan.trainingSize());
    this.batch = plan.objective().batch("images", network, count);
    batch.fill(plan.training(), IntStream.range(0, count).toArray(), 0, count);
  }

  /**
   * Runs the passes after a step; overwrites the gradients.
   *
   * @param steps that were done, which a breach names
   */
  List<Breach> check(int steps) {
    step = steps;
    breaches.clear();
    for (Parameter parameter : parameters) {
      values.add(Arrays.copyOf(parameter.value().data(), parameter.value().size()));
    }
    float[] inference = scores();
    boolean steady = Arrays.equals(inference, scores());
    putBack(Rule.INFERENCE_CHANGES);
    if (batch.size() > 1) {
      twice(steady);
    }
    values.clear();
    return List.copyOf(breaches);
  }

  private float[] scores() {
    Tensor scores = plan.objective().scores(network, batch.x(), Mode.INFERENCE);
    return Arrays.copyOf(scores.data(), scores.size());
  }

  /**
   * Forward and back, two times.
   *
   * @param steady whether inference is; what is random there too is told of validation
   */
  private void twice(boolean steady) {
    double loss = forwardAndBack();
    if (putBack(Rule.MEASURING_CHANGES)) {
      return;
    }
    List<Parameter> trained = parameters.stream().filter(Parameter::isTrainable).toList();
    List<Print> gradients = trained.stream().map(p -> Print.of(p.gradient())).toList();
    double again = forwardAndBack();
    if (Double.compare(loss, again) != 0) {
      if (steady && network.layers(Layer.class).stream().noneMatch(Layer::isRandom)) {
        add(Rule.OTHER_LOSS, "the loss", Math.abs(again - loss) / Math.abs(loss));
      }
      return;
    }
    for (int i = 0; i < gradients.size(); i++) {
      double change = gradients.get(i).change(Print.of(trained.get(i).gradient()));
      if (change > ROUNDING) {
        add(Rule.GRADIENT_ADDS, trained.get(i).name(), change);
      }
    }
  }

  /** What tells two gradients apart without a copy of them. */
  private record Print(double norm, double sum) {
    static Print of(Tensor tensor) {
      double squares = 0;
      double sum = 0;
      for (int i = 0; i < tensor.size(); i++) {
        double value = tensor.data()[i];
        squares += value * value;
        sum += value;
      }
      return new Print(Math.sqrt(squares), sum / Math.sqrt(tensor.size()));
    }

    /** By how much another differs, over the norm of this one. */
    double change(Print other) {
      double difference = Math.max(Math.abs(other.norm - norm), Math.abs(other.sum - sum));
      return difference == 0 ? 0 : difference / norm;
    }
  }

  private double forwardAndBack() {
    Tensor scores = plan.objective().scores(network, batch.x(), FORWARD_AND_BACK);
    double[] losses = new double[batch.size()];
    double loss = plan.objective().forward(scores, batch, losses, dScores);
    double mean = Arrays.stream(losses).average().orElseThrow();
    double off = Math.abs(loss - mean) / Math.max(Math.abs(mean), Float.MIN_NORMAL);
    if (off > ROUNDING && breaches.stream().noneMatch(b -> b.rule() == Rule.OTHER_MEAN)) {
      add(Rule.OTHER_MEAN, "the loss", off);
    }
    network.backward(dScores);
    return loss;
  }

  /** Norm of the difference over the norm of the first. */
  private static double change(float[] before, float[] now) {
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < before.length; i++) {
      double difference = (double) now[i] - before[i];
      squares += (double) before[i] * before[i];
      differences += difference * difference;
    }
    return differences == 0 ? 0 : Math.sqrt(differences / squares);
  }

  /** Puts the values back, and tells whether there was need to. */
  private boolean putBack(Rule rule) {
    int before = breaches.size();
    for (int i = 0; i < values.size(); i++) {
      float[] kept = values.get(i);
      float[] now = parameters.get(i).value().data();
      if (!Arrays.equals(kept, 0, kept.length, now, 0, kept.length)) {
        double sum = 0;
        for (int j = 0; j < kept.length; j++) {
          sum += ((double) now[j] - kept[j]) * ((double) now[j] - kept[j]);
        }
        add(rule, parameters.get(i).name(), Math.sqrt(sum));
        System.arraycopy(kept, 0, now, 0, kept.length);
      }
    }
    return breaches.size() > before;
  }

  /**
   * Whether a network with layers that are not the library's says the same when it has been written
   * and read; nothing where it can't be written, of which whoever writes it is told.
   */
  List<Breach> checkSaved(int steps) {
    step = steps;
    breaches.clear();
    boolean own = network.layers().stream().anyMatch(l -> !LayerTypes.isBuiltIn(l.type()));
    if (!own) {
      return List.of();
    }
    try {
      Path file = Files.createTempFile("limpid", ".safetensors");
      try {
        ModelFile.write(network, Map.of(), file);
        Network read = ModelFile.readWithAnyValues(file, network.compute()).network();
        float[] expected = scores();
        Tensor scores = plan.objective().scores(read, batch.x(), Mode.INFERENCE);
        double change = change(expected, scores.data());
        if (change > ROUNDING) {
          add(Rule.SAVED_DIFFERS, "the model file", change);
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return List.of();
    }
    return List.copyOf(breaches);
  }

  private void add(Rule rule, String parameter, double size) {
    breaches.add(new Breach(rule, parameter, step, size));
  }
}
