package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Generates what is unrolled by hand anew, and compares: the loops of the micro-kernels differ in
 * their rows alone, and all transforms of tiles are one loop around different formulas. Whoever
 * changes one of them changes this and all.
 */
class UnrolledSourcesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/limpid/vector");

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 8})
  void microKernelsDifferInTheirRowsAlone(int rows) throws IOException {
    checkMethods("MicroKernel" + rows, rows, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 8, 12})
  void narrowOnesLeaveOutTheSecondVector(int rows) throws IOException {
    checkMethods("NarrowMicroKernel" + rows, rows, true);
  }

  private static void checkMethods(String name, int rows, boolean narrow) throws IOException {
    String source = Files.readString(SOURCES.resolve(name + ".java"));
    String expected = method("rows", "", "p", "CHUNK", rows, narrow);
    expected += method("columns", "", "p * ACROSS", "", rows, narrow);
    expected += method("lines", "      int[] taps,\n", "taps[p]", "", rows, narrow);
    int start = source.indexOf("\n  @Override");
    assertEquals(expected + "}\n", source.substring(start));
  }

  /** A loop over the depth; element i of a column of A lies i times {@code stride} further. */
  private static String method(
      String name, String taps, String at, String stride, int rows, boolean narrow) {
    StringBuilder text = new StringBuilder();
    text.append("\n  @Override\n  void ").append(name).append("(\n      int depth,\n");
    text.append("      float[] a,\n      int aOffset,\n").append(taps);
    text.append("      float[] b,\n      int bOffset,\n");
    text.append("      float[] start,\n      int startOffset,\n      int startLd,\n");
    text.append("      float[] c,\n      int cOffset,\n      int ldc) {\n");
    for (int i = 0; i < rows; i++) {
      String from = "startOffset" + (i == 0 ? "" : " + " + i + " * startLd");
      text.append(declared("    ", "c" + i + (narrow ? "" : "l"), "start", from));
      if (!narrow) {
        text.append(declared("    ", "c" + i + "h", "start", from + " + LANES"));
      }
    }
    Map<Integer, String> exits =
        rows == 6 && !narrow
            ? Map.of(2, "p")
            : rows == 12 ? Map.of(3, "p", 6, "at", 9, "from") : Map.of();
    text.append(exits.isEmpty() ? "" : "    int never = this.never;\n");
    text.append("    for (int p = 0; p < depth; p++) {\n");
    boolean hasFrom = exits.containsValue("from");
    text.append(hasFrom ? "      int from = bOffset + p * COLUMNS;\n" : "");
    text.append(declared("      ", "low", "b", hasFrom ? "from" : "bOffset + p * COLUMNS"));
    if (!narrow) {
      text.append(declared("      ", "high", "b", "bOffset + p * COLUMNS + LANES"));
    }
    text.append("      int at = aOffset + ").append(at).append(";\n");
    for (int i = 0; i < rows; i++) {
      if (exits.containsKey(i)) {
        text.append("      if (" + exits.get(i) + " == never) {\n        break;\n      }\n");
      }
      String factor = i == 1 || stride.isEmpty() ? "" : i + " * ";
      String distance = stride.isEmpty() ? "" + i : factor + stride;
      String index = i == 0 ? "at" : "at + " + distance;
      text.append("      FloatVector f" + i);
      text.append(" = FloatVector.broadcast(SPECIES, a[" + index + "]);\n");
      for (String half : narrow ? List.of("") : List.of("l", "h")) {
        String b = half.equals("h") ? "high" : "low";
        String sum = "c" + i + half;
        text.append("      " + sum + " = f" + i + ".fma(" + b + ", " + sum + ");\n");
      }
    }
    text.append(rows == 6 && !narrow ? "      VarHandle.loadLoadFence();\n" : "");
    text.append("    }\n");
    for (int i = 0; i < rows; i++) {
      String to = "cOffset" + (i == 0 ? "" : " + " + i + " * ldc");
      text.append("    c" + i + (narrow ? "" : "l") + ".intoArray(c, " + to + ");\n");
      if (!narrow) {
        text.append("    c" + i + "h.intoArray(c, " + to + " + LANES);\n");
      }
    }
    return text.append("  }\n").toString();
  }

  private static String declared(String indent, String name, String array, String index) {
    return indent
        + ("FloatVector " + name + " = FloatVector.fromArray(SPECIES, " + array + ", " + index)
        + ");\n";
  }

  @Test
  void fourPanelsOfARowAreOneLoop() throws IOException {
    StringBuilder text = new StringBuilder();
    String[] panels = {"bOffset", "second", "third", "fourth"};
    int sums = 2 * RowKernel.PANELS;
    for (int i = 0; i < sums; i++) {
      text.append(declared("    ", "c" + i, "c", "at" + times(i, "LANES")));
    }
    for (int i = 1; i < panels.length; i++) {
      text.append("    int " + panels[i] + " = " + panels[i - 1] + " + panel;\n");
    }
    text.append("    for (int p = 0; p < depth; p++) {\n");
    text.append("      FloatVector f = FloatVector.broadcast(SPECIES, a[aOffset + p]);\n");
    text.append("      int i = p * COLUMNS;\n");
    for (int i = 0; i < sums; i++) {
      String index = panels[i / 2] + " + i" + (i % 2 == 0 ? "" : " + LANES");
      String of = "FloatVector.fromArray(SPECIES, b, " + index + ")";
      text.append("      c" + i + " = f.fma(" + of + ", c" + i + ");\n");
    }
    text.append("    }\n");
    for (int i = 0; i < sums; i++) {
      text.append("    c" + i + ".intoArray(c, at" + times(i, "LANES") + ");\n");
    }
    checkBody("RowKernel", "four", text.append("  }\n").toString());
  }

  @Test
  void depthwiseResultsAreSumsOverTheTaps() throws IOException {
    checkBody("DepthwiseKernels", "squares", results(List.of("upper", "lower"), 2, 1));
    checkBody("DepthwiseKernels", "pairs", results(List.of("sum"), 2, 2));
    checkBody("DepthwiseKernels", "one", results(List.of("sum"), 1, 0));
    checkBody("DepthwiseKernels", "rows", valueByValue(results(List.of("upper", "lower"), 1, 1)));
  }

  /** The same in one loop over all values of a row. */
  private static String valueByValue(String results) {
    int start = results.indexOf("        FloatVector w0");
    String loop = results.substring(start, results.indexOf("      }\n    }\n  }\n"));
    return "    FloatVector zero = FloatVector.zero(SPECIES);\n    int exit = never;\n"
        + "    int from = 0;\n    for (int c = 0; c < count; c += LANES) {\n"
        + loop.replaceAll("(?m)^  ", "")
        + "      from = from == last ? 0 : from + WEIGHTS * LANES;\n    }\n  }\n";
  }

  /**
   * Neighbouring results at once, so that what several of them see is loaded once.
   *
   * @param lines the name of each row of results
   * @param across results in a row
   * @param stride of those, where there are several
   */
  private static String results(List<String> lines, int across, int stride) {
    int seen = lines.size() + 2;
    String distance = stride == 0 ? "step" : across * stride + " * pixel";
    String outDistance = across == 1 ? "pixel" : across + " * pixel";
    StringBuilder text = new StringBuilder("    FloatVector zero = FloatVector.zero(SPECIES);\n");
    text.append("    int exit = never;\n    for (int n = 0; n < count; n++) {\n");
    for (int row = 0; row < seen; row++) {
      text.append("      int r" + row + " = a" + row + " + n * " + distance + ";\n");
    }
    text.append("      int to = yAt + n * " + outDistance + ";\n");
    text.append(lines.size() == 1 ? "" : "      int below = yBelow + n * " + outDistance + ";\n");
    text.append("      for (int c = 0; c < channels; c += LANES) {\n");
    text.append("        int from = wAt + c * WEIGHTS;\n");
    for (int row = 0; row < seen; row++) {
      text.append(row == 1 ? exit("c") : row == 2 ? exit("from") : "");
      for (int tap = 3 * row; row < 3 && tap < 3 * row + 3; tap++) {
        text.append(weights("w" + tap, tap));
      }
      for (int column = 0; column < (across - 1) * stride + 3; column++) {
        String index = "r" + row + times(column, "pixel") + " + c";
        text.append("        FloatVector x" + row + column);
        text.append(" = fromArray(SPECIES, x, " + index + ");\n");
      }
      for (int tap = 0; tap < 3; tap++) {
        for (int line = 0; line < lines.size(); line++) {
          int tapRow = row - line;
          for (int i = 0; tapRow >= 0 && tapRow < 3 && i < across; i++) {
            boolean first = tapRow == 0 && tap == 0;
            String sum = lines.get(line) + (across == 1 ? "" : i);
            text.append(first ? "        FloatVector " : "        ").append(sum);
            text.append(" = w" + (3 * tapRow + tap) + ".fma(x" + row + (tap + i * stride));
            text.append(first ? ", zero);\n" : ", " + sum + ");\n");
          }
        }
      }
      if (row == 2) {
        text.append(lines.size() == 1 ? "" : exit("to + c"));
        text.append(weights("bias", 9)).append(weights("low", 10)).append(weights("high", 11));
      }
      for (int i = 0; row >= 2 && i < across; i++) {
        String sum = lines.get(row - 2) + (across == 1 ? "" : i);
        String compared =
            " = " + sum + ".blend(%s, " + sum + ".compare(VectorOperators.%s, %1$s));";
        text.append("        " + sum + " = " + sum + ".add(bias);\n");
        text.append("        " + sum + String.format(compared, "low", "LT") + "\n");
        text.append("        " + sum + String.format(compared, "high", "GT") + "\n");
        String to = row == 2 ? "to" : "below";
        text.append("        " + sum + ".intoArray(y, " + to + times(i, "pixel") + " + c);\n");
      }
    }
    return text.append("      }\n    }\n  }\n").toString();
  }

  private static String exit(String index) {
    return "        if (" + index + " == exit) {\n          break;\n        }\n";
  }

  /** A vector of packed weights. */
  private static String weights(String name, int number) {
    String index = "from" + times(number, "LANES");
    return "        FloatVector " + name + " = fromArray(SPECIES, w, " + index + ");\n";
  }

  @Test
  void depthwiseGradientsAreSumsForEachTap() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int tap = 0; tap < 9; tap++) {
      String index = "at" + times(tap, "LANES");
      text.append("    FloatVector s" + tap + " = fromArray(SPECIES, sums, " + index + ");\n");
    }
    text.append("    int exit = never;\n    for (int n = 0; n < count; n++) {\n");
    text.append("      int i = from + n * step;\n");
    text.append("      FloatVector d = fromArray(SPECIES, dy, dyAt + n * channels);\n");
    for (int tap = 0; tap < 9; tap++) {
      text.append(exit(tap, "n", "i"));
      text.append("      s" + tap + " = d.fma(" + strip(tap) + ", s" + tap + ");\n");
    }
    text.append("    }\n");
    for (int tap = 0; tap < 9; tap++) {
      text.append("    s" + tap + ".intoArray(sums, at" + times(tap, "LANES") + ");\n");
    }
    checkBody("DepthwiseKernels", "addGradients", text.append("  }\n").toString());
  }

  /** What a tap sees. */
  private static String strip(int tap) {
    String index = "i" + times(tap % 3, "COLUMN") + times(tap / 3, "LANES");
    return "fromArray(SPECIES, strip, " + index + ")";
  }

  /** Before the second and the third row of taps, an exit that is never taken. */
  private static String exit(int tap, String second, String third) {
    String index = tap == 3 ? second : third;
    return tap == 3 || tap == 6
        ? "      if (" + index + " == exit) {\n        break;\n      }\n"
        : "";
  }

  private static String times(int number, String distance) {
    return number == 0 ? "" : " + " + (number == 1 ? "" : number + " * ") + distance;
  }

  private static void checkBody(String type, String method, String body) throws IOException {
    String source = Files.readString(SOURCES.resolve(type + ".java"));
    int start = source.indexOf(") {\n", source.indexOf(" void " + method + "(")) + 4;
    assertEquals(body, source.substring(start, source.indexOf("\n  }\n", start) + 5));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6})
  void transformsDifferInTheirFormulasAlone(int results) throws IOException {
    String source = Files.readString(SOURCES.resolve("Winograd" + results + ".java"));
    int size = results + 2;
    checkLoop(source, "Input", size, size);
    checkLoop(source, "Output", size, results);
    checkLoop(source, "OutputAdjoint", results, size);
    checkLoop(source, "Kernel", 3, size);
    checkLoop(source, "KernelAdjoint", size, 3);
  }

  /** Whether it loads all of its inputs, in order, and then stores each of its outputs once. */
  private static void checkLoop(String source, String name, int inputs, int outputs) {
    StringBuilder head = new StringBuilder("  private static final class ").append(name);
    head.append(" implements SpanTransform {\n    @Override\n");
    head.append("    public void apply(");
    head.append("float[] source, int at, float[] target, int to, Spans spans) {\n");
    for (String field : List.of("stride", "targetStride", "length")) {
      head.append("      int " + field + " = spans." + field + "();\n");
    }
    head.append("      for (int n = 0; n < spans.count(); n++) {\n");
    head.append("        int from = at + n * spans.advance();\n");
    head.append("        int into = to + n * spans.targetAdvance();\n");
    head.append("        for (int x = 0; x < length; x += LANES) {\n");
    for (int i = 0; i < inputs; i++) {
      String index = "from" + times(i, "stride") + " + x";
      head.append(declared("          ", "d" + i, "source", index));
    }
    int start = source.indexOf(head.toString());
    assertTrue(start >= 0, name + " does not begin with\n" + head);
    String foot = "        }\n      }\n    }\n  }\n";
    int end = source.indexOf(foot, start);
    assertTrue(end >= 0, name + " does not end with\n" + foot);
    String formulas = source.substring(start + head.length(), end);
    Matcher stores = Pattern.compile("\\.intoArray\\(target, ([^;]*)\\);").matcher(formulas);
    for (int i = 0; i < outputs; i++) {
      assertTrue(stores.find(), name + " stores " + i + " of " + outputs + " outputs");
      assertEquals("into" + times(i, "targetStride") + " + x", stores.group(1), name);
    }
    assertTrue(!stores.find(), name + " stores more than " + outputs + " outputs");
    assertTrue(!formulas.contains("fromArray"), name + " loads more than " + inputs + " inputs");
  }
}
