package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.ChannelChecks;
import dev.limpid.insight.check.SideChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * One channel of the images says nothing while others do: it varies by less than 2 % of what
 * another does, also beside its own largest value, for a channel in another unit is not broken; or
 * it is constant in more than 5 % of the images, ten times as many as another; or it is noise
 * (neighbouring pixels are unrelated, roughness above 0.8) beside channels that are not (below
 * 0.4). Grey images, whose channels are alike, are no case of it, nor is a constant fourth channel
 * on both sides, which is opacity.
 */
final class BrokenChannel implements Cause {
  private static final double SMALL = 0.02;
  private static final double SOME = 0.05;
  private static final double ROUGH = 0.8;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null) {
      return Optional.empty();
    }
    String training = broken(run.checks().training());
    String validation =
        run.checks().validation() == null ? null : broken(run.checks().validation());
    if (training == null && validation == null) {
      return Optional.empty();
    }
    int channels = run.checks().training().channels().size();
    boolean opacity =
        channels == 4 && training != null && training.equals(validation) && training.contains("4 ");
    boolean oneSide = run.checks().validation() != null && (training == null || validation == null);
    Finding found =
        Finding.of(
            Names.BROKEN_CHANNEL,
            opacity ? Severity.NOTE : oneSide ? Severity.PROBLEM : Severity.WARNING,
            "A channel of the images is broken",
            (training == null ? "In validation " + validation : "In training " + training)
                + (oneSide
                    ? ", on the other side it is not: the network is asked about images of another"
                        + " kind than it learns from."
                    : "; the network can't use it."));
    List<ChannelChecks> sides = run.checks().training().channels();
    for (int c = 0; c < channels; c++) {
      found =
          found.withEvidence(
              "channel " + (c + 1) + " in training, mean and standard deviation",
              Figures.number(sides.get(c).mean())
                  + " and "
                  + Figures.number(sides.get(c).deviation()),
              Section.IMAGES);
    }
    return Optional.of(
        found
            .withEvidence(
                "in validation",
                validation == null ? "no such channel" : validation,
                Section.IMAGES)
            .withChange(Change.inCode("Dataset.read", "read the channel, or leave it out"))
            .withOtherwise("All channels would vary over the images.")
            .withConsequences(
                Names.COVARIATE_SHIFT,
                Names.PREPROCESSING_DIFFERS,
                Names.INPUTS_NOT_SCALED,
                Names.BROKEN_IMAGES,
                Names.OVERFITTING,
                Names.NOISY_LABELS,
                Names.UNDERFITTING));
  }

  /** Beside its own largest value, so that another unit changes nothing. */
  private static double varies(ChannelChecks channel) {
    double largest = Math.max(Math.abs(channel.least()), Math.abs(channel.greatest()));
    return largest > 0 ? channel.deviation() / largest : 0;
  }

  private static String broken(SideChecks side) {
    List<ChannelChecks> channels = side.channels();
    double deviation = 0;
    double constant = 1;
    double roughness = Double.POSITIVE_INFINITY;
    for (ChannelChecks channel : channels) {
      deviation = Math.max(deviation, channel.deviation());
      constant = Math.min(constant, channel.constant());
      roughness = Math.min(roughness, channel.roughness());
    }
    double most = channels.stream().mapToDouble(BrokenChannel::varies).max().orElse(0);
    for (int c = 0; c < channels.size(); c++) {
      ChannelChecks channel = channels.get(c);
      String name = "channel " + (c + 1) + " ";
      if (channel.deviation() < SMALL * deviation && varies(channel) < SMALL * most) {
        return name + "hardly varies";
      }
      if (channel.constant() > SOME && channel.constant() > 10 * constant) {
        return name + "is constant in " + Figures.percent(channel.constant()) + " of the images";
      }
      if (channel.roughness() > ROUGH && roughness < ROUGH / 2) {
        return name + "is noise";
      }
    }
    return null;
  }
}
