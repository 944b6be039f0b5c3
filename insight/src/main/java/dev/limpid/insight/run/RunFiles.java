package dev.limpid.insight.run;

import static dev.limpid.insight.json.RecordAdapters.GSON;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.layers.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes runs as files: {@code run.json} in the folder of a run.
 *
 * <p>The file is the {@link RunRecord} as a JSON object, the names of its components in lower case
 * with underscores, headed by {@code "format": "limpid-run"} and {@code "version": 2}. NaN is null;
 * infinities are the texts "Infinity" and "-Infinity".
 */
public final class RunFiles {
  /** The name of the file. */
  public static final String FILE = "run.json";

  private static final String FORMAT = "limpid-run";
  private static final int VERSION = 2;
  private static final int LONGEST_MESSAGE = 200;
  private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");
  private static final long MOST_BYTES = 64L << 20;

  private RunFiles() {}

  /**
   * Reads the record of a run, finished or not.
   *
   * @param folder that the run wrote into
   * @throws RunException if there is no such folder, no run in it, or its file is damaged, foreign
   *     or of a later version; the message is one line that names the folder
   */
  public static RunRecord read(Path folder) {
    if (!Files.exists(folder)) {
      throw new RunException("there is no folder " + folder);
    }
    if (!Files.isDirectory(folder)) {
      throw new RunException(folder + " is a file; name the folder that a training wrote into");
    }
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new RunException(
          folder + " holds no run: it has no " + FILE + "; name a folder that 'train' wrote into");
    }
    if (!Files.isRegularFile(file)) {
      throw new RunException(file + " is not a file");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new RunException(file + " is larger than 64 MB; it was not written by Limpid");
      }
      return decode(file, Files.readString(file));
    } catch (IOException e) {
      throw new RunException(file + " is damaged or half written: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the record of a run in which at least one epoch has ended.
   *
   * @throws RunException as {@link #read}, and if none has
   */
  public static RunRecord readTrained(Path folder) {
    RunRecord run = read(folder);
    if (run.epochs().isEmpty()) {
      throw new RunException(
          folder
              + (run.state() == RunRecord.State.RUNNING
                  ? " holds a run that has not finished its first epoch; wait for it"
                  : " holds a run that ended in its first epoch: " + run.problem()));
    }
    return run;
  }

  private static RunRecord decode(Path file, String text) {
    JsonElement json;
    try {
      json = GSON.fromJson(text, JsonElement.class);
    } catch (JsonParseException e) {
      throw new RunException(file + " is damaged or half written: " + noJson(e), e);
    }
    if (json == null) {
      throw new RunException(file + " is damaged or half written: it is empty");
    }
    if (!json.isJsonObject() || !FORMAT.equals(string(json, "format"))) {
      throw new RunException(file + " was not written by Limpid: it has no format " + FORMAT);
    }
    JsonObject document = json.getAsJsonObject();
    String version = string(json, "version");
    if (version.equals("1")) {
      fromVersion1(document);
    } else if (!version.equals(String.valueOf(VERSION))) {
      throw new RunException(
          file
              + " has version "
              + line(version)
              + " of the format; this Limpid reads versions 1 to "
              + VERSION);
    }
    try {
      return GSON.fromJson(json, RunRecord.class);
    } catch (JsonParseException e) {
      throw new RunException(file + " is damaged: " + line(e.getMessage()), e);
    }
  }

  /** The losses of steps were an object of their own, {@code {every, losses}}. */
  private static void fromVersion1(JsonObject document) {
    if (document.get("steps") instanceof JsonObject steps) {
      document.add("step_loss_every", steps.get("every"));
      document.add("step_losses", steps.get("losses"));
    }
  }

  private static String string(JsonElement json, String key) {
    JsonElement value = json.getAsJsonObject().get(key);
    return value == null || !value.isJsonPrimitive() ? String.valueOf(value) : value.getAsString();
  }

  /** The library speaks of its own classes and settings; a reader needs the place. */
  private static String noJson(JsonParseException problem) {
    Matcher place = PLACE.matcher(String.valueOf(problem.getMessage()));
    return place.find()
        ? "no JSON at line " + place.group(1) + ", column " + place.group(2)
        : "it is no JSON";
  }

  /** What the reader says, in one line of a bearable length. */
  private static String line(String message) {
    String first = String.valueOf(message).lines().findFirst().orElse("").replaceAll("\\p{C}", "?");
    return first.length() > LONGEST_MESSAGE ? first.substring(0, LONGEST_MESSAGE) + "..." : first;
  }

  /**
   * Writes the record of a run; the file is replaced as a whole.
   *
   * @param folder made if need be
   * @throws RunException if it can't be written
   */
  public static void write(RunRecord run, Path folder) {
    JsonObject document = new JsonObject();
    document.addProperty("format", FORMAT);
    document.addProperty("version", VERSION);
    GSON.toJsonTree(run).getAsJsonObject().asMap().forEach(document::add);
    try {
      Files.createDirectories(folder);
      AtomicFile.write(folder.resolve(FILE), GSON.toJson(document) + "\n");
    } catch (IOException e) {
      throw new RunException("cannot write " + folder.resolve(FILE) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes gaps as CSV, one row for each epoch; the file is replaced as a whole. Numbers are in
   * full precision; a field is empty where there is no figure. The columns, with {@code M} for
   * {@code loss} and then {@code accuracy} (a share, 0 to 1):
   *
   * <ul>
   *   <li>{@code epoch}, from 1
   *   <li>{@code M_running}, {@code M_validation}, {@code M_gap}: what was printed, and validation
   *       less running
   *   <li>{@code M_T} for each {@linkplain dev.limpid.insight.gap.Term#column term}, with {@code
   *       _standard_error}, and {@code _low} and {@code _high} of the 95 % interval; the terms add
   *       up to the gap
   *   <li>{@code M_train_mode}, {@code M_train_batch}, {@code M_train_population}, {@code
   *       M_train_moving}, {@code M_validation_population}, {@code M_validation_moving}: the
   *       {@linkplain dev.limpid.insight.gap.Levels levels} between which the terms are the
   *       differences, each with {@code _standard_error}
   *   <li>{@code loss_lag_on_training} and {@code loss_generalisation_on_new_images}, each with
   *       {@code _standard_error}, {@code _low} and {@code _high}
   *   <li>{@code training_images}, {@code validation_images}: how many were probed
   *   <li>{@code seconds}: what the probe took
   * </ul>
   */
  public static void writeGaps(List<EpochGap> gaps, Path file) throws IOException {
    AtomicFile.write(file, gapsAsCsv(gaps));
  }

  /** The text of that file: a line of column names, and one for each epoch. */
  public static String gapsAsCsv(List<EpochGap> gaps) {
    return GapFile.csv(gaps);
  }
}
