package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.LinearClassifier;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.RunRecord.LayerFigures;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Layers stand so that what they get does not get through, or is not learnt from: a normalisation
 * of single values, which makes all of them 0; a softmax before further weights; an activation that
 * is saturated in the first step already, and not by steps that are too large; or no activation at
 * all, so that several layers of weights are one linear map. How bad it is, training loss says:
 * where that is low, it is a note.
 */
final class NetworkStructure implements Cause {
  private static final double SOME = 0.15;
  private static final double MUCH = 0.3;

  /** Of the largest slope that a tanh or a sigmoid has, what is left in the mean. */
  private static final double FLAT = 0.05;

  /** Of half the range: values of ten times the width that an activation bends in give 0.96. */
  private static final double AT_THE_ENDS = 0.9;

  /** Which add branches up, so that the order of layers does not say what gets through. */
  private static final Set<String> MERGING =
      Set.of(
          "Add",
          "Concat",
          "Divide",
          "Maximum",
          "Mean",
          "Minimum",
          "Multiply",
          "Residual",
          "Subtract");

  private static final Set<String> WEIGHTED =
      Set.of("Conv2D", "Dense", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose");

  /** Which compute a linear map in inference, or nothing. */
  private static final Set<String> LINEAR =
      Set.of(
          "AvgPool2D",
          "BatchNorm",
          "Dropout",
          "Flatten",
          "GlobalAvgPool2D",
          "Normalization",
          "Permute",
          "Rescaling",
          "Reshape",
          "SpatialDropout2D");

  /** Between a softmax and the weights behind it, which change nothing of what it is. */
  private static final Set<String> PASSING =
      Set.of("BatchNorm", "Dropout", "Flatten", "GlobalAvgPool2D", "Reshape");

  private static final List<String> CONSEQUENCES =
      List.of(
          Names.LOSS_NOT_DECREASING,
          Names.UNDERFITTING,
          Names.LEARNING_RATE_TOO_LOW,
          Names.VANISHING_GRADIENTS,
          Names.NOISY_LABELS,
          Names.STOPPED_EARLY,
          Names.GRADIENT_NOISE);

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.layers().stream().anyMatch(layer -> MERGING.contains(layer.type()))) {
      return Optional.empty();
    }
    Progress progress = Progress.of(run);
    return singleValues(run, progress)
        .or(() -> hiddenSoftmax(run, progress))
        .or(() -> saturated(run, progress))
        .or(() -> linear(run, progress));
  }

  private static Severity severity(Progress progress, Severity atMost) {
    Severity found =
        progress.epochs() == 0 || progress.remaining() > MUCH
            ? Severity.PROBLEM
            : progress.remaining() > SOME ? Severity.WARNING : Severity.NOTE;
    return found.compareTo(atMost) < 0 ? atMost : found;
  }

  private static Finding finding(
      Progress progress, Severity atMost, String title, String text, Change change) {
    Finding found =
        Finding.of(Names.NETWORK_STRUCTURE, severity(progress, atMost), title, text)
            .withChange(change)
            .withOtherwise("Training loss would go on towards 0.")
            .withConsequences(consequences());
    return progress.epochs() == 0 ? found : found.withEvidence(progress.share());
  }

  /** Of a signal that does not get through, and these. */
  private static String[] consequences(String... more) {
    return Stream.concat(CONSEQUENCES.stream(), Stream.of(more)).toArray(String[]::new);
  }

  private static Optional<Finding> singleValues(RunRecord run, Progress progress) {
    return run.layers().stream()
        .filter(layer -> together(layer) == 1)
        .findFirst()
        .map(
            layer ->
                finding(
                        progress,
                        Severity.PROBLEM,
                        layer.name() + " wipes out what it gets",
                        "It normalises each value by itself: a value less its own mean is 0,"
                            + " whatever it was. What comes out is the same for all images.",
                        Change.inCode(
                            "without " + layer.name(),
                            "or over more values: fewer groups, or before the map is 1 x 1"))
                    .withEvidence("values that are normalised together", 1, Section.RUN));
  }

  /** How many values a layer normalises together in a sample; 0 of one that doesn't. */
  private static long together(LayerFigures layer) {
    List<Integer> shape = layer.outputShape();
    long channels = shape.get(shape.size() - 1);
    long all = shape.stream().mapToLong(size -> size).reduce(1, (a, b) -> a * b);
    return switch (layer.type()) {
      case "GroupNorm" ->
          layer.config().get("groups") instanceof Number groups ? all / groups.longValue() : 0;
      case "LayerNorm" -> Boolean.TRUE.equals(layer.config().get("overAll")) ? all : channels;
      default -> 0;
    };
  }

  private static Optional<Finding> hiddenSoftmax(RunRecord run, Progress progress) {
    List<LayerFigures> layers = run.layers();
    return IntStream.range(0, layers.size())
        .filter(i -> layers.get(i).type().equals("Softmax"))
        .filter(
            i ->
                layers.subList(i + 1, layers.size()).stream()
                    .filter(layer -> !PASSING.contains(layer.type()))
                    .findFirst()
                    .filter(layer -> WEIGHTED.contains(layer.type()))
                    .isPresent())
        .mapToObj(layers::get)
        .findFirst()
        .map(
            layer ->
                finding(
                        progress,
                        Severity.PROBLEM,
                        layer.name() + " stands before further weights",
                        "As the activation of a hidden layer, it makes the outputs of that layer"
                            + " share a sum of 1: they are small, one takes from the others, and"
                            + " hardly a gradient gets through.",
                        Change.inCode(
                            "ReLU in place of " + layer.name(), "softmax at the end alone"))
                    .withEvidence(
                        "outputs that share a sum of 1",
                        layer.outputShape().get(layer.outputShape().size() - 1),
                        Section.RUN));
  }

  private static Optional<Finding> saturated(RunRecord run, Progress progress) {
    if (run.health().isEmpty() || !(progress.remaining() > SOME)) {
      return Optional.empty();
    }
    List<LayerHealth> first = run.health().get(0).layers();
    int last =
        IntStream.range(0, run.layers().size())
            .filter(i -> WEIGHTED.contains(run.layers().get(i).type()))
            .max()
            .orElse(0);
    List<String> hidden = run.layers().subList(0, last).stream().map(LayerFigures::name).toList();
    return first.stream()
        .filter(layer -> hidden.contains(layer.layer()))
        .filter(layer -> slope(layer) < FLAT && usesBothEnds(layer) && wasSoAtFirst(run, layer))
        .findFirst()
        .map(
            layer ->
                finding(
                        progress,
                        Severity.PROBLEM,
                        layer.layer() + " is saturated from the start",
                        "Nearly all of its outputs are at an end of its range, where it is flat: it"
                            + " says a sign and no size, and hardly a gradient gets through.",
                        Change.inCode(
                            "before " + layer.layer(),
                            "smaller values: no factor, or a normalisation"))
                    .withConsequences(consequences(Names.LEARNING_RATE_TOO_HIGH, Names.DEAD_UNITS))
                    .withEvidence(
                        "mean slope in the first epoch's last step, over the steepest",
                        slope(layer),
                        Section.HEALTH));
  }

  /** Or its units are dead, which is told as that. */
  private static boolean usesBothEnds(LayerHealth layer) {
    return layer.activationDeviation() > (layer.type().equals("Tanh") ? 0.5 : 0.25);
  }

  /** Whether the first weights made it so, before any step. */
  private static boolean wasSoAtFirst(RunRecord run, LayerHealth layer) {
    double end = layer.type().equals("Tanh") ? 1 : 0.5;
    return run.start() != null
        && run.start().layers().stream()
            .filter(start -> start.layer().equals(layer.layer()))
            .anyMatch(start -> start.activationDeviation() > AT_THE_ENDS * end);
  }

  /** The mean slope over the steepest, from mean and mean square; NaN of other types. */
  private static double slope(LayerHealth layer) {
    double mean = layer.activationMean();
    double square = mean * mean + layer.activationDeviation() * layer.activationDeviation();
    return switch (layer.type()) {
      case "Tanh" -> 1 - square;
      case "Sigmoid" -> 4 * (mean - square);
      default -> Double.NaN;
    };
  }

  private static Optional<Finding> linear(RunRecord run, Progress progress) {
    List<LayerFigures> layers = run.layers();
    long weighted = layers.stream().filter(layer -> WEIGHTED.contains(layer.type())).count();
    boolean all =
        IntStream.range(0, layers.size())
            .allMatch(
                i ->
                    WEIGHTED.contains(layers.get(i).type())
                            && !layers.get(i).config().containsKey("activation")
                        || LINEAR.contains(layers.get(i).type())
                        || i == layers.size() - 1 && layers.get(i).type().equals("Softmax"));
    if (!all || weighted < 2) {
      return Optional.empty();
    }
    Finding found =
        finding(
                progress,
                Severity.WARNING,
                "The network has no activations",
                "No layer between its "
                    + weighted
                    + " layers of weights bends anything: together they are one linear map, and"
                    + " learn no more than one such layer could.",
                Change.inCode("ReLU", "behind each layer of weights but the last"))
            .withEvidence("layers of weights", weighted, Section.RUN);
    return Optional.of(
        LinearClassifier.of(run)
            .map(linear -> found.withEvidence(linear.evidence()))
            .orElse(found));
  }
}
