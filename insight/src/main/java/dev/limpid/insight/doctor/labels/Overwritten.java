package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.ClassNames;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Labels that were overwritten with one class, as a table that is joined fills in what it doesn't
 * find, or a form has a default: of what the network takes for any of several classes a part has
 * the label of that one, and nearly none another wrong label. It is the most frequent class, by
 * half and more above the median of the others.
 *
 * <p>A network's own mistakes are spread over classes that look alike, and become few where it is
 * surer. Wrong labels do so less, for they are learnt by heart one by one: hence the epoch in which
 * they are most counts, and it need not have come to rest, for mistakes of one that begins to learn
 * lead from each class to many.
 *
 * @param label the class that was written
 * @param classes how many others it was written over
 * @param wrong images taken for these that have its label ...
 * @param images ... of so many
 */
record Overwritten(int label, int classes, int wrong, int images) {
  private static final double MORE_FREQUENT = 1.5;
  private static final int FEWEST_CLASSES = 3;
  private static final double NEARLY_ALL = 0.9;

  /** Of the surer half beside the rest; 0.1 to 0.4 for a network's own mistakes. */
  private static final double AS_OFTEN = 0.4;

  private static final double SOME = 0.08;
  private static final double SURE = 3.5;

  /** Those labels that were overwritten, by the epoch in which they are most. */
  static Optional<Overwritten> of(RunRecord run) {
    int all = Arrays.stream(run.data().training()).sum();
    return frequent(run.data().training()).stream()
        .flatMap(
            label ->
                run.epochChecks().stream()
                    .flatMap(epoch -> of(epoch.classLabels(), label).stream()))
        .filter(found -> !LinearAgreement.contradicts((double) found.wrong / all, run))
        .max(Comparator.comparingDouble(Overwritten::share));
  }

  /** The most frequent class, if it is far more frequent than the others. */
  private static Optional<Integer> frequent(int[] counts) {
    int most = 0;
    for (int c = 1; c < counts.length; c++) {
      most = counts[c] > counts[most] ? c : most;
    }
    int[] sorted = Arrays.stream(counts).sorted().toArray();
    return counts.length > FEWEST_CLASSES
            && counts[most] > MORE_FREQUENT * sorted[(counts.length - 1) / 2]
        ? Optional.of(most)
        : Optional.empty();
  }

  private static Optional<Overwritten> of(List<ClassLabels> classes, int label) {
    List<ClassLabels> with =
        classes.stream()
            .filter(c -> c.taken() != label && c.other() == label)
            .filter(c -> 2 * c.surerWrong() <= c.surer())
            .filter(c -> c.surerOther() + c.restOther() > SOME * (c.surer() + c.rest()))
            .toList();
    double surer = with.stream().mapToInt(ClassLabels::surerOther).sum();
    double rest = with.stream().mapToInt(ClassLabels::restOther).sum();
    int wrong = with.stream().mapToInt(c -> c.surerWrong() + c.restWrong()).sum();
    int images = with.stream().mapToInt(c -> c.surer() + c.rest()).sum();
    int own = (int) (surer + rest);
    return with.size() >= FEWEST_CLASSES
            && own >= NEARLY_ALL * wrong
            && surer >= AS_OFTEN * rest
            && Tails.wilsonLow(own, images, SURE) > SOME
        ? Optional.of(new Overwritten(label, with.size(), own, images))
        : Optional.empty();
  }

  double share() {
    return (double) wrong / images;
  }

  /**
   * How many images each class had before, as nearly as in validation: each other class gets back
   * from the label what it lacks there, up to the share that it may have lost.
   */
  int[] givenBack(int[] training, int[] validation) {
    double factor = Arrays.stream(training).sum() / Math.max(1.0, Arrays.stream(validation).sum());
    int[] before = training.clone();
    for (int c = 0; c < before.length; c++) {
      if (c != label) {
        double most = training[c] / (1 - share());
        before[c] = (int) Math.round(Math.max(training[c], Math.min(most, factor * validation[c])));
        before[label] -= before[c] - training[c];
      }
    }
    before[label] = Math.max(0, before[label]);
    return before;
  }

  /** What it says of a run. */
  static Optional<Sign> sign(RunRecord run) {
    return of(run).map(found -> found.sign(run.data().classes()));
  }

  private Sign sign(List<String> names) {
    String name = ClassNames.of(label, names);
    String part = Figures.part(wrong, images);
    return Sign.of(
        Severity.PROBLEM,
        part
            + " of what looks like any of "
            + classes
            + " other classes is labelled "
            + name
            + ", and next to nothing of it otherwise: as if labels that were missing had been filled"
            + " in.",
        List.of(
            new Evidence(
                "labelled " + name, part + " of what looks like others", Section.CONFUSION)),
        Names.CLASS_IMBALANCE,
        Names.LABEL_SHIFT);
  }
}
