package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.norm.BatchNorm;
import java.util.ArrayList;
import java.util.List;

/** The change that an epoch makes to a layer's trained parameters, and of BatchNorm's averages. */
final class EpochWatch {
  private final List<Parameter> trained;
  private final List<float[]> before = new ArrayList<>();

  /** The layer, or those that it is made of, as far as they have moving averages. */
  private final List<BatchNorm> norms;

  private final List<float[]> averages = new ArrayList<>();
  private double unchanged;
  private double change;
  private double moved;

  EpochWatch(Layer layer) {
    trained =
        layer.parameters().stream()
            .filter(Parameter::isTrainable)
            .filter(parameter -> parameter.learningRateMultiplier() > 0)
            .toList();
    trained.forEach(parameter -> before.add(new float[parameter.value().size()]));
    norms = layer.layers(BatchNorm.class).stream().filter(Layer::isTrainable).toList();
    remember();
  }

  /** At the end of an epoch; the next one begins. */
  void epochEnds() {
    measure();
    remember();
  }

  private void remember() {
    for (int i = 0; i < before.size(); i++) {
      System.arraycopy(trained.get(i).value().data(), 0, before.get(i), 0, before.get(i).length);
    }
    averages.clear();
    for (BatchNorm norm : norms) {
      averages.add(norm.movingMean().value().copy().data());
      averages.add(norm.movingVariance().value().copy().data());
    }
  }

  private void measure() {
    long same = 0;
    long all = 0;
    double squaredWeights = 0;
    double squaredChange = 0;
    for (int i = 0; i < before.size(); i++) {
      float[] then = before.get(i);
      Tensor now = trained.get(i).value();
      for (int j = 0; j < then.length; j++) {
        double difference = (double) now.data()[j] - then[j];
        same += difference == 0 ? 1 : 0;
        squaredWeights += (double) then[j] * then[j];
        squaredChange += difference * difference;
      }
      all += then.length;
    }
    unchanged = all == 0 ? Double.NaN : (double) same / all;
    change = all == 0 ? Double.NaN : Math.sqrt(squaredChange / squaredWeights);
    moved = norms.isEmpty() ? Double.NaN : movedShare();
  }

  private double movedShare() {
    int channels = 0;
    int changed = 0;
    for (int i = 0; i < norms.size(); i++) {
      float[] means = norms.get(i).movingMean().value().data();
      float[] variances = norms.get(i).movingVariance().value().data();
      for (int c = 0; c < means.length; c++) {
        boolean same = means[c] == averages.get(2 * i)[c];
        changed += same && variances[c] == averages.get(2 * i + 1)[c] ? 0 : 1;
      }
      channels += means.length;
    }
    return (double) changed / channels;
  }

  /** Share of numbers that kept their bits; NaN if nothing is trained. */
  double unchangedShare() {
    return unchanged;
  }

  /** Norm of the change over the norm before; NaN if nothing is trained. */
  double change() {
    return change;
  }

  /** Share of channels whose moving averages changed; NaN for layers without BatchNorm. */
  double statisticsMovedShare() {
    return moved;
  }
}
