package dev.limpid.insight.json;

import static dev.limpid.insight.json.RecordAdapters.GSON;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordAdaptersTest {
  enum Kind {
    PLAIN,
    TWO_WORDS
  }

  record Inner(int topKCount, Kind kind) {
    Inner {
      Require.that(topKCount >= 0, "'top_k_count' must not be negative");
    }
  }

  record Outer(
      double value,
      double[] values,
      boolean flag,
      @MayBeNull String text,
      List<Inner> list,
      Map<String, Object> map,
      @MayBeNull Inner inner,
      long size) {}

  private static final String TEXT =
      "{\"value\":1.5,\"values\":[1.0,null,\"Infinity\",\"-Infinity\"],\"flag\":true,"
          + "\"text\":\"a<b\",\"list\":[{\"top_k_count\":3,\"kind\":\"two_words\"}],"
          + "\"map\":{\"x\":1,\"y\":2.5},\"inner\":null,\"size\":4000000000}";

  private static Outer outer() {
    return new Outer(
        1.5,
        new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
        true,
        "a<b",
        List.of(new Inner(3, Kind.TWO_WORDS)),
        Map.of("x", 1L),
        null,
        4_000_000_000L);
  }

  private static Outer read(String text) {
    return GSON.fromJson(text, Outer.class);
  }

  @Test
  void recordsAreObjectsInTheOrderOfTheirComponents() {
    assertEquals(TEXT.replace(",\"y\":2.5", ""), GSON.toJson(outer()));
    assertEquals("null", GSON.toJson(null, Inner.class));
    assertEquals("null", GSON.toJson(null, Kind.class));
  }

  @Test
  void whatWasWrittenIsRead() {
    Outer read = read(TEXT);
    assertEquals(1.5, read.value());
    assertArrayEquals(outer().values(), read.values());
    assertTrue(read.flag());
    assertEquals("a<b", read.text());
    assertEquals(List.of(new Inner(3, Kind.TWO_WORDS)), read.list());
    assertEquals(Map.of("x", 1L, "y", 2.5), read.map());
    assertNull(read.inner());
    assertEquals(4_000_000_000L, read.size());
  }

  /** In a Turkish locale the small letter of I is another one. */
  @Test
  void wordsDoNotHangOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertEquals("\"plain\"", GSON.toJson(Kind.PLAIN));
      assertEquals(Kind.PLAIN, GSON.fromJson("\"plain\"", Kind.class));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whatIsAbsentIsEmptyOrNotANumber() {
    Outer read = read("{\"size\":1}");
    assertTrue(Double.isNaN(read.value()));
    assertEquals(0, read.values().length);
    assertEquals(false, read.flag());
    assertNull(read.text());
    assertEquals(List.of(), read.list());
    assertEquals(Map.of(), read.map());
    assertNull(read.inner());
    assertTrue(Double.isNaN(read("{\"size\":1,\"value\":null}").value()));
  }

  @Test
  void componentsOfALaterVersionAreSkipped() {
    assertEquals(2, read("{\"later\":{\"size\":[1,{}]},\"size\":2,\"other\":[null]}").size());
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() {
    refused("{}", "the run lacks 'size'");
    refused("{\"size\":null}", "the run lacks 'size'");
    refused("{\"size\":1,\"list\":[null]}", "the run has a null in 'list'");
    refused("{\"size\":1,\"list\":[{\"top_k_count\":1}]}", "'list[0]' lacks 'kind'");
    refused(
        "{\"size\":1,\"list\":[{\"kind\":\"plain\",\"top_k_count\":1},{\"kind\":\"none\"}]}",
        "'list[1].kind' is none of the known words: \"none\"");
    refused(
        "{\"size\":1,\"list\":[{\"kind\":\"plain\",\"top_k_count\":1.5}]}",
        "'list[0].top_k_count' should be a whole number, but is 1.5");
    refused(
        "{\"size\":1,\"inner\":{\"kind\":\"plain\",\"top_k_count\":\"1\"}}",
        "'inner.top_k_count' should be a whole number, but is none");
    refused(
        "{\"size\":1,\"inner\":{\"kind\":\"plain\",\"top_k_count\":-1}}",
        "'inner' 'top_k_count' must not be negative");
    refused("{\"size\":1,\"value\":\"one\"}", "'value' should be a number, but is \"one\"");
    refused("{\"size\":1,\"values\":[true]}", "'values[0]'");
    refused("{\"size\":1,\"values\":[\"NaN\"]}", "should be a number, but is \"NaN\"");
  }

  private static void refused(String text, String part) {
    String message = assertThrows(JsonParseException.class, () -> read(text)).getMessage();
    assertTrue(message.contains(part), message + " lacks " + part);
  }
}
