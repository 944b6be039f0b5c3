package dev.limpid.insight.run;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.measure.run.Png;
import dev.limpid.insight.run.LastValidation.WrongImage;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.train.data.ByteDataset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Made-up runs for tests of what shows them: curves like those of the question, from formulas and a
 * seed, no training.
 */
public final class SampleRuns {
  private static final String[] TYPES = {"Conv2D", "ReLU", "BatchNorm"};

  private SampleRuns() {}

  /** A run of the question's network that has finished its epochs. */
  public static RunRecord typical(int epochs) {
    return of(epochs, epochs, names(30), 1);
  }

  /** A run with these class names, finished if all planned epochs are done. */
  public static RunRecord of(int epochs, int planned, List<String> classes, long seed) {
    Rng rng = Rng.of(seed);
    List<EpochFigures> figures = new ArrayList<>();
    List<EpochGap> gaps = new ArrayList<>();
    List<EpochHealth> health = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      EpochGap gap = gap(epoch, rng);
      gaps.add(gap);
      health.add(health(epoch, rng));
      figures.add(
          new EpochFigures(
              epoch,
              gap.loss().running(),
              gap.accuracy().running(),
              Math.min(1, gap.accuracy().running() + 0.1),
              gap.loss().validation(),
              gap.accuracy().validation(),
              Math.min(1, gap.accuracy().validation() + 0.1),
              0.001,
              41.25 + epoch,
              3.5));
    }
    return RunCopy.of(plan(planned), machine(), data(classes))
        .state(epochs == planned ? State.FINISHED : State.RUNNING)
        .settings(settings(planned))
        .layers(layers())
        .epochs(figures)
        .gaps(gaps)
        .health(health)
        .validation(epochs == 0 ? null : validation(epochs, classes.size(), rng))
        .stepLosses(epochs == 0 ? 0 : 1, steps(epochs))
        .start(start())
        .record();
  }

  /** A run without validation, gap and health. */
  public static RunRecord withoutProbes(int epochs) {
    RunRecord run = typical(epochs);
    List<EpochFigures> figures =
        run.epochs().stream()
            .map(
                e ->
                    new EpochFigures(
                        e.epoch(),
                        e.loss(),
                        e.accuracy(),
                        e.topKAccuracy(),
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        e.learningRate(),
                        e.trainSeconds(),
                        0))
            .toList();
    return RunCopy.of(run)
        .epochs(figures)
        .gaps(List.of())
        .health(List.of())
        .validation(null)
        .record();
  }

  /** A run in its first epoch. */
  public static RunRecord started() {
    return of(0, 20, names(30), 1);
  }

  /** A run that failed in its third epoch. */
  public static RunRecord failed() {
    return RunCopy.of(of(2, 20, names(30), 1))
        .failed("the loss became NaN in epoch 3, step 12 of 50")
        .record();
  }

  /** Class names c1, c2 ... or, up to 30, letters. */
  public static List<String> names(int classes) {
    return IntStream.range(0, classes)
        .mapToObj(c -> classes <= 30 ? String.valueOf((char) ('A' + c)) : "class " + (c + 1))
        .toList();
  }

  private static double[] steps(int epochs) {
    return IntStream.range(0, 50 * epochs).mapToDouble(i -> 3.4 * Math.exp(-0.007 * i)).toArray();
  }

  private static StartHealth start() {
    return new StartHealth(
        "Adam",
        3.5,
        0.6,
        0,
        30,
        20,
        0.001,
        Double.NaN,
        new double[] {1, 0.98, Double.NaN},
        List.of(new LayerStart("conv2d1", "Conv2D", 0.1, 0.11, 0.08, false, 0.4, 0.2)),
        List.of(),
        List.of(new SlopeCheck("conv2d1", "conv2d1.kernel", 0.2, 0.4, 0.41, 0, null)),
        List.of());
  }

  /** The same start with other checks of its gradients. */
  public static StartHealth withGradients(StartHealth start, List<SlopeCheck> checks) {
    return with(start, start.layers(), checks);
  }

  /** The same start of other layers, of which no step and no gradient was looked at. */
  public static StartHealth withLayers(StartHealth start, List<LayerStart> layers) {
    return with(start, layers, List.of());
  }

  private static StartHealth with(
      StartHealth start, List<LayerStart> layers, List<SlopeCheck> checks) {
    return new StartHealth(
        start.optimizer(),
        start.loss(),
        start.rootOfSquares(),
        start.saturatedShare(),
        start.noiseScale(),
        start.leastNoiseScale(),
        start.optimizerEpsilonShare(),
        start.batchNormEpsilonShare(),
        start.firstUpdates(),
        layers,
        start.steps(),
        checks,
        start.breaches());
  }

  private static EpochGap gap(int epoch, Rng rng) {
    double noise = rng.nextDouble() - 0.5;
    double running = 3.4 * Math.exp(-0.35 * (epoch - 1)) + 0.02;
    double averaging = -0.25 * running;
    double dependence = 0.1 + 0.4 * Math.exp(-0.5 * epoch);
    double generalisation = 0.02 * epoch + 0.02 * noise;
    double lag = 9 * Math.exp(-Math.pow(epoch - 4, 2) / 6.0) * (1 + noise / 3);
    List<Contribution> terms = new ArrayList<>();
    terms.add(new Contribution(Term.AVERAGING, estimate(averaging, 0.01)));
    terms.add(new Contribution(Term.BATCH_DEPENDENCE, estimate(dependence, 0.02)));
    terms.add(new Contribution(Term.GENERALISATION, estimate(generalisation, 0.03)));
    terms.add(new Contribution(Term.LAG, estimate(lag, 0.05)));
    double mode = running + averaging;
    double population = mode + dependence;
    double validationPopulation = population + generalisation;
    double validation = validationPopulation + lag;
    Levels levels =
        new Levels(
            estimate(mode, 0.02),
            estimate(mode, 0.02),
            estimate(population, 0.02),
            estimate(population + lag * 0.98, 0.1),
            estimate(validationPopulation, 0.03),
            Estimate.exact(validation));
    return new EpochGap(
        epoch,
        new Decomposition(running, validation, terms),
        accuracyOf(running, validation, terms),
        levels,
        accuracyLevels(levels),
        estimate(lag * 0.98, 0.05),
        estimate(generalisation, 0.06),
        null,
        drift(epoch),
        512,
        512,
        3.2);
  }

  /** A loss as an accuracy. */
  private static double accuracy(double loss) {
    return Math.exp(-Math.max(0, loss));
  }

  private static Decomposition accuracyOf(
      double running, double validation, List<Contribution> lossTerms) {
    List<Contribution> terms = new ArrayList<>();
    double level = running;
    for (Contribution term : lossTerms) {
      double next = level + term.estimate().value();
      terms.add(new Contribution(term.term(), estimate(accuracy(next) - accuracy(level), 0.008)));
      level = next;
    }
    return new Decomposition(accuracy(running), accuracy(validation), terms);
  }

  private static Levels accuracyLevels(Levels loss) {
    return new Levels(
        estimate(accuracy(loss.trainMode().value()), 0.01),
        estimate(accuracy(loss.trainBatch().value()), 0.01),
        estimate(accuracy(loss.trainPopulation().value()), 0.01),
        estimate(accuracy(loss.trainMoving().value()), 0.01),
        estimate(accuracy(loss.validationPopulation().value()), 0.01),
        Estimate.exact(accuracy(loss.validationMoving().value())));
  }

  private static Estimate estimate(double value, double error) {
    return new Estimate(value, error, 511);
  }

  private static List<LayerDrift> drift(int epoch) {
    List<LayerDrift> drift = new ArrayList<>();
    for (int layer = 0; layer < 8; layer++) {
      double shift = 0.05 * (layer + 1) * 9 * Math.exp(-Math.pow(epoch - 4, 2) / 6.0) + 0.02;
      drift.add(
          new LayerDrift(
              "batchnorm" + (layer + 1),
              64 << layer / 2,
              new LayerDrift.Quantiles(shift, 2 * shift, 4 * shift, layer),
              new LayerDrift.Quantiles(shift / 2, shift, 2 * shift, layer + 1),
              new LayerDrift.Quantiles(shift * shift, 4 * shift * shift, 9 * shift, 3),
              100,
              50));
    }
    return drift;
  }

  private static EpochHealth health(int epoch, Rng rng) {
    List<LayerHealth> layers = new ArrayList<>();
    for (RunRecord.LayerFigures layer : layers()) {
      boolean trained = layer.parameters() > 0;
      boolean relu = layer.type().equals("ReLU");
      layers.add(
          new LayerHealth(
              layer.name(),
              layer.type(),
              trained ? 12 : Double.NaN,
              trained ? 2 * Math.exp(-0.2 * epoch) * (0.5 + rng.nextDouble()) : Double.NaN,
              trained ? 0.004 / epoch * (0.5 + rng.nextDouble()) : Double.NaN,
              rng.nextDouble() - 0.2,
              0.5 + rng.nextDouble(),
              relu ? 0.3 * rng.nextDouble() : Double.NaN,
              trained ? 0 : Double.NaN,
              trained ? 0.02 : Double.NaN,
              trained ? 0.001 : Double.NaN,
              layer.type().equals("BatchNorm") ? 1 : Double.NaN));
    }
    return new EpochHealth(
        epoch,
        3 * Math.exp(-0.2 * epoch),
        1 - Math.exp(-0.1 * epoch),
        epoch == 1 ? Double.NaN : 60 * epoch,
        0.01,
        0.5 * epoch,
        0,
        Double.NaN,
        layers,
        List.of(new StepProbe(epoch, 7, 0.001, 1, 0.8, -0.3, -0.1, 2, 0.4, 0.9)),
        List.of());
  }

  private static List<RunRecord.LayerFigures> layers() {
    List<RunRecord.LayerFigures> layers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String type = TYPES[i % 3];
      int filters = 64 << i / 6;
      layers.add(
          new RunRecord.LayerFigures(
              type.toLowerCase(java.util.Locale.ROOT) + (i / 3 + 1),
              type,
              Map.of("filters", filters),
              List.of(50 >> i / 6, 55 >> i / 6, filters),
              type.equals("ReLU") ? 0 : 9L * filters));
    }
    return layers;
  }

  private static RunRecord.PlanFigures plan(int epochs) {
    return new RunRecord.PlanFigures(epochs, 128, 50, true, 1);
  }

  private static Map<String, Object> settings(int epochs) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("batch-size", 128L);
    settings.put("batchnorm-momentum", 0.99);
    settings.put("data", "characters");
    settings.put("dropout", 0.0);
    settings.put("epochs", (long) epochs);
    settings.put("learning-rate", 0.001);
    settings.put("optimizer", "adam");
    settings.put("seed", 1L);
    return settings;
  }

  private static RunRecord.Machine machine() {
    return new RunRecord.Machine(
        RunRecord.Machine.LIMPID,
        "17.0.15",
        "OpenJDK 64-Bit Server VM",
        "Linux amd64",
        2,
        6144,
        2,
        "vector",
        "auto");
  }

  private static RunRecord.Data data(List<String> classes) {
    int[] training = new int[classes.size()];
    int[] validation = new int[classes.size()];
    for (int c = 0; c < training.length; c++) {
      training[c] = 213;
      validation[c] = 53;
    }
    return new RunRecord.Data(List.of(50, 55, 3), classes, training, validation);
  }

  private static LastValidation validation(int epoch, int classes, Rng rng) {
    int[][] confusion = new int[classes][classes];
    for (int c = 0; c < classes; c++) {
      confusion[c][c] = 40 + rng.nextInt(13);
      for (int miss = 0; miss < 4; miss++) {
        confusion[c][rng.nextInt(classes)] += 1 + rng.nextInt(3);
      }
    }
    byte[][] samples = new byte[12][50 * 55 * 3];
    for (byte[] sample : samples) {
      paint(sample, rng);
    }
    ByteDataset images =
        ByteDataset.of(Shape.of(50, 55, 3), List.of("a", "b"), samples, new int[12]);
    List<WrongImage> wrong = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int actual = rng.nextInt(classes);
      wrong.add(
          new WrongImage(
              "sample " + (17 * i + 5),
              actual,
              (actual + 1) % classes,
              1 - 0.01 * i,
              6.5 - 0.3 * i,
              Png.base64(images, i),
              i < 8 ? map(i) : null,
              i < 7 ? map(i + 3) : null));
    }
    return new LastValidation(
        epoch,
        5,
        confusion,
        wrong,
        new LastValidation.Calibration(
            new int[] {0, 40, 60}, new int[] {0, 20, 50}, new double[] {Double.NaN, 0.55, 0.95}));
  }

  /** A spot of orange. */
  private static String map(int place) {
    BufferedImage map = new BufferedImage(4, 3, BufferedImage.TYPE_INT_ARGB);
    map.setRGB(place % 4, place % 3, 0xd9f06000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(map, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** A stroke on paper. */
  private static void paint(byte[] sample, Rng rng) {
    double slope = 2 * rng.nextDouble() - 1;
    for (int y = 0; y < 50; y++) {
      for (int x = 0; x < 55; x++) {
        boolean ink = Math.abs(slope * (x - 27) + 25 - y) < 4;
        for (int c = 0; c < 3; c++) {
          sample[(y * 55 + x) * 3 + c] = (byte) ((ink ? 40 + 50 * c : 225) + rng.nextInt(20));
        }
      }
    }
  }
}
