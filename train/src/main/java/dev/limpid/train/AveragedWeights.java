package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFileException;
import java.util.List;

/**
 * The exponential moving average of the trained weights.
 *
 * <pre>
 * average = kept(t) average + (1 - kept(t)) w      kept(t) = min(decay, t / (9 + t)),  t = 1, 2, ...
 * </pre>
 *
 * <p>as TensorFlow's {@code ExponentialMovingAverage} with {@code num_updates}. {@linkplain #show
 * Shown}, the average is in the network, and the weights that are trained are aside.
 */
final class AveragedWeights {
  private final List<Parameter> parameters;
  private final double decay;

  /** In the order of the parameters; what statistics have there doesn't count. */
  private final List<Tensor> averages;

  /** What is in the network while the average is not shown. */
  private final List<Tensor> aside;

  private boolean shown;

  AveragedWeights(Network network, double decay) {
    this.parameters = network.parameters();
    this.decay = decay;
    this.averages = parameters.stream().map(p -> p.value().copy()).toList();
    this.aside = parameters.stream().map(p -> p.value().copy()).toList();
  }

  /**
   * Takes the weights after a step.
   *
   * @param step from 1
   */
  void add(long step) {
    double kept = Math.min(decay, step / (9.0 + step));
    for (int p = 0; p < averages.size(); p++) {
      if (parameters.get(p).isTrainable()) {
        float[] average = averages.get(p).data();
        float[] values = parameters.get(p).value().data();
        for (int i = 0; i < averages.get(p).size(); i++) {
          average[i] = (float) (kept * average[i] + (1 - kept) * values[i]);
        }
      }
    }
  }

  /** Whether the average is in the network. */
  boolean isShown() {
    return shown;
  }

  /** Puts the average into the network. */
  void show() {
    if (!shown) {
      for (int p = 0; p < averages.size(); p++) {
        aside.get(p).copyFrom(parameters.get(p).value());
        if (parameters.get(p).isTrainable()) {
          parameters.get(p).value().copyFrom(averages.get(p));
        }
      }
      shown = true;
    }
  }

  /** Puts the weights that are trained, with their statistics, back into the network. */
  void hide() {
    if (shown) {
      for (int p = 0; p < aside.size(); p++) {
        parameters.get(p).value().copyFrom(aside.get(p));
      }
      shown = false;
    }
  }

  @Override
  public String toString() {
    return "of decay " + decay;
  }

  void put(Checkpoint checkpoint) {
    checkpoint.put("average shown", shown);
    checkpoint.putAll("average", parameters, averages);
    checkpoint.putAll("aside", parameters, aside);
  }

  void read(Checkpoint checkpoint) throws ModelFileException {
    checkpoint.readAll("average", parameters, averages);
    checkpoint.readAll("aside", parameters, aside);
    shown = checkpoint.flag("average shown");
  }
}
