package dev.limpid.cli;

import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import dev.limpid.train.Prediction;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints predictions as they come. */
abstract class PredictionWriter {
  final PrintWriter out;

  PredictionWriter(PrintWriter out) {
    this.out = out;
  }

  /**
   * A writer.
   *
   * @param top how many classes a text names
   */
  static PredictionWriter of(
      OutputFormat format, List<String> classNames, int top, PrintWriter out) {
    return switch (format) {
      case TEXT -> new Text(top, out);
      case CSV -> new Csv(classNames, false, out);
      case JSON -> new Document(out);
    };
  }

  abstract void write(String image, Prediction prediction);

  void end() {
    out.flush();
  }

  /** A line an image, for people. */
  private static final class Text extends PredictionWriter {
    private final int top;

    Text(int top, PrintWriter out) {
      super(out);
      this.top = top;
    }

    @Override
    void write(String image, Prediction prediction) {
      String best =
          IntStream.of(prediction.best(top))
              .mapToObj(
                  c ->
                      String.format(
                          Locale.ROOT,
                          "%s %.1f %%",
                          ForeignText.escaped(prediction.classNames().get(c)),
                          100 * prediction.probabilities()[c]))
              .collect(Collectors.joining(", "));
      out.println(image + ": " + best);
    }
  }

  /**
   * {@code image,class,probability} and a column for each class, behind the image's own if known.
   */
  static final class Csv extends PredictionWriter {
    Csv(List<String> classNames, boolean labelled, PrintWriter out) {
      super(out);
      out.println(
          (labelled ? "image,actual,class,probability" : "image,class,probability")
              + classNames.stream().map(name -> "," + quoted(name)).collect(Collectors.joining()));
    }

    @Override
    void write(String image, Prediction prediction) {
      out.print(quoted(image));
      end(prediction);
    }

    void write(String image, String actual, Prediction prediction) {
      out.print(quoted(image) + "," + quoted(actual));
      end(prediction);
    }

    private void end(Prediction prediction) {
      out.print("," + quoted(prediction.className()) + "," + prediction.probability());
      for (float probability : prediction.probabilities()) {
        out.print("," + probability);
      }
      out.println();
    }

    /** As RFC 4180 says. */
    private static String quoted(String text) {
      boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
  }

  /** A list of objects. */
  private static final class Document extends PredictionWriter {
    private boolean begun;

    Document(PrintWriter out) {
      super(out);
    }

    @Override
    void write(String image, Prediction prediction) {
      Map<String, Object> probabilities = new LinkedHashMap<>();
      for (int c : prediction.best(prediction.classNames().size())) {
        probabilities.put(prediction.classNames().get(c), prediction.probabilities()[c]);
      }
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("image", image);
      object.put("class", prediction.className());
      object.put("probability", prediction.probability());
      object.put("probabilities", probabilities);
      out.print((begun ? ",\n " : "[") + Json.write(object));
      begun = true;
    }

    @Override
    void end() {
      out.println(begun ? "]" : "[]");
      super.end();
    }
  }
}
