package dev.limpid.layers.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void everyKindOfValueIsReadBack() throws IOException {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "a \"b\" \\ \n \t \u00fc \ud83d\ude00 \u0001");
    value.put("whole", -12L);
    value.put("fraction", 1.25e-7);
    value.put("list", List.of(1L, "x", List.of(), Map.of()));
    value.put("true", true);
    value.put("null", null);
    assertEquals(value, Json.parse(Json.write(value)));
  }

  @Test
  void whiteSpaceAndEscapesAreUnderstood() throws IOException {
    assertEquals(
        Map.of("a/b", List.of(1L, 2.5, "\u20ac")),
        Json.parse(" { \"a\\/b\" :\r\n[ 1 ,\t2.5,\"\\u20AC\" ] } "));
  }

  @Test
  void numbersThatJsonDoesNotHaveAreWrittenAsNull() {
    assertEquals("[null,null]", Json.write(List.of(Double.NaN, Double.POSITIVE_INFINITY)));
    assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "01",
        "1.",
        "+1",
        ".5",
        "1e",
        "nul",
        "\"open",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "[1] 2",
        "{\"a\":1,\"a\":2}",
        "99999999999999999999",
        "NaN",
        "-"
      })
  void whatIsNotJsonIsRefusedWithItsPlace(String text) {
    IOException problem = assertThrows(IOException.class, () -> Json.parse(text));
    assertTrue(problem.getMessage().contains("at character"), problem.getMessage());
  }
}
