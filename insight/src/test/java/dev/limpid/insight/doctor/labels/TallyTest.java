package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TallyTest {
  /** Eleven epochs ask about all 40 validation images: 12 of them are surest, not 132. */
  @Test
  void epochsThatAskAboutTheSameImagesAreNoFurtherEvidence() {
    Tally sum = new Tally(132, 44, 22).ofDistinctImages(440, 11, 40);
    assertEquals(new Tally(12, 4, 2), sum);
  }

  /** Of 400 images 100 are drawn twice: 175 different ones, by expectation. */
  @Test
  void epochsThatDrawOtherImagesAreFurtherEvidence() {
    assertEquals(new Tally(175, 0, 0), new Tally(200, 0, 0).ofDistinctImages(200, 2, 400));
    assertEquals(new Tally(100, 7, 3), new Tally(100, 7, 3).ofDistinctImages(100, 1, 400));
    assertEquals(Tally.NONE, Tally.NONE.ofDistinctImages(0, 0, 400));
  }
}
