package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "--data /x/date=2026-01-01 --seed 2 ~ {data=/x/date=2026-01-01, seed=2}",
        "--data=/x/date=2026-01-01 ~ {data=/x/date=2026-01-01}",
        "--data '/my letters' --seed=2 ~ {data=/my letters, seed=2}",
        "--data=\"/bob's letters/a=b\" ~ {data=/bob's letters/a=b}",
        "--data /my' 'letters --no-shuffle ~ {data=/my letters, shuffle=false}",
        "--augment  --l2\t-1 ~ {augment=true, l2=-1}",
        "` ` ~ {}"
      })
  void aLineIsReadAsACommandLineIs(String line, String expected) {
    assertEquals(expected, TrainingSettings.ofLine(line).toString());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "--data /my letters --seed 1,'letters' belongs to no option",
        "--data '/my letters,a quote is not closed",
        "--l2 --seed 1,--l2 has no value",
        "--seed,--seed has no value"
      })
  void aLineThatIsNoneIsRefused(String line, String message) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> TrainingSettings.ofLine(line));
    assertTrue(thrown.getMessage().contains(message), thrown::getMessage);
  }
}
