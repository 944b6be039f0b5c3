package dev.limpid.train.doctor.data;

import dev.limpid.train.doctor.finding.Cause;
import java.util.List;

/** The causes that lie in the images, their labels and how they were split. */
public final class DataCauses {
  private DataCauses() {}

  /** One of each. */
  public static List<Cause> all() {
    return List.of(new LabelShift());
  }
}
