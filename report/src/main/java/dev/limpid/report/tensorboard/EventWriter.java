package dev.limpid.report.tensorboard;

import dev.limpid.layers.io.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * Writes an event file for TensorBoard, which takes each folder with such a file for a run.
 *
 * <pre>{@code
 * try (EventWriter events = EventWriter.open(Path.of("runs/first"))) {
 *   events.scalar("loss", 1, 0.7);
 * }
 * }</pre>
 *
 * <p>What is written can be seen after {@link #flush} or {@link #close}. A tag with a slash is
 * shown in the group that is named before it. Not safe for several threads at once.
 */
public final class EventWriter implements AutoCloseable {
  /** How the name of every event file begins. */
  public static final String PREFIX = "events.out.tfevents.";

  /** {@code DT_STRING} of {@code types.proto}. */
  private static final int STRING_TENSOR = 7;

  /** {@code DATA_CLASS_SCALAR} of {@code summary.proto}. */
  private static final int DATA_CLASS_SCALAR = 1;

  /** {@code DATA_CLASS_TENSOR} of {@code summary.proto}. */
  private static final int DATA_CLASS_TENSOR = 2;

  private final Path file;
  private final Clock clock;
  private final RecordFile records;

  private EventWriter(Path file, Clock clock) throws IOException {
    this.file = file;
    this.clock = clock;
    this.records = new RecordFile(file);
    try {
      write(new Message().text(3, "brain.Event:2"));
      records.flush();
    } catch (IOException problem) {
      try (records) {
        throw problem;
      }
    }
  }

  /**
   * A new event file in a folder, which is made if need be.
   *
   * @throws IOException if it can't be made
   */
  public static EventWriter open(Path folder) throws IOException {
    return open(folder, Clock.systemUTC());
  }

  /**
   * A new event file in a folder, which is made if need be.
   *
   * @param clock what the wall time of the events is read from
   * @throws IOException if it can't be made
   */
  public static EventWriter open(Path folder, Clock clock) throws IOException {
    Objects.requireNonNull(clock, "clock");
    Files.createDirectories(folder);
    String name =
        String.format(
            Locale.ROOT,
            "%s%010d.%s.%d",
            PREFIX,
            clock.instant().getEpochSecond(),
            host(),
            ProcessHandle.current().pid());
    for (int number = 0; ; number++) {
      try {
        return new EventWriter(folder.resolve(name + "." + number), clock);
      } catch (FileAlreadyExistsException e) {
        // opened within the same second: the next number
      }
    }
  }

  /** The event file. */
  public Path file() {
    return file;
  }

  /**
   * A point of a curve.
   *
   * @param value kept as a float; NaN and infinities are allowed
   */
  public void scalar(String tag, long step, double value) {
    scalar(tag, step, value, "");
  }

  /**
   * A point of a curve that says what it shows.
   *
   * @param description in Markdown; TensorBoard takes that of the first point
   */
  public void scalar(String tag, long step, double value, String description) {
    Message summary = new Message().text(1, tag).real(2, (float) value);
    if (!description.isEmpty()) {
      Message plugin = new Message().text(1, "scalars");
      // with a class of data TensorBoard's fast loader keeps the description
      summary.message(
          9, new Message().message(1, plugin).text(3, description).integer(4, DATA_CLASS_SCALAR));
    }
    summary(step, summary);
  }

  /** The distribution of values; those that are not finite are left out. */
  public void histogram(String tag, long step, float[] values) {
    summary(step, new Message().text(1, tag).message(5, Histogram.of(values).toMessage()));
  }

  /** A text in Markdown. */
  public void text(String tag, long step, String markdown) {
    Message plugin = new Message().text(1, "text");
    Message metadata = new Message().message(1, plugin).integer(4, DATA_CLASS_TENSOR);
    Message scalarShape = new Message();
    Message tensor =
        new Message().integer(1, STRING_TENSOR).message(2, scalarShape).text(8, markdown);
    summary(step, new Message().text(1, tag).message(9, metadata).message(8, tensor));
  }

  /**
   * Makes everything that was written visible to readers of the file.
   *
   * @throws UncheckedIOException if the file can't be written
   */
  public void flush() {
    try {
      records.flush();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private void summary(long step, Message value) {
    write(new Message().integer(2, step).message(5, new Message().message(1, value)));
  }

  /** Writes an {@code Event} with the time. */
  private void write(Message event) {
    Instant now = clock.instant();
    event.real(1, now.getEpochSecond() + now.getNano() * 1e-9);
    records.write(event.toByteArray());
  }

  private UncheckedIOException cannotWrite(IOException problem) {
    return new UncheckedIOException(
        "cannot write events into " + file + ": " + FileFailure.reason(problem), problem);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // the name is there to tell files apart, no more
    }
  }
}
