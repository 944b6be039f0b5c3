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

  @Test
  void allEscapesAreUnderstood() throws IOException {
    assertEquals(
        "\"\\/\b\f\n\r\t\u20ac\u0000", Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20aC\\u0000\""));
  }

  @Test
  void whiteSpaceMayStandBetweenAllTokens() throws IOException {
    assertEquals(
        Map.of("a", List.of(1L, 2L), "b", Map.of()),
        Json.parse(" { \"a\" : [ 1 , 2 ] , \"b\" : { } } "));
    assertEquals(List.of(List.of()), Json.parse(" [ [ ] ] "));
  }

  @Test
  void messagesNameThePlace() {
    assertPlace(3, "[1 2]");
    assertPlace(2, "\"a\u0001\"");
    assertPlace(2, "\"\\x\"");
    assertPlace(7, "{\"a\":1,\"a\":2}");
    assertPlace(1, "[99999999999999999999]");
    assertPlace(5, "\"\\u12g4\"");
    assertPlace(4, "[1] 2");
  }

  private static void assertPlace(int place, String text) {
    IOException problem = assertThrows(IOException.class, () -> Json.parse(text));
    assertTrue(
        problem.getMessage().startsWith("not valid JSON at character " + place + ":"),
        text + ": " + problem.getMessage());
  }

  @Test
  void asDeepAsIsAllowedIsReadAndOneDeeperIsNot() throws IOException {
    Json.parse("[".repeat(64) + "]".repeat(64));
    Json.parse("[" + "[],".repeat(100) + "{}]");
    IOException problem =
        assertThrows(IOException.class, () -> Json.parse("[".repeat(65) + "]".repeat(65)));
    assertTrue(problem.getMessage().contains("deeper than 64"), problem.getMessage());
  }

  @Test
  void asManyValuesAsAreAllowedAreReadAndOneMoreIsNot() throws IOException {
    Json.parse("[1,2,3]", 4);
    IOException problem = assertThrows(IOException.class, () -> Json.parse("[1,2,3]", 3));
    assertTrue(problem.getMessage().contains("more values"), problem.getMessage());
  }

  @Test
  void foreignTextIsShortAndOnOneLine() {
    String most = "x".repeat(80);
    assertEquals("'" + most + "'", ForeignText.quoted(most));
    assertEquals(most + "... (81 characters)", ForeignText.brief(most + "y"));
    assertEquals(
        "a\\u000a\\u001b[1m\\u202e\\u2028 ü", ForeignText.escaped("a\n\u001b[1m\u202e\u2028 ü"));
    assertEquals("null", ForeignText.brief(null));
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
