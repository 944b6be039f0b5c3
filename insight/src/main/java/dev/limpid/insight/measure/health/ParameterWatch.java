package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The trained parameters of a layer around an update: their norm and their gradient's before it,
 * and how far it took them. Norms are Euclidean, over all of them together, summed in float64.
 */
final class ParameterWatch {
  private final List<Parameter> parameters;
  private final List<float[]> before = new ArrayList<>();
  private double squaredWeights;
  private double squaredGradient;

  ParameterWatch(Layer layer) {
    parameters = layer.parameters().stream().filter(Parameter::isTrainable).toList();
    parameters.forEach(parameter -> before.add(new float[parameter.value().size()]));
  }

  /** To be called when the gradients are there and nothing has been updated. */
  void beforeUpdate() {
    squaredWeights = 0;
    squaredGradient = 0;
    for (int i = 0; i < before.size(); i++) {
      Tensor value = parameters.get(i).value();
      System.arraycopy(value.data(), 0, before.get(i), 0, value.size());
      squaredWeights += squares(value);
      squaredGradient += squares(parameters.get(i).gradient());
    }
  }

  /** Norm of the parameters before the update; NaN if there are none. */
  double weightNorm() {
    return parameters.isEmpty() ? Double.NaN : Math.sqrt(squaredWeights);
  }

  /** Norm of the gradient, as backward left it; NaN if there are no parameters. */
  double gradientNorm() {
    return parameters.isEmpty() ? Double.NaN : Math.sqrt(squaredGradient);
  }

  /** Its square; 0 if there are no parameters. */
  double squaredGradient() {
    return squaredGradient;
  }

  /** Norm of what the update has changed, over the norm before it; NaN if there are none. */
  double updateRatio() {
    double sum = 0;
    for (int i = 0; i < parameters.size(); i++) {
      float[] now = parameters.get(i).value().data();
      float[] then = before.get(i);
      for (int j = 0; j < then.length; j++) {
        double change = (double) now[j] - then[j];
        sum += change * change;
      }
    }
    return Math.sqrt(sum) / weightNorm();
  }

  private static double squares(Tensor tensor) {
    float[] values = tensor.data();
    double sum = 0;
    for (int i = 0; i < tensor.size(); i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }
}
