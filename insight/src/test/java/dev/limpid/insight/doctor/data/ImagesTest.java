package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Images with a fault, their healthy twins, and faults of a neighbouring kind. */
class ImagesTest {
  private static Dataset training;
  private static Dataset validation;

  @BeforeAll
  static void draw() {
    Split split = Split.head(Blobs.generate(1, 1200), 900);
    training = split.training();
    validation = split.validation();
  }

  private static List<String> alarms(Dataset training, Dataset validation) {
    return Examined.alarms(Examined.run(training, validation));
  }

  @Test
  void healthyImagesRaiseNoAlarm() {
    assertEquals(List.of(), alarms(training, validation));
  }

  @Test
  void standardisedImagesRaiseNoAlarm() {
    assertEquals(
        List.of(),
        alarms(
            Altered.values(training, (x, rng) -> (x - 0.4) / 0.25),
            Altered.values(validation, (x, rng) -> (x - 0.4) / 0.25)));
  }

  @Test
  void greyImagesRaiseNoAlarm() {
    Altered.Change grey =
        (index, values, rng) -> {
          for (int i = 0; i < values.length; i += 3) {
            float mean = (values[i] + values[i + 1] + values[i + 2]) / 3;
            Arrays.fill(values, i, i + 3, mean);
          }
        };
    assertEquals(
        List.of(), alarms(Altered.images(training, grey), Altered.images(validation, grey)));
  }

  @Test
  void paperOfOneColourRaisesNoAlarm() {
    // Dark strokes on white: most rows at the edges are flat, and the mean is far above the middle
    Altered.Change onPaper =
        (index, values, rng) -> {
          for (int i = 0; i < values.length; i++) {
            int pixel = i / 3;
            int y = pixel / Blobs.SIDE - 8;
            int x = pixel % Blobs.SIDE - 8;
            values[i] = x * x + y * y < 25 ? values[i] : 1;
          }
        };
    assertEquals(
        List.of(), alarms(Altered.images(training, onPaper), Altered.images(validation, onPaper)));
  }

  @Test
  void channelsInAnotherOrderAreFoundEvenWhereTheirValuesAreAlike() {
    // Two channels that are alike on the whole; where each is bright makes the class
    Dataset rgb = Altered.images(training, (i, x, rng) -> stripes(training.label(i), false, x));
    Dataset same =
        Altered.images(validation, (i, x, rng) -> stripes(validation.label(i), false, x));
    Dataset bgr = Altered.images(validation, (i, x, rng) -> stripes(validation.label(i), true, x));
    assertEquals(List.of(), learnt(rgb, same));
    List<String> alarms = learnt(rgb, bgr);
    assertTrue(alarms.contains("preprocessing-differs"), alarms.toString());
  }

  private static List<String> learnt(Dataset training, Dataset validation) {
    return Examined.alarms(
        Examined.run(Examined.trainer(training, Blobs.CLASSES), training, validation, 60));
  }

  /** A stripe in the first and in the last channel, at places that depend on the class. */
  private static void stripes(int label, boolean reversed, float[] values) {
    for (int i = 0; i < values.length; i++) {
      int row = i / 3 / Blobs.SIDE;
      int channel = reversed ? 2 - i % 3 : i % 3;
      boolean bright = channel == 0 && row == label || channel == 2 && row == 3 + label / 2;
      values[i] += bright ? 0.3f : 0;
    }
  }

  @Test
  void bytesThatWereNotDividedAreNotScaled() {
    Dataset bytes = Altered.values(training, (x, rng) -> 255 * x);
    Dataset others = Altered.values(validation, (x, rng) -> 255 * x);
    assertEquals(List.of("inputs-not-scaled"), alarms(bytes, others));
    Dataset ten = Altered.values(training, (x, rng) -> 12 * x);
    Dataset otherTen = Altered.values(validation, (x, rng) -> 12 * x);
    assertEquals(List.of("inputs-not-scaled"), alarms(ten, otherTen));
    Dataset twice = Altered.values(training, (x, rng) -> x / 255);
    Dataset otherTwice = Altered.values(validation, (x, rng) -> x / 255);
    assertEquals(List.of("inputs-not-scaled"), alarms(twice, otherTwice));
  }

