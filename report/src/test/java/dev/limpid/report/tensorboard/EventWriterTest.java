package dev.limpid.report.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;

class EventWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-02-03T04:05:06.125Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  @Test
  void aFileHasTheNameAndTheFirstRecordThatTensorBoardLooksFor() throws IOException {
    Path file;
    try (EventWriter events = EventWriter.open(folder.resolve("new/run"), CLOCK)) {
      file = events.file();
    }
    assertEquals(folder.resolve("new/run"), file.getParent());
    String name = file.getFileName().toString();
    assertTrue(name.matches("events\\.out\\.tfevents\\.1770091506\\..+\\.\\d+\\.0"), name);
    List<Event> events = EventFiles.read(file);
    assertEquals(1, events.size());
    assertEquals("brain.Event:2", events.get(0).getFileVersion());
    assertEquals(1770091506.125, events.get(0).getWallTime());
  }

  @Test
  void scalarsAreReadBackWithTagStepTimeAndDescription() throws IOException {
    double[] values = {0, -0.0, 0.1, -3e30, 1e-42, Double.NaN, Double.NEGATIVE_INFINITY};
    long[] steps = {0, 1, 127, 128, 300, Integer.MAX_VALUE, Long.MAX_VALUE};
    try (EventWriter events = EventWriter.open(folder, CLOCK)) {
      for (int i = 0; i < values.length; i++) {
        events.scalar("gruppe/Größe Δ" + i, steps[i], values[i]);
      }
      events.scalar("described", 3, 1, "What it *means*.");
    }
    List<Event> read = EventFiles.read(EventFiles.in(folder));
    assertEquals(values.length + 2, read.size());
    for (int i = 0; i < values.length; i++) {
      Event event = read.get(i + 1);
      assertEquals(steps[i], event.getStep());
      assertEquals(1770091506.125, event.getWallTime());
      assertEquals(1, event.getSummary().getValueCount());
      Summary.Value value = event.getSummary().getValue(0);
      assertEquals("gruppe/Größe Δ" + i, value.getTag());
      assertEquals(Summary.Value.ValueCase.SIMPLE_VALUE, value.getValueCase());
      assertEquals((float) values[i], value.getSimpleValue());
      assertFalse(value.hasMetadata());
    }
    Summary.Value described = read.get(values.length + 1).getSummary().getValue(0);
    assertEquals("What it *means*.", described.getMetadata().getSummaryDescription());
    // TensorBoard warns of metadata that no plugin owns
    assertEquals("scalars", described.getMetadata().getPluginData().getPluginName());
  }

  @Test
  void everyValueIsCountedInTheBucketThatHoldsIt() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Rng rng = Rng.of(seed);
      float[] values = new float[1 + rng.nextInt(500)];
      double spread = Math.pow(10, 20 * rng.nextDouble() - 10);
      for (int i = 0; i < values.length; i++) {
        values[i] = rng.nextInt(10) == 0 ? 0f : (float) (spread * rng.nextGaussian());
      }
      values[0] = seed % 2 == 0 ? -0f : Float.MAX_VALUE;
      HistogramProto histogram = histogram(folder.resolve("run" + seed), values);
      check(histogram, values, "seed " + seed);
    }
  }

  private static void check(HistogramProto histogram, float[] values, String what) {
    assertEquals(histogram.getBucketLimitCount(), histogram.getBucketCount(), what);
    double low = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < histogram.getBucketCount(); i++) {
      double high = histogram.getBucketLimit(i);
      assertTrue(low < high, what + ": limits " + low + ", " + high);
      int inside = 0;
      for (float value : values) {
        inside += value >= low && value < high ? 1 : 0;
      }
      assertEquals(inside, histogram.getBucket(i), what + ": from " + low + " to " + high);
      double step = Math.log(Math.abs(high) / 1e-12) / Math.log(1.1);
      boolean known = high == 0 || Math.abs(high) == Double.MAX_VALUE;
      assertTrue(known || Math.abs(step - Math.rint(step)) < 1e-6, what + ": limit " + high);
      // a bucket with something in it is no wider than a tenth, so that the picture is sharp; the
      // first one begins at the minimum
      boolean sharp = high - low <= 0.1001 * Math.max(Math.abs(high), Math.abs(low));
      boolean middle = Math.abs(high) <= 1.1e-12 || Math.abs(low) >= 0.9e20;
      boolean right = i == 0 ? inside > 0 : inside == 0 || sharp || middle || known;
      assertTrue(right, what + ": " + low + " to " + high);
      low = high;
    }
    assertTrue(histogram.getBucket(histogram.getBucketCount() - 1) > 0, what);
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    double squares = Arrays.stream(wide).map(v -> v * v).sum();
    double sum = Arrays.stream(wide).sum();
    double magnitude = Arrays.stream(wide).map(Math::abs).sum();
    assertEquals(values.length, histogram.getNum(), what);
    assertEquals(Arrays.stream(wide).min().orElseThrow(), histogram.getMin(), what);
    assertEquals(Arrays.stream(wide).max().orElseThrow(), histogram.getMax(), what);
    assertEquals(sum, histogram.getSum(), 1e-12 * magnitude, what);
    assertEquals(squares, histogram.getSumSquares(), 1e-12 * squares, what);
  }

  @Test
  void aHistogramLeavesOutWhatIsNotFiniteAndCanBeEmpty() throws IOException {
    float[] mixed = {Float.NaN, 1, Float.POSITIVE_INFINITY, 1, Float.NEGATIVE_INFINITY};
    HistogramProto histogram = histogram(folder.resolve("mixed"), mixed);
    assertEquals(2, histogram.getNum());
    assertEquals(2, histogram.getBucketList().stream().mapToDouble(b -> b).sum());
    assertEquals(1, histogram.getMax());
    HistogramProto empty = histogram(folder.resolve("empty"), new float[0]);
    assertEquals(0, empty.getNum());
    assertEquals(0, empty.getMin());
    assertEquals(0, empty.getMax());
    assertEquals(List.of(0.0), empty.getBucketList());
  }

  private static HistogramProto histogram(Path run, float[] values) throws IOException {
    try (EventWriter events = EventWriter.open(run, CLOCK)) {
      events.histogram("h", 5, values);
    }
    return EventFiles.values(EventFiles.in(run), "h").get(5L).getHisto();
  }

  @Test
  void aTextIsAStringTensorOfTheTextPlugin() throws IOException {
    try (EventWriter events = EventWriter.open(folder, CLOCK)) {
      events.text("settings", 0, "| größe | 7 |");
    }
    Summary.Value text = EventFiles.values(EventFiles.in(folder), "settings").get(0L);
    assertEquals("text", text.getMetadata().getPluginData().getPluginName());
    assertEquals(DataType.DT_STRING, text.getTensor().getDtype());
    assertTrue(text.getTensor().hasTensorShape());
    assertEquals(0, text.getTensor().getTensorShape().getDimCount());
    assertEquals(1, text.getTensor().getStringValCount());
    assertEquals("| größe | 7 |", text.getTensor().getStringVal(0).toStringUtf8());
  }

  @Test
  void whatWasFlushedIsSeenBeforeTheFileIsClosed() throws IOException {
    try (EventWriter events = EventWriter.open(folder, CLOCK)) {
      assertEquals(1, EventFiles.read(events.file()).size());
      events.scalar("loss", 1, 2);
      events.flush();
      assertEquals(2, EventFiles.read(events.file()).size());
    }
  }

  @Test
  void theReaderOfTheseTestsNoticesADamagedByte() throws IOException {
    try (EventWriter events = EventWriter.open(folder, CLOCK)) {
      events.scalar("loss", 1, 2);
    }
    Path file = EventFiles.in(folder);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 4;
      Files.write(file, damaged);
      assertThrows(IOException.class, () -> EventFiles.read(file), "byte " + i);
    }
  }

  @Test
  void twoWritersInTheSameSecondHaveTwoFiles() throws IOException {
    try (EventWriter one = EventWriter.open(folder, CLOCK);
        EventWriter two = EventWriter.open(folder, CLOCK)) {
      assertFalse(one.file().equals(two.file()));
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertThrows(IOException.class, () -> EventWriter.open(file, CLOCK));
    assertThrows(IOException.class, () -> TensorBoardListener.open(file.resolve("below"), CLOCK));
    assertEquals("mine", Files.readString(file));
  }
}
