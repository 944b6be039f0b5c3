package dev.limpid.report;

import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Numbers;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run is called: its images, its network, and the day of its last epoch. */
final class Heading {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

  private Heading() {}

  /**
   * Such as {@code mnist, lenet, 28 November 2026}.
   *
   * @param day null to leave it out
   */
  static String of(RunRecord run, LocalDate day) {
    List<String> parts = new ArrayList<>(List.of(data(run), network(run)));
    if (day != null) {
      parts.add(DAY.format(day));
    }
    return String.join(", ", parts);
  }

  /** As the settings call the images; by their classes where they don't. */
  private static String data(RunRecord run) {
    Object data = run.settings().get("data");
    if (data != null) {
      return RunSection.shown(data);
    }
    if (!run.hasClasses()) {
      return "images of shape " + RunSection.shape(run.data().shape());
    }
    int classes = run.data().classes().size();
    return "images of " + Numbers.count(classes) + (classes == 1 ? " class" : " classes");
  }

  /** As the settings call the network; by its size where they don't. */
  private static String network(RunRecord run) {
    Object network = run.settings().get("network");
    if (network != null) {
      return RunSection.shown(network);
    }
    long parameters = run.layers().stream().mapToLong(RunRecord.LayerFigures::parameters).sum();
    return "a network of " + Numbers.count(parameters) + " parameters";
  }
}
