package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.layers.Network;
import java.util.ArrayList;
import java.util.List;

/** Compares weights behind an epoch with those that its validation began with. */
final class WeightsSinceValidation {
  private final List<Parameter> parameters;
  private final List<float[]> then = new ArrayList<>();
  private boolean known;
  private int before;

  WeightsSinceValidation(Network network) {
    this.parameters = network.parameters();
  }

  /** While a data set is evaluated; so many images are done. */
  void evaluated(int done) {
    boolean begins = !known || done <= before;
    before = done;
    if (!begins) {
      return;
    }
    known = true;
    for (int i = 0; i < parameters.size(); i++) {
      int size = parameters.get(i).value().size();
      if (then.size() == i) {
        then.add(new float[size]);
      }
      System.arraycopy(parameters.get(i).value().data(), 0, then.get(i), 0, size);
    }
  }

  /** When the next step begins, until which nothing is known. */
  void forget() {
    known = false;
  }

  /**
   * What has other values than when the validation began.
   *
   * @param step behind which
   */
  List<Breach> changed(int step) {
    List<Breach> changed = new ArrayList<>();
    for (int i = 0; known && i < parameters.size(); i++) {
      float[] now = parameters.get(i).value().data();
      double squares = 0;
      for (int j = 0; j < then.get(i).length; j++) {
        double difference = (double) now[j] - then.get(i)[j];
        squares += difference * difference;
      }
      if (squares > 0) {
        changed.add(
            new Breach(Rule.MOVES_OUTSIDE, parameters.get(i).name(), step, Math.sqrt(squares)));
      }
    }
    return changed;
  }
}
