package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Normalization;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
  @Test
  void aNormalizationHasMeanAndVarianceOfEachChannel() {
    Rng rng = Rng.of(7);
    byte[][] samples = new byte[50][4 * 5 * 3];
    double[] sums = new double[3];
    double[] squares = new double[3];
    for (byte[] sample : samples) {
      for (int i = 0; i < sample.length; i++) {
        int value = rng.nextInt(50 * (1 + i % 3));
        sample[i] = (byte) value;
        sums[i % 3] += value / 255.0;
        squares[i % 3] += value / 255.0 * (value / 255.0);
      }
    }
    Dataset data =
        ByteDataset.of(Shape.of(4, 5, 3), List.of("a", "b"), samples, new int[samples.length]);
    Normalization layer = Datasets.normalization(data);
    layer.build(data.sampleShape(), rng, Compute.standard());
    for (int c = 0; c < 3; c++) {
      double mean = sums[c] / 1000;
      assertEquals(mean, layer.parameters().get(0).value().data()[c], 1e-7);
      double variance = squares[c] / 1000 - mean * mean;
      assertEquals(variance, layer.parameters().get(1).value().data()[c], 1e-7);
    }
    assertThrows(
        IllegalArgumentException.class, () -> Datasets.normalization(Datasets.subset(data)));
  }

  private static final Shape TWO = Shape.of(1, 2, 1);

  @Test
  void bytesAreReadAsFloatsFromZeroToOne() {
    Dataset data =
        ByteDataset.of(
            TWO,
            List.of("a", "b"),
            new byte[][] {{0, (byte) 255}, {51, (byte) 128}},
            new int[] {0, 1});
    float[] values = {7, 7, 7, 7};
    data.read(1, values, 1);
    assertArrayEquals(new float[] {7, 0.2f, 128 / 255f, 7}, values);
    data.read(0, values, 2);
    assertArrayEquals(new float[] {7, 0.2f, 0, 1}, values);
    assertEquals(1, data.label(1));
    assertEquals("sample 1", data.nameOf(1));
  }

  @Test
  void aDataSetDoesNotChangeWithTheArraysItWasMadeOf() {
    byte[][] samples = {{1, 2}};
    int[] labels = {0};
    Dataset data = ByteDataset.of(TWO, List.of("a"), samples, labels);
    samples[0][0] = 9;
    labels[0] = 5;
    float[] values = new float[2];
    data.read(0, values, 0);
    assertArrayEquals(new float[] {1 / 255f, 2 / 255f}, values);
    assertEquals(0, data.label(0));
  }

  @Test
  void readingBeyondTheEndFails() {
    Dataset data = Samples.of(2, 0, 1);
    assertThrows(IndexOutOfBoundsException.class, () -> data.read(2, new float[6], 0));
    assertThrows(IndexOutOfBoundsException.class, () -> data.read(0, new float[6], 1));
    assertThrows(IndexOutOfBoundsException.class, () -> data.label(-1));
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    List<String> classes = List.of("a", "b");
    refused("1 samples and 2 labels", () -> make(classes, new byte[][] {{1, 2}}, 0, 1));
    refused("sample 1 has 3", () -> make(classes, new byte[][] {{1, 2}, {1, 2, 3}}, 0, 1));
    refused("sample 1 has label 2", () -> make(classes, new byte[][] {{1, 2}, {1, 2}}, 0, 2));
    refused("labels are 0 to 1", () -> make(classes, new byte[][] {{1, 2}}, -1));
  }

  @Test
  void whatCannotBeLearntFromIsRefused() {
    refused("empty", () -> Datasets.requireTrainable(Samples.of(2)));
    refused("at least two classes", () -> Datasets.requireTrainable(Samples.of(1, 0, 0)));
    refused("no values", () -> Datasets.requireTrainable(withShape(Shape.of(0, 3, 1))));
    Dataset good = Samples.of(2, 0, 1);
    assertSame(good, Datasets.requireTrainable(good));
  }

  @Test
  void aViewPassesOnWhatItDoesNotAnswerItself() {
    Dataset all = Samples.of(2, 0, 1, 1);
    Dataset last =
        new DatasetView(all) {
          @Override
          public int size() {
            return 1;
          }

          @Override
          protected int indexOf(int index) {
            return 2;
          }
        };
    assertEquals(1, last.size());
    assertEquals(all.sampleShape(), last.sampleShape());
    assertEquals(all.classNames(), last.classNames());
    assertEquals(all.label(2), last.label(0));
    assertEquals(all.nameOf(2), last.nameOf(0));
    float[] expected = new float[all.sampleShape().size()];
    float[] shown = new float[expected.length];
    all.read(2, expected, 0);
    last.read(0, shown, 0);
    assertArrayEquals(expected, shown);
  }

  @Test
  void labelsOfAnyKindOfDataSetAreChecked() {
    Dataset wrong =
        new Dataset() {
          @Override
          public int size() {
            return 3;
          }

          @Override
          public Shape sampleShape() {
            return TWO;
          }

          @Override
          public List<String> classNames() {
            return List.of("a", "b");
          }

          @Override
          public int label(int index) {
            return index;
          }

          @Override
          public void read(int index, float[] target, int offset) {}
        };
    refused("sample 2 has label 2", () -> Datasets.requireTrainable(wrong));
  }

  @Test
  void aSubsetShowsTheSamplesOfItsIndices() {
    Dataset data = Samples.of(3, 0, 1, 2, 1);
    int[] indices = {3, 0, 3};
    Dataset subset = Datasets.subset(data, indices);
    indices[0] = 1;
    assertArrayEquals(new int[] {3, 0, 3}, Samples.numbers(subset));
    assertEquals(1, subset.label(0));
    assertEquals("sample 3", subset.nameOf(2));
    assertEquals(data.classNames(), subset.classNames());
    assertThrows(IndexOutOfBoundsException.class, () -> Datasets.subset(data, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> subset.label(3));
  }

  @Test
  void joinedDataSetsFollowOneAnother() {
    Dataset none = Datasets.subset(Samples.of(3, 0));
    Dataset joined = Datasets.joined(none, Samples.of(3, 0, 1), none, Samples.of(3, 2), none);
    assertEquals(3, joined.size());
    assertArrayEquals(new int[] {0, 1, 0}, Samples.numbers(joined));
    assertEquals(2, joined.label(2));
    assertEquals("sample 0", joined.nameOf(2));
    assertThrows(IndexOutOfBoundsException.class, () -> joined.label(3));
    refused("can't be joined with one of", () -> Datasets.joined(none, Samples.of(2, 0)));
    refused("one data set or more", Datasets::joined);
  }

  @Test
  void labelsAreMatchedByTheNamesOfTheClasses() {
    Dataset data = make(List.of("b", "a"), new byte[3][2], 0, 1, 0);
    Dataset relabelled = Datasets.labelledAs(data, List.of("a", "c", "b"));
    assertEquals(List.of("a", "c", "b"), relabelled.classNames());
    assertEquals(2, relabelled.label(0));
    assertEquals(0, relabelled.label(1));
    refused(
        "'a' is none of the classes [b, c]", () -> Datasets.labelledAs(data, List.of("b", "c")));
  }

  @Test
  void targetsFollowTheNamesOfTheClasses() {
    Dataset data = make(List.of("b", "a"), new byte[3][2], 0, 1, 0);
    Dataset relabelled = Datasets.labelledAs(data, List.of("a", "c", "b"));
    assertEquals(3, relabelled.targetSize());
    assertArrayEquals(new float[] {0, 0, 1}, target(relabelled, 0));
    assertArrayEquals(new float[] {1, 0, 0}, target(relabelled, 1));
    Dataset soft =
        new DatasetView(data) {
          @Override
          public void readTarget(int index, float[] target, int offset) {
            target[offset] = 0.75f;
            target[offset + 1] = 0.25f;
          }
        };
    relabelled = Datasets.labelledAs(soft, List.of("a", "c", "b"));
    assertArrayEquals(new float[] {0.25f, 0, 0.75f}, target(relabelled, 0));
  }

  @Test
  void aViewWithLabelsOfItsOwnHasTheirTargets() {
    Dataset data = make(List.of("a", "b"), new byte[2][2], 0, 1);
    Dataset other =
        new DatasetView(data) {
          @Override
          public int label(int index) {
            return 1 - super.label(index);
          }
        };
    assertArrayEquals(new float[] {0, 1}, target(other, 0));
    assertArrayEquals(new float[] {1, 0}, target(other, 1));
  }

  private static float[] target(Dataset data, int index) {
    float[] target = new float[data.targetSize()];
    data.readTarget(index, target, 0);
    return target;
  }

  private static Dataset make(List<String> classes, byte[][] samples, int... labels) {
    return ByteDataset.of(TWO, classes, samples, labels);
  }

  private static Dataset withShape(Shape shape) {
    return ByteDataset.of(shape, List.of("a", "b"), new byte[1][shape.size()], new int[1]);
  }

  private static void refused(String expected, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