  /** They lie far from 0 beside what they differ by: a division would leave that so. */
  @Test
  void valuesFarFromZeroAreToBeCentred() {
    for (double factor : new double[] {2, 255}) {
      double offset = factor == 2 ? 300 : 0;
      RunRecord run =
          Examined.run(
              Altered.values(training, (x, rng) -> offset + factor * x),
              Altered.values(validation, (x, rng) -> offset + factor * x));
      Change change = new InputsNotScaled().examine(run).orElseThrow().changes().get(0);
      assertTrue(
          change.why().contains(factor == 2 ? "subtract each channel's mean" : "divide by 255"),
          change.toString());
    }
  }

  /** That files can be read helps no picture that has two labels. */
  @Test
  void aPictureUnderSeveralLabelsNeedsOneLabel() {
    float[] picture = new float[training.sampleShape().size()];
    training.read(0, picture, 0);
    Dataset stands =
        Altered.images(
            training,
            (index, values, rng) -> {
              if (index % 4 == 0) {
                System.arraycopy(picture, 0, values, 0, values.length);
              }
            });
    RunRecord run = Examined.run(stands, validation);
    Change change = new BrokenImages().examine(run).orElseThrow().changes().get(0);
    assertTrue(change.why().contains("one label for a picture"), change.toString());
  }

  @Test
  void bytesBehindALayerThatNormalisesThemDoNoHarm() {
    Dataset bytes = Altered.values(training, (x, rng) -> 255 * x);
    Dataset others = Altered.values(validation, (x, rng) -> 255 * x);
    assertEquals(
        List.of(),
        Examined.alarms(
            Examined.run(
                Examined.trainer(bytes, Blobs.CLASSES, new BatchNorm()), bytes, others, 2)));
  }

  @Test
  void anotherScaleOnOneSideIsPreprocessing() {
    for (double factor : new double[] {255, 1 / 255.0, 0.8}) {
      Dataset other = Altered.values(validation, (x, rng) -> factor * x);
      assertEquals("preprocessing-differs", alarms(training, other).get(0), "factor " + factor);
    }
    Dataset standardised = Altered.values(validation, (x, rng) -> (x - 0.4) / 0.25);
    assertEquals("preprocessing-differs", alarms(training, standardised).get(0));
    Dataset symmetric = Altered.values(training, (x, rng) -> 2 * x - 1);
    assertEquals("preprocessing-differs", alarms(symmetric, validation).get(0));
  }

  @Test
  void fewImagesRaiseNoAlarmOfTheirPreparation() {
    for (int images : new int[] {12, 24, 60}) {
      int[] some = IntStream.range(0, images).toArray();
      RunRecord run = Examined.run(Datasets.subset(training, some), validation);
      assertFalse(Examined.alarms(run).contains("preprocessing-differs"), images + " images");
    }
  }

  @Test
  void reversedChannelsOnOneSideArePreprocessing() {
    Altered.Change tint =
        (index, values, rng) -> {
          for (int i = 0; i < values.length; i += 3) {
            values[i + 2] *= 0.7f;
          }
        };
    Altered.Change reversed =
        (index, values, rng) -> {
          tint.apply(index, values, rng);
          for (int i = 0; i < values.length; i += 3) {
            float red = values[i];
            values[i] = values[i + 2];
            values[i + 2] = red;
          }
        };
    Dataset rgb = Altered.images(training, tint);
    assertEquals(List.of(), alarms(rgb, Altered.images(validation, tint)));
    assertEquals("preprocessing-differs", alarms(rgb, Altered.images(validation, reversed)).get(0));
  }

  @Test
  void invertedImagesOnOneSideArePreprocessing() {
    Dataset dark = Altered.values(training, (x, rng) -> x * x * x);
    Dataset light = Altered.values(validation, (x, rng) -> 1 - x * x * x);
    assertEquals("preprocessing-differs", alarms(dark, light).get(0));
  }

