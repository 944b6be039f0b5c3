package dev.limpid.insight.run;

import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs as files: {@code run.json} in the folder of a run.
 *
 * <p>The file is the {@link RunRecord} as a JSON object, the names of its components in lower case
 * with underscores, headed by {@code "format": "limpid-run"} and {@code "version": 1}. NaN is null;
 * infinities are the texts "Infinity" and "-Infinity".
 */
public final class Runs {
  /** The name of the file. */
  public static final String FILE = "run.json";

  private static final String FORMAT = "limpid-run";
  private static final long VERSION = 1;
  private static final long MOST_BYTES = 256L << 20;

  private Runs() {}

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
        throw new RunException(file + " is larger than 256 MB; it was not written by Limpid");
      }
      return decode(file, Json.parse(Files.readString(file)));
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

  private static RunRecord decode(Path file, Object json) {
    if (!(json instanceof Map<?, ?> map) || !FORMAT.equals(map.get("format"))) {
      throw new RunException(file + " was not written by Limpid: it has no format " + FORMAT);
    }
    if (!Long.valueOf(VERSION).equals(map.get("version"))) {
      throw new RunException(
          file
              + " has version "
              + map.get("version")
              + " of the format; this Limpid reads version "
              + VERSION);
    }
    try {
      return RecordJson.decode(RunRecord.class, map);
    } catch (IllegalArgumentException e) {
      throw new RunException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the record of a run; the file is replaced as a whole.
   *
   * @param folder made if need be
   * @throws RunException if it can't be written
   */
  public static void write(RunRecord run, Path folder) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", FORMAT);
    document.put("version", VERSION);
    document.putAll(RecordJson.encode(run));
    try {
      Files.createDirectories(folder);
      AtomicFile.write(folder.resolve(FILE), Json.write(document) + "\n");
    } catch (IOException e) {
      throw new RunException("cannot write " + folder.resolve(FILE) + ": " + e.getMessage(), e);
    }
  }
}
