package dev.limpid.insight.doctor.words;

import java.util.List;

/** What classes are called. */
public final class ClassNames {
  private ClassNames() {}

  /** The name of an output; a network may have outputs that no class is named for. */
  public static String of(int output, List<String> classes) {
    return output < classes.size() ? classes.get(output) : "output " + output;
  }
}
