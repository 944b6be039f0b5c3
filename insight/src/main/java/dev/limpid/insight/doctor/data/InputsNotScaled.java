package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.ChannelChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The values that the network is given are far from the size that initial weights are made for,
 * which is a mean square of about 1 (LeCun et al., 1998). The root mean square is 0.3 to 0.7 for
 * images in 0..1 and 1 for standardised ones. It is out of scale above 5 and below 0.02, an order
 * of magnitude from those, or where channels differ by a factor of 20. Behind a layer that
 * normalises the input it does no harm.
 */
final class InputsNotScaled implements Cause {
  private static final double LARGE = 5;
  private static final double VERY_LARGE = 20;
  private static final double SMALL = 0.02;
  private static final double UNEVEN = 20;
  private static final double BYTE = 255;

  /** Standard deviations between a mean and zero: the values differ by little beside their size. */
  private static final double FAR = 5;

  private static final Set<String> NORMALISING = Set.of("BatchNorm", "Rescaling", "Normalization");

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null
        || run.layers().isEmpty()
        || NORMALISING.contains(run.layers().get(0).type())) {
      return Optional.empty();
    }
    List<ChannelChecks> channels = run.checks().training().channels();
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (ChannelChecks channel : channels) {
      double size = Math.hypot(channel.mean(), channel.deviation());
      largest = Math.max(largest, size);
      smallest = channel.deviation() == 0 ? smallest : Math.min(smallest, size);
      least = Math.min(least, channel.least());
      greatest = Math.max(greatest, channel.greatest());
    }
    boolean uneven = Double.isFinite(smallest) && largest > UNEVEN * smallest && largest > 0.5;
    boolean small = largest > 0 && largest < SMALL && greatest < 5 * SMALL;
    if (!(largest > LARGE) && !small && !uneven) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.INPUTS_NOT_SCALED,
                largest > VERY_LARGE || small ? Severity.PROBLEM : Severity.WARNING,
                "Inputs are not scaled",
                String.format(
                    Locale.ROOT,
                    "Values of the images go from %.3g to %.3g. Weights are initialised for inputs of"
                        + " about 1: outputs and gradients of the first layer are %s, and one learning"
                        + " rate does not suit all layers.",
                    least,
                    greatest,
                    small ? "too small" : uneven ? "uneven" : "too large"))
            .withEvidence("root mean square of the largest channel", largest, Section.RUN)
            .withEvidence("of the smallest", smallest, Section.RUN)
            .withChange(
                Change.inCode("Dataset.read", advice(channels, least, greatest, small, uneven)))
            .withOtherwise(
                "The root mean square would be between 0.02 and 5: 0.3 to 0.7 for values from 0 to 1, 1"
                    + " for standardised ones.")
            .withSource("LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998")
            .withConsequences(
                Names.LEARNING_RATE_TOO_HIGH,
                Names.LEARNING_RATE_TOO_LOW,
                Names.EXPLODING_GRADIENTS,
                Names.VANISHING_GRADIENTS,
                Names.DEAD_UNITS,
                Names.LOSS_NOT_DECREASING,
                Names.SATURATED_OUTPUTS,
                Names.POOR_INITIALISATION,
                Names.BATCHNORM_LAG,
                Names.AVERAGING,
                Names.GRADIENT_NOISE,
                Names.UNDERFITTING,
                Names.EPSILON_TOO_LARGE,
                Names.OVERFITTING,
                Names.BATCH_DEPENDENCE,
                Names.MOMENTUM_TOO_HIGH,
                Names.STOPPED_EARLY,
                Names.NOISY_LABELS,
                Names.RANDOM_LABELS));
  }

  /** What brings such values to the size that weights are made for. */
  private static String advice(
      List<ChannelChecks> channels, double least, double greatest, boolean small, boolean uneven) {
    if (small) {
      return "values from 0 to 1, divided once only";
    }
    boolean farFromZero =
        channels.stream()
            .anyMatch(c -> c.deviation() > 0 && Math.abs(c.mean()) > FAR * c.deviation());
    boolean bytes = least >= 0 && greatest > BYTE / 2 && greatest <= BYTE;
    return bytes && !farFromZero && !uneven
        ? "values from 0 to 1: divide by 255"
        : "subtract each channel's mean over the training images, and divide by its standard"
            + " deviation";
  }
}
