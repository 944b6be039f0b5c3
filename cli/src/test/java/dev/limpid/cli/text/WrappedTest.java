package dev.limpid.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WrappedTest {
  @Test
  void linesBreakAtWordsAndNoWordIsLost() {
    String prose =
        IntStream.range(0, 300).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    List<String> lines = Wrapped.text("12. ", prose).lines().toList();
    assertTrue(lines.size() > 1);
    assertTrue(lines.stream().allMatch(line -> line.length() <= 80));
    assertTrue(lines.get(0).startsWith("12. word0 "));
    assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("    word")));
    assertEquals(
        "12. " + prose, lines.stream().map(String::strip).collect(Collectors.joining(" ")));
    String path = "/".repeat(200);
    assertEquals(List.of("a", path), Wrapped.text("a " + path).lines().toList());
  }

  @Test
  void partsStayWhole() {
    String part = "a term of 27 characters 0.1";
    assertEquals(
        List.of("gap = " + part + " " + part, "      " + part),
        Wrapped.parts("gap = ", List.of(part, part, part)).lines().toList());
  }
}