  @Test
  void otherImagesOfTheSameValuesAreACovariateShift() {
    Altered.OfValue grain = (x, rng) -> Math.max(0, Math.min(1, x + 0.25 * rng.nextGaussian()));
    assertEquals(List.of("covariate-shift"), alarms(training, Altered.values(validation, grain)));
    Altered.OfValue brighter = (x, rng) -> Math.min(1, x + 0.25);
    assertEquals(
        List.of("covariate-shift"), alarms(training, Altered.values(validation, brighter)));
  }

  @Test
  void imagesThatAllHaveMoreNoiseAreOfAnotherKindAndNotBroken() {
    Dataset noisy =
        Altered.images(
            validation,
            (index, values, rng) -> {
              double noise = index % 4 == 0 ? 3 : 0.1;
              for (int i = 0; i < values.length; i++) {
                values[i] += (float) (noise * rng.nextGaussian());
              }
            });
    RunRecord run = Examined.run(training, noisy);
    int taken = run.checks().validation().flaws().noise();
    assertTrue(taken > 3 && 2 * taken < noisy.size(), "not a case: " + taken);
    List<String> alarms = Examined.alarms(run);
    assertTrue(alarms.contains("covariate-shift"), alarms::toString);
    assertFalse(alarms.contains("broken-images"), alarms::toString);
  }

