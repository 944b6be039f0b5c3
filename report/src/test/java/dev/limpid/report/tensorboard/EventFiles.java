package dev.limpid.report.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.framework.Summary;
import org.tensorflow.hadoop.util.TFRecordReader;
import org.tensorflow.util.Event;

/** Reads event files with TensorFlow's reader and messages, which share no code with the writer. */
final class EventFiles {
  private EventFiles() {}

  /** The one event file of a folder. */
  static Path in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(f -> f.getFileName().toString().startsWith("events.out.tfevents.")).toList();
      assertEquals(1, found.size(), found.toString());
      return found.get(0);
    }
  }

  /** All events; the checksums are checked. */
  static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      TFRecordReader reader = new TFRecordReader(in, true);
      for (byte[] data = reader.read(); data != null; data = reader.read()) {
        events.add(Event.parseFrom(data));
      }
    }
    return events;
  }

  /** The values that were written with a tag, by step. */
  static TreeMap<Long, Summary.Value> values(Path file, String tag) throws IOException {
    TreeMap<Long, Summary.Value> values = new TreeMap<>();
    for (Event event : read(file)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.getTag().equals(tag)) {
          assertEquals(null, values.put(event.getStep(), value), tag + " twice");
        }
      }
    }
    return values;
  }
}
