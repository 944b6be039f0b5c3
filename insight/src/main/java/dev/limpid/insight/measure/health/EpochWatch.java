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
  private final BatchNorm norm;
  private float[] means;
  private float[] variances;
  private double unchanged;
  private double change;
  private double moved;

  EpochWatch(Layer layer) {
    trained = layer.parameters().stream().filter(Parameter::isTrainable).toList();
    trained.forEach(parameter -> before.add(new float[parameter.value().size()]));
    norm = layer instanceof BatchNorm batchNorm ? batchNorm : null;
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
    if (norm != null) {
      means = norm.movingMean().value().copy().data();
      variances = norm.movingVariance().value().copy().data();
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
    moved = norm == null ? Double.NaN : movedShare();
  }

  private double movedShare() {
    int channels = norm.movingMean().value().size();
    int changed = 0;
    for (int c = 0; c < channels; c++) {
      boolean mean = norm.movingMean().value().data()[c] != means[c];
      boolean variance = norm.movingVariance().value().data()[c] != variances[c];
      changed += mean || variance ? 1 : 0;
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

  /** Share of channels whose moving averages changed; NaN for other layers than BatchNorm. */
  double statisticsMovedShare() {
    return moved;
  }
}
