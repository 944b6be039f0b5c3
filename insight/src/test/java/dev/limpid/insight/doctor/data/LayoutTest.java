package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.check.Arrangement;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels that stand elsewhere, in other units, or are taken for broken though they are not. */
class LayoutTest {
  private static Dataset training;
  private static Dataset validation;

  @BeforeAll
  static void draw() {
    Split split = Split.head(Blobs.generate(1, 1200), 900);
    training = split.training();
    validation = split.validation();
  }

  private static List<Finding> learnt(Dataset training, Dataset validation) {
    RunRecord run =
        Examined.run(Examined.trainer(training, Blobs.CLASSES), training, validation, 60);
    return Examined.findings(run).stream()
        .filter(finding -> finding.name().equals("preprocessing-differs"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 78, 300, -270})
  void aHeaderThatIsReadAsPixelsIsToldWithItsLength(int places) {
    Dataset rolled =
        Altered.images(
            validation,
            (index, values, rng) -> {
              float[] from = values.clone();
              for (int i = 0; i < from.length; i++) {
                values[Math.floorMod(i + places, from.length)] = from[i];
              }
            });
    Finding first = Examined.findings(Examined.run(training, rolled)).get(0);
    assertEquals("preprocessing-differs", first.name());
    String where = Figures.places(places, List.of(Blobs.SIDE, Blobs.SIDE, 3));
    assertTrue(first.text().contains("stand " + where + " further"), first.text());
    assertTrue(first.text().contains(places > 0 ? "further on" : "further ahead"), first.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TURNED", "TURNED_LEFT", "UPSIDE_DOWN"})
  void imagesThatAreTurnedAllOrInPartAreTold(String name) {
    Arrangement arrangement = Arrangement.valueOf(name);
    assertEquals(List.of(), learnt(training, validation));
    for (int every = 1; every <= 2; every++) {
      int of = every;
      Dataset turned =
          Altered.images(
              validation,
              (index, values, rng) -> {
                if (index % of == 0) {
                  arrangement.apply(values, 0, validation.sampleShape());
                }
              });
      List<Finding> found = learnt(training, turned);
      assertEquals(1, found.size(), "one in " + every);
      String back = name.equals("TURNED_LEFT") ? "right by 90" : arrangement.toString();
      assertTrue(found.get(0).text().contains(back), found.get(0).text());
    }
  }

  /** A network that is less sure of turned images loses less with labels that are wrong. */
  @Test
  void labelsThatAreExchangedAreNoOtherLayout() {
    Dataset exchanged = Altered.labels(validation, i -> (validation.label(i) + 1) % Blobs.CLASSES);
    assertEquals(List.of(), learnt(training, exchanged));
  }

  @Test
  void aChannelInAnotherUnitIsNotBrokenButNotScaled() {
    Altered.Change bytes =
        (index, values, rng) -> {
          for (int i = 0; i < values.length; i += 3) {
            values[i] *= 255;
          }
        };
    RunRecord run =
        Examined.run(Altered.images(training, bytes), Altered.images(validation, bytes));
    assertEquals("inputs-not-scaled", Examined.alarms(run).get(0));
    assertFalse(Examined.alarms(run).contains("broken-channel"));
  }

  @Test
  void validationOfAnotherNoisyCameraIsAnotherKindAndNotBroken() {
    Dataset noisy = Altered.values(validation, (x, rng) -> x + 0.6 * rng.nextGaussian());
    List<String> alarms = Examined.alarms(Examined.run(training, noisy));
    assertTrue(alarms.contains("covariate-shift"), alarms.toString());
    assertFalse(alarms.contains("broken-images"), alarms.toString());
  }

  @Test
  void figuresThatStandHighOnTheirGroundAreNotCutOff() {
    Altered.Change high =
        (index, values, rng) -> {
          for (int i = 0; i < values.length; i++) {
            int row = i / 3 / Blobs.SIDE;
            int column = i / 3 % Blobs.SIDE;
            values[i] = row < 9 && column > 2 && column < 13 ? values[i] : 0;
          }
        };
    List<String> alarms =
        Examined.alarms(
            Examined.run(Altered.images(training, high), Altered.images(validation, high)));
    assertFalse(alarms.contains("broken-images"), alarms.toString());
  }

  @Test
  void aLineThatIsLostAmongTheLabelsIsTold() {
    int lost = training.size() * 6 / 10;
    Dataset moved =
        Altered.labels(
            training, i -> training.label(i < lost ? i : Math.min(i + 1, training.size() - 1)));
    Finding first = Examined.findings(Examined.run(moved, validation)).get(0);
    assertEquals("labels-misaligned", first.name());
    assertTrue(first.text().contains("last third"), first.text());
  }
}
