package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.Arrangement;
import dev.limpid.insight.check.Confidence;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.check.Rearranged;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Split;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What another layout of validation images must mend to be the one that they should have. */
class RearrangedTest {
  private static RunRecord healthy;

  @BeforeAll
  static void train() {
    Split split = Split.head(Blobs.generate(1, 400), 300);
    healthy = Examined.run(split.training(), split.validation());
  }

  private static Optional<String> words(Rearranged anew, int wrongOf100) {
    EpochChecks checks =
        new EpochChecks(
            2,
            1,
            1,
            1,
            List.of(),
            new InferenceChecks(64, 1, 1, 1, 0, 0, 0, 0, List.of(anew)),
            confidence(0),
            confidence(wrongOf100),
            List.of(),
            List.of());
    return new PreprocessingDiffers()
        .examine(RunCopy.of(healthy).epochChecks(List.of(checks)).record())
        .map(Finding::text);
  }

  private static Confidence confidence(int wrongOf100) {
    Agreement answers = new Agreement(100 - wrongOf100, 100, 0.25);
    return new Confidence(answers, 1, new int[0], new int[0], new int[0], new double[0]);
  }

  /** It saves two thirds of the loss; by chance a network gets two of five mistakes right. */
  @ParameterizedTest
  @CsvSource({
    "20, 13, true",
    "20, 12, false", // six of ten are no more than exchanged labels give
    "5, 4, false", // chance
    "6, 5, true",
    "NaN, NaN, true" // unknown, as in records of earlier versions
  })
  void aLayoutThatSavesMostOfTheLossMendsMistakesToo(
      double mistakes, double mended, boolean expected) {
    Rearranged anew = new Rearranged(Arrangement.TURNED, 1, 2, 0.1, mistakes, mended, null);
    Optional<String> words = words(anew, 80);
    assertEquals(expected, words.isPresent());
    assertEquals(expected, words.filter(text -> text.contains("does much better")).isPresent());
  }

  /**
   * As they came they lose as much as laid out anew, so half would be laid out so; a third of that
   * is 17 %.
   */
  @ParameterizedTest
  @CsvSource({"18, true", "16, false"})
  void aPartThatIsLaidOutOtherwiseIsAboutWhatTheNetworkIsWrongAbout(
      int wrongOf100, boolean expected) {
    Rearranged anew = new Rearranged(Arrangement.TURNED, 1, 0, 0.1, 30, 27, null);
    Optional<String> words = words(anew, wrongOf100);
    assertEquals(expected, words.isPresent());
    assertEquals(expected, words.filter(text -> text.contains("some are laid out")).isPresent());
  }

  /** Of 128 images on each side; where these are not known, 27 of 30 mistakes decide. */
  @ParameterizedTest
  @CsvSource({
    "30, 19, 70, 45, true", // 3.1 standard errors
    "30, 19, 64, 45, false", // 2.4
    "30, 27, 64, 45, true",
    "30, 27, 50, 45, false", // as wrong about training images: it has not learnt this well
    "30, 15, 80, 45, false", // as many by chance
    "30, 24, 35, 8, false", // as many as of training images are right that way
    "30, 29, 35, 8, true",
  })
  void trainingImagesAreHarderThatWayWhereAPartOfValidationCameSo(
      int mistakes, int mended, int trainingWrong, int validationWrong, boolean expected) {
    Rearranged.Beside beside = new Rearranged.Beside(128, validationWrong, 128, trainingWrong);
    Rearranged anew = new Rearranged(Arrangement.TURNED, 1, 0, 0.1, mistakes, mended, beside);
    assertEquals(expected, words(anew, 30).isPresent());
  }

  /** Of the asked images few came so by chance; the loss of all says that it is half of them. */
  @Test
  void thePartIsToldByTheLossOfAllImages() {
    Rearranged anew = new Rearranged(Arrangement.TURNED, 1.6, -1.2, 0.1, 30, 30, null);
    assertTrue(words(anew, 30).isPresent());
  }
}
