package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SurveyTest {
  private static Sample row(float value, int label, boolean isValidation) {
    return Sample.ofNumbers(new float[] {value, 2}, label, isValidation, "row");
  }

  private static long content(Sample... rows) {
    Survey all = new Survey();
    for (Sample row : rows) {
      all.add(new Survey().add(row));
    }
    return all.content();
  }

  @Test
  void otherImagesLabelsOrMarksHaveAnotherChecksumAndAnotherOrderHasNot() {
    Sample a = row(1, 0, false);
    Sample b = row(3, 1, false);
    assertEquals(content(a, b), content(b, a));
    List<Long> differing =
        List.of(
            content(a, b),
            content(a, row(4, 1, false)),
            content(a, row(3, 2, false)),
            content(a, row(3, 1, true)),
            content(row(1, 1, false), row(3, 0, false)),
            content(a, a),
            content(a, a, b),
            content(b, b));
    assertEquals(differing.size(), Set.copyOf(differing).size());
    Set<String> folders =
        Stream.of(differing.get(0), differing.get(1))
            .map(content -> StepDriver.folder("c", content))
            .collect(Collectors.toSet());
    assertEquals(2, folders.size());
  }
}
