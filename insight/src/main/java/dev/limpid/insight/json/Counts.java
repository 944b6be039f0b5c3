package dev.limpid.insight.json;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.limpid.train.confusion.Confusions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A confusion matrix as its rows, or, of more than {@link Confusions#MOST_WHOLE} classes, as {@code
 * {"classes": N, "cells": [[actual, predicted, images], ...]}} with the cells that count images.
 */
final class Counts extends TypeAdapter<int[][]> {
  private static final int MOST_CLASSES = 1 << 20;

  private final TypeAdapter<int[][]> rows;
  private final TypeAdapter<int[]> row;

  Counts(TypeAdapter<int[][]> rows, TypeAdapter<int[]> row) {
    this.rows = rows;
    this.row = row;
  }

  @Override
  public void write(JsonWriter out, int[][] matrix) throws IOException {
    if (matrix == null || matrix.length <= Confusions.MOST_WHOLE) {
      rows.write(out, matrix);
      return;
    }
    out.beginObject().name("classes").value(matrix.length).name("cells").beginArray();
    for (Confusions.Cell cell : Confusions.of(matrix)) {
      row.write(out, new int[] {cell.actual(), cell.predicted(), cell.images()});
    }
    out.endArray().endObject();
  }

  @Override
  public int[][] read(JsonReader in) throws IOException {
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      return rows.read(in);
    }
    int classes = 0;
    List<Confusions.Cell> cells = new ArrayList<>();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "classes" -> classes = in.nextInt();
        case "cells" -> {
          in.beginArray();
          while (in.hasNext()) {
            cells.add(cell(row.read(in)));
          }
          in.endArray();
        }
        default -> in.skipValue();
      }
    }
    in.endObject();
    if (classes < 0 || classes > MOST_CLASSES) {
      throw new IllegalArgumentException("should be of at most " + MOST_CLASSES + " classes");
    }
    return Confusions.matrix(classes, cells);
  }

  private static Confusions.Cell cell(int[] numbers) {
    if (numbers == null || numbers.length != 3) {
      throw new IllegalArgumentException("should have cells of three numbers");
    }
    return new Confusions.Cell(numbers[0], numbers[1], numbers[2]);
  }
}
