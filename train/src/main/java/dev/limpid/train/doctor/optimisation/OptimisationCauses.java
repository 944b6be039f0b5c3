package dev.limpid.train.doctor.optimisation;

import dev.limpid.train.doctor.finding.Cause;
import java.util.List;

/** The causes that lie in the optimisation and the network. */
public final class OptimisationCauses {
  private OptimisationCauses() {}

  /** One of each. */
  public static List<Cause> all() {
    return List.of(new Diverged(), new DeadUnits());
  }
}
