package dev.limpid.train.confusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cells of a confusion matrix that count images. Of many classes they are few: at most as many
 * as there are images, whereas the matrix has the square of the classes.
 */
public final class Confusions {
  /** Files have the whole matrix of so many classes, and of more the cells that count images. */
  public static final int MOST_WHOLE = 1_000;

  private Confusions() {}

  /**
   * A cell that counts images.
   *
   * @param actual their class
   * @param predicted what they were taken for
   * @param images how many, 1 or more
   */
  public record Cell(int actual, int predicted, int images) {}

  /**
   * Those of a matrix, row by row.
   *
   * @param matrix {@code matrix[actual][predicted]}, a square; rows may be one and the same
   */
  public static List<Cell> of(int[][] matrix) {
    List<Cell> cells = new ArrayList<>();
    int[] noImages = null;
    for (int actual = 0; actual < matrix.length; actual++) {
      int[] row = matrix[actual];
      if (row == noImages) {
        continue;
      }
      int before = cells.size();
      for (int predicted = 0; predicted < row.length; predicted++) {
        if (row[predicted] != 0) {
          cells.add(new Cell(actual, predicted, row[predicted]));
        }
      }
      noImages = cells.size() == before ? row : noImages;
    }
    return cells;
  }

  /**
   * The matrix of cells; classes without images share one row of zeros.
   *
   * @throws IllegalArgumentException if a cell is not of the classes
   */
  public static int[][] matrix(int classes, List<Cell> cells) {
    int[] noImages = new int[classes];
    int[][] matrix = new int[classes][];
    Arrays.fill(matrix, noImages);
    for (Cell cell : cells) {
      if (Math.min(cell.actual(), cell.predicted()) < 0
          || Math.max(cell.actual(), cell.predicted()) >= classes) {
        throw new IllegalArgumentException(cell + " is not of " + classes + " classes");
      }
      if (matrix[cell.actual()] == noImages) {
        matrix[cell.actual()] = new int[classes];
      }
      matrix[cell.actual()][cell.predicted()] += cell.images();
    }
    return matrix;
  }

  /**
   * Puts a matrix into a document of JSON: its rows under the name, or, of more than {@link
   * #MOST_WHOLE} classes, {@code [actual, predicted, images]} of each cell that counts images under
   * the name with an s.
   */
  public static void put(int[][] matrix, String name, Map<String, Object> document) {
    if (matrix.length <= MOST_WHOLE) {
      document.put(name, Stream.of(matrix).map(row -> IntStream.of(row).boxed().toList()).toList());
    } else {
      document.put(
          name + "s",
          of(matrix).stream()
              .map(cell -> List.of(cell.actual(), cell.predicted(), cell.images()))
              .toList());
    }
  }
}
