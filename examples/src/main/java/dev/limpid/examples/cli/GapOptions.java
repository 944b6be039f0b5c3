package dev.limpid.examples.cli;

import dev.limpid.train.gap.GapListener;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that say how the gap between training and validation is measured. */
final class GapOptions {
  @Option(
      names = "--gap-share",
      paramLabel = "X",
      defaultValue = "0.08",
      description =
          "Share of an epoch's time for taking the gap apart, 0 for not at all."
              + " Default: ${DEFAULT-VALUE}.")
  private double share;

  boolean measured() {
    if (!(share >= 0 && share <= 10)) {
      throw new UserException("--gap-share must be between 0 and 10, but is " + share);
    }
    return share > 0;
  }

  /** A listener that prints one line for each epoch. */
  GapListener listener(PrintWriter out) {
    return GapListener.printing(out).share(share);
  }

  Map<String, Object> settings() {
    return Map.of("gap-share", share);
  }
}
