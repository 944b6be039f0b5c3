package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels that were made up, on both sides. */
class MadeUpTest {
  private static final Dataset IMAGES = Blobs.generate(3, 1200);

  private static RunRecord run(Dataset data) {
    return Examined.convolutional(Split.head(data, 1000), 1);
  }

  @ParameterizedTest
  @CsvSource({"0.2", "0.45"})
  void labelsThatAreMadeUpAreToldBeforeTheNetworkKnowsAnything(double share) {
    Rng rng = Rng.of(3).split("made up");
    RunRecord run =
        run(
            Altered.labels(
                IMAGES,
                i ->
                    rng.split(i).nextDouble() < share
                        ? rng.split(i).split("label").nextInt(Blobs.CLASSES)
                        : IMAGES.label(i)));
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("noisy-labels", first.name(), first.text());
    assertTrue(first.text().contains("as if drawn at random"), first.text());
  }

  /** Two by two, as one takes a letter for another. */
  @ParameterizedTest
  @CsvSource({"0", "0.4"})
  void labelsThatAreRightOrTakenForThatOfOneOtherClassAreNotMadeUp(double share) {
    Rng rng = Rng.of(3).split("confused");
    RunRecord run =
        run(
            Altered.labels(
                IMAGES,
                i -> rng.split(i).nextDouble() < share ? IMAGES.label(i) ^ 1 : IMAGES.label(i)));
    assertEquals(Optional.empty(), MadeUp.of(run));
  }
}
