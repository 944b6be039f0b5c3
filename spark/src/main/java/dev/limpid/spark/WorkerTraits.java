package dev.limpid.spark;

import dev.limpid.core.compute.Compute;
import java.util.List;

/** What must be the same wherever tasks train in step, since bits depend on it. */
final class WorkerTraits {
  private static final String BETWEEN = " | ";

  private WorkerTraits() {}

  /** Those of this JVM, in one line. */
  static String here(Compute compute) {
    String version = LimpidClassifier.class.getPackage().getImplementationVersion();
    return String.join(
        BETWEEN,
        "Limpid " + (version == null ? "as classes" : version),
        "JDK " + Runtime.version(),
        compute.kernels().name() + " kernels, " + compute.kernels().arithmetic());
  }

  /**
   * Says in what the first difference lies.
   *
   * @param names of the tasks' executors
   * @param traits of each
   * @return null if there is none
   */
  static String difference(List<String> names, List<String> traits) {
    for (int i = 1; i < traits.size(); i++) {
      if (!traits.get(i).equals(traits.get(0))) {
        return "executors that train in step must have the same Limpid, JDK and kernels, or bits"
            + " would differ; "
            + names.get(0)
            + " has "
            + traits.get(0)
            + ", "
            + names.get(i)
            + " has "
            + traits.get(i);
      }
    }
    return null;
  }
}
