package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Some classes have far fewer training images than others: more than ten times fewer, the threshold
 * of Amazon SageMaker Debugger's rule ClassImbalance; or four times fewer where it shows: in the
 * last validation, images of the rarer half of the classes are recognised less often than those of
 * the other half, by 0.1 and four standard errors. Of few images, counts that a draw from equally
 * frequent classes may well give (chi-squared, p above 0.001) are no imbalance.
 */
final class ClassImbalance implements Cause {
  private static final double SEVERE = 10;
  private static final double MODERATE = 4;
  private static final double LARGEST_P = 0.001;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    int[] counts = run.data().training();
    int[] present = Arrays.stream(counts).filter(count -> count > 0).sorted().toArray();
    if (present.length < 2) {
      return Optional.empty();
    }
    double ratio = (double) present[present.length - 1] / present[0];
    double median = present[present.length / 2];
    Recall recall = Recall.of(run, median);
    boolean clear = ratio > SEVERE || (ratio > MODERATE && recall.suffers());
    if (!clear || byChance(present)) {
      return Optional.empty();
    }
    Finding found =
        Finding.of(
                Names.CLASS_IMBALANCE,
                recall.suffers() ? Severity.PROBLEM : Severity.WARNING,
                "Some classes have far fewer training images than others",
                "The most frequent class has "
                    + Figures.number(ratio)
                    + " times as many training images as the rarest"
                    + (recall.suffers()
                        ? ", and images of rare classes are recognised less often."
                        : "; the network learns to prefer the frequent ones."))
            .withEvidence("training images of the rarest class", present[0], Section.RUN)
            .withEvidence("of the most frequent class", present[present.length - 1], Section.RUN);
    if (!Double.isNaN(recall.rare())) {
      found =
          found
              .withEvidence(
                  "recognised of the rarer half of the classes",
                  Figures.percent(recall.rare()),
                  Section.CONFUSION)
              .withEvidence(
                  "of the other half", Figures.percent(recall.frequent()), Section.CONFUSION);
    }
    boolean balanced = isBalanced(run.data().validation());
    return Optional.of(
        found
            .withChange(
                Change.inCode(
                    "Datasets.subset", "draw rare classes more often, or collect more of them"))
            .withOtherwise(
                "The most frequent class would have at most ten times as many images as the rarest, or"
                    + " four times if it shows.")
            .withSource(
                "Buda, Maki and Mazurowski, A Systematic Study of the Class Imbalance Problem, 2018,"
                    + " arXiv:1710.05381; Amazon SageMaker Debugger, rule ClassImbalance")
            .withConsequences(consequences(run, balanced)));
  }

  /** Where labels were moved from one class to another, they are why there are fewer images. */
  private static String[] consequences(RunRecord run, boolean balanced) {
    return Stream.of(
            Stream.of(Names.OVERFITTING),
            balanced ? Stream.of(Names.LABEL_SHIFT) : Stream.<String>empty(),
            Muddled.moved(run).isPresent() || Overwritten.of(run).isPresent()
                ? Stream.<String>empty()
                : Stream.of(Names.NOISY_LABELS))
        .flatMap(names -> names)
        .toArray(String[]::new);
  }

  private static boolean byChance(int[] counts) {
    double expected = Arrays.stream(counts).average().orElse(1);
    double statistic =
        Arrays.stream(counts)
            .mapToDouble(count -> (count - expected) * (count - expected) / expected)
            .sum();
    return Tails.chiSquared(statistic, counts.length - 1) > LARGEST_P;
  }

  /** Whether the classes that occur are about equally frequent. */
  static boolean isBalanced(int[] counts) {
    int[] present = Arrays.stream(counts).filter(count -> count > 0).sorted().toArray();
    return present.length > 0 && present[present.length - 1] <= 3 * present[0];
  }

  /** How often images of the rarer half of the classes, and of the others, are recognised. */
  private record Recall(double rare, double frequent, int ofRare, int ofFrequent) {
    static Recall of(RunRecord run, double median) {
      if (run.validation() == null) {
        return new Recall(Double.NaN, Double.NaN, 0, 0);
      }
      int[][] confusion = run.validation().confusion();
      int[] right = new int[2];
      int[] all = new int[2];
      for (int c = 0; c < run.data().training().length; c++) {
        int half = run.data().training()[c] < median ? 0 : 1;
        right[half] += confusion[c][c];
        all[half] += Arrays.stream(confusion[c]).sum();
      }
      return new Recall((double) right[0] / all[0], (double) right[1] / all[1], all[0], all[1]);
    }

    boolean suffers() {
      double error = Math.sqrt(rare * (1 - rare) / ofRare + frequent * (1 - frequent) / ofFrequent);
      return frequent - rare > Math.max(0.1, 4 * error);
    }
  }
}
