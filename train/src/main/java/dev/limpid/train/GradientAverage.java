package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.core.Workers;
import dev.limpid.layers.Network;
import java.util.List;

/** The gradients of workers that train in step, one behind the other in one array. */
final class GradientAverage {
  private final List<Parameter> parameters;
  private final Workers workers;
  private float[] values = {};

  GradientAverage(Network network, Workers workers) {
    this.parameters = network.parameters().stream().filter(Parameter::hasGradient).toList();
    this.workers = workers;
  }

  /** Writes the mean over all workers into the gradients of the parameters that are trained. */
  void take() {
    int size = 0;
    for (Parameter parameter : parameters) {
      size += parameter.isTrainable() ? parameter.value().size() : 0;
    }
    values = values.length == size ? values : new float[size];
    int at = 0;
    for (Parameter parameter : parameters) {
      if (parameter.isTrainable()) {
        int length = parameter.value().size();
        System.arraycopy(parameter.gradient().data(), 0, values, at, length);
        at += length;
      }
    }
    workers.average(values);
    at = 0;
    for (Parameter parameter : parameters) {
      if (parameter.isTrainable()) {
        int length = parameter.value().size();
        System.arraycopy(values, at, parameter.gradient().data(), 0, length);
        at += length;
      }
    }
  }
}