  @Test
  void otherFrequenciesOfTheClassesAreNoCovariateShift() {
    // Dark classes and light ones, and more of the dark ones in validation
    Altered.Change byClass =
        (index, values, rng) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] *= index % 2 == 0 ? 0.6f : 1;
          }
        };
    Dataset paired = Altered.labels(training, i -> i % 2 + 2 * (training.label(i) / 2));
    Dataset few = Altered.labels(validation, i -> i % 2 + 2 * (validation.label(i) / 2));
    Dataset shifted = Altered.some(Altered.images(few, byClass), c -> c % 2 == 0 ? 100 : 2);
    List<String> alarms = alarms(Altered.images(paired, byClass), shifted);
    assertTrue(alarms.contains("label-shift"), alarms.toString());
    assertFalse(alarms.contains("covariate-shift"), alarms.toString());
  }

  @Test
  void aChannelThatSaysNothingIsBroken() {
    Altered.Change dead =
        (index, values, rng) -> {
          for (int i = 1; i < values.length; i += 3) {
            values[i] = 0;
          }
        };
    Dataset broken = Altered.images(training, dead);
    assertEquals(List.of("broken-channel"), alarms(broken, Altered.images(validation, dead)));
    assertEquals("broken-channel", alarms(training, Altered.images(validation, dead)).get(0));
    Altered.Change sometimes =
        (index, values, rng) -> {
          if (index % 5 == 0) {
            dead.apply(index, values, rng);
          }
        };
    assertEquals(
        "broken-channel",
        alarms(Altered.images(training, sometimes), Altered.images(validation, sometimes)).get(0));
  }

  @Test
  void imagesThatAreNoneAreBroken() {
    Altered.Change blank = (index, values, rng) -> Arrays.fill(values, 0.5f);
    Altered.Change cut =
        (index, values, rng) -> Arrays.fill(values, values.length / 2, values.length, 0.5f);
    for (Altered.Change change : List.of(blank, cut)) {
      for (int every : new int[] {5, 20}) {
        Altered.Change some =
            (index, values, rng) -> {
              if (index % every == 3) {
                change.apply(index, values, rng);
              }
            };
        List<String> alarms =
            alarms(Altered.images(training, some), Altered.images(validation, some));
        assertEquals("broken-images", alarms.get(0), every + " " + alarms);
      }
    }
  }

  @Test
  void imagesOnBothSidesAreDuplicates() {
    for (int every : new int[] {2, 20}) {
      int[] indices = IntStream.range(0, 300).toArray();
      Dataset all = join(training, validation);
      for (int i = 0; i < indices.length; i++) {
        indices[i] = i % every == 0 ? i : 900 + i;
      }
      Dataset mixed = Datasets.subset(all, indices);
      assertEquals(List.of("duplicates-across-split"), alarms(training, mixed), "" + every);
      Dataset nearly = Altered.values(mixed, (x, rng) -> x + 0.01 * rng.nextGaussian());
      List<String> alarms = alarms(training, nearly);
      assertTrue(alarms.contains("duplicates-across-split"), alarms.toString());
    }
  }

  private static Dataset join(Dataset first, Dataset second) {
    return new Dataset() {
      @Override
      public int size() {
        return first.size() + second.size();
      }

      @Override
      public Shape sampleShape() {
        return first.sampleShape();
      }

      @Override
      public List<String> classNames() {
        return first.classNames();
      }

      @Override
      public int label(int i) {
        return i < first.size() ? first.label(i) : second.label(i - first.size());
      }

      @Override
      public void read(int i, float[] target, int offset) {
        if (i < first.size()) {
          first.read(i, target, offset);
        } else {
          second.read(i - first.size(), target, offset);
        }
      }
    };
  }

  /** At the same weights validation images lose so much more than training images. */
  private static Severity severity(Cause cause, RunRecord run, double training, double more) {
    double[] losses = {1, training};
    double[] validation = {1, training + more};
    return cause
        .examine(RunCopy.of(run).losses(losses, validation).record())
        .orElseThrow()
        .severity();
  }

  @Test
  void sidesThatDifferAreAsBadAsTheHarmThatTheyDo() {
    RunRecord other =
        Examined.run(training, Altered.values(validation, (x, rng) -> Math.min(1, x + 0.25)));
    assertEquals(Severity.PROBLEM, severity(new CovariateShift(), other, 0.05, 0.5));
    assertEquals(Severity.NOTE, severity(new CovariateShift(), other, 0.05, 0.002));
    assertEquals(Severity.PROBLEM, severity(new CovariateShift(), other, 2, 0.002));
    RunRecord darker = Examined.run(training, Altered.values(validation, (x, rng) -> 0.8 * x));
    assertEquals(Severity.PROBLEM, severity(new PreprocessingDiffers(), darker, 0.05, 0.5));
    assertEquals(Severity.WARNING, severity(new PreprocessingDiffers(), darker, 0.05, 0.002));
  }

  /** A third of the validation images; the finding names the first ones. */
  private static Finding ofStrangers(Altered.Change change) {
    Dataset some =
        Altered.images(
            validation,
            (index, values, rng) -> {
              if (index % 3 == 1) {
                change.apply(index, values, rng);
              }
            });
    return Examined.findings(Examined.run(training, some)).get(0);
  }

  @Test
  void validationImagesThatAreStaticNoiseAreNamed() {
    Finding found =
        ofStrangers(
            (index, values, rng) -> {
              for (int i = 0; i < values.length; i++) {
                values[i] = rng.nextFloat();
              }
            });
    assertEquals("broken-images", found.name());
    assertEquals(Severity.PROBLEM, found.severity());
    assertTrue(found.text().startsWith("About 33 % of the validation images"), found.text());
    assertTrue(found.evidence().toString().contains("in validation sample 901: noise"), "indices");
  }

  @Test
  void validationImagesThatAreBlankAreNamed() {
    Finding found = ofStrangers((index, values, rng) -> Arrays.fill(values, 0));
    assertEquals("broken-images", found.name());
    assertEquals(Severity.PROBLEM, found.severity());
  }

  /** Stripes are no noise, and none is the same as another. */
  @Test
  void validationImagesThatAreUnlikeAllTrainingImagesAreNamed() {
    Finding found =
        ofStrangers(
            (index, values, rng) -> {
              double angle = 3 * rng.nextDouble();
              double phase = 6 * rng.nextDouble();
              for (int i = 0; i < values.length; i++) {
                double x = Math.cos(angle) * (i / 3 % Blobs.SIDE);
                double y = Math.sin(angle) * (i / 3 / Blobs.SIDE);
                values[i] = (float) (0.5 + 0.45 * Math.sin(0.8 * (x + y) + phase));
              }
            });
    assertEquals("covariate-shift", found.name());
    assertEquals(Severity.PROBLEM, found.severity());
    assertEquals("Some validation images are unlike all training images", found.title());
    assertTrue(found.text().startsWith("33 % of the validation images"), found.text());
    assertTrue(found.text().contains("sample 901, sample 904, sample 907"), found.text());
  }
}
