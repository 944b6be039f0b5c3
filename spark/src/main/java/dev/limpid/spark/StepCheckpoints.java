package dev.limpid.spark;

import dev.limpid.layers.io.ModelFileException;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.train.Trainer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The checkpoints of a training in step, on any file system of Hadoop: {@code
 * TRAINING/fit-ID/step-N}, with a file of each shard, and whole once {@code complete} is beside
 * them all.
 *
 * <p>Each fit writes and deletes in a folder of its own, so that several at once don't disturb each
 * other. It reads what any of them has written: they come to the same bits, and so a fit goes on
 * from where another one was killed.
 */
final class StepCheckpoints {
  private static final String FIT = "fit-";
  private static final String STEP = "step-";
  private static final String COMPLETE = "complete";

  private final Path own;
  private final Path training;
  private final FileSystem files;

  /**
   * Those of a fit.
   *
   * @param fit its folder, as {@link #fitIn} names it
   */
  StepCheckpoints(String fit) throws IOException {
    own = new Path(fit);
    training = own.getParent();
    files = own.getFileSystem(SparkHadoopUtil.get().conf());
  }

  /**
   * Makes the folder for checkpoints, before anything is trained.
   *
   * @throws IllegalArgumentException if it can't be written
   */
  static void requireWritable(String checkpoints) {
    try {
      Path folder = new Path(checkpoints);
      if (folder.getFileSystem(SparkHadoopUtil.get().conf()).mkdirs(folder)) {
        return;
      }
      throw new IOException("it can't be made");
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "checkpointDir: '" + checkpoints + "' can't be written: " + e.getMessage(), e);
    }
  }

  /** A folder for a fit that begins, in that of its training. */
  static String fitIn(String training) {
    return training + "/" + FIT + UUID.randomUUID().toString().substring(24);
  }

  /** The step of the last whole checkpoint of any fit; -1 for none. */
  long last() throws IOException {
    long last = lastIn(own);
    for (long each : ofOthers().values()) {
      last = Math.max(last, each);
    }
    return last;
  }

  /** The last steps of the other fits of this training, by their folders. */
  Map<Path, Long> ofOthers() throws IOException {
    Map<Path, Long> others = new HashMap<>();
    for (FileStatus each : list(training)) {
      String name = each.getPath().getName();
      if (name.startsWith(FIT) && !name.equals(own.getName())) {
        others.put(each.getPath(), lastIn(each.getPath()));
      }
    }
    return others;
  }

  private long lastIn(Path fit) throws IOException {
    long last = -1;
    for (FileStatus each : list(fit)) {
      String name = each.getPath().getName();
      if (name.matches(STEP + "\\d{1,18}")) {
        long step = Long.parseLong(name.substring(STEP.length()));
        last = step > last && isWhole(each.getPath()) ? step : last;
      }
    }
    return last;
  }

  private boolean isWhole(Path step) throws IOException {
    boolean complete = false;
    int parts = 0;
    int of = 0;
    for (FileStatus each : list(step)) {
      String name = each.getPath().getName();
      complete |= name.equals(COMPLETE);
      if (name.matches("shard-\\d{1,9}-of-\\d{1,9}\\.safetensors")) {
        parts++;
        of = Integer.parseInt(name.replaceAll(".*-of-|\\..*", ""));
      }
    }
    return complete && parts == of;
  }

  private FileStatus[] list(Path folder) throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** Writes the part of a shard; once all have done so, {@link #complete} makes them count. */
  void write(long step, Shard shard, Trainer trainer, Map<String, String> metadata)
      throws IOException {
    LocalFile.with(
        "checkpoint.safetensors",
        file -> {
          trainer.save(file, metadata);
          try (FSDataOutputStream out = files.create(new Path(at(own, step), shard.file()), true)) {
            out.write(Files.readAllBytes(file));
          }
          return null;
        });
  }

  /** Makes a checkpoint whole, and deletes all others of this fit. */
  void complete(long step) throws IOException {
    Path whole = at(own, step);
    files.create(new Path(whole, COMPLETE), true).close();
    for (FileStatus each : list(own)) {
      if (!each.getPath().getName().equals(whole.getName())) {
        files.delete(each.getPath(), true);
      }
    }
  }

  /**
   * Takes a training up where a shard's part left it.
   *
   * @return the texts that were written with it
   * @throws WorkerLostException if the checkpoint was deleted meanwhile
   * @throws IllegalArgumentException if it is damaged
   */
  Map<String, String> resume(long step, Shard shard, Trainer trainer) throws IOException {
    List<Path> fits = new ArrayList<>(ofOthers().keySet());
    fits.add(0, own);
    for (Path fit : fits) {
      Path part = new Path(at(fit, step), shard.file());
      if (isWhole(part.getParent())) {
        try (FSDataInputStream in = files.open(part)) {
          return resume(part, in.readAllBytes(), trainer);
        } catch (FileNotFoundException e) {
          // its fit has come further; another one may have it too
        }
      }
    }
    throw new WorkerLostException(
        "the checkpoint of step " + step + " in " + training + " has gone");
  }

  private static Map<String, String> resume(Path part, byte[] bytes, Trainer trainer)
      throws IOException {
    return LocalFile.with(
        "checkpoint.safetensors",
        file -> {
          LocalFile.write(bytes, file);
          try {
            trainer.resume(file);
            return Safetensors.read(file).metadata();
          } catch (ModelFileException e) {
            throw new IllegalArgumentException(
                e.getMessage().replace(file.toString(), part.toString())
                    + "; without the folder "
                    + part.getParent()
                    + " the training begins anew",
                e);
          }
        });
  }

  /**
   * Deletes those of this fit, which has ended, and of fits that were killed: of the others, the
   * ones that have come no further since.
   *
   * @param before what {@link #ofOthers} was when this fit began
   */
  void delete(Map<Path, Long> before) throws IOException {
    files.delete(own, true);
    for (Map.Entry<Path, Long> each : ofOthers().entrySet()) {
      if (each.getValue().equals(before.get(each.getKey()))) {
        files.delete(each.getKey(), true);
      }
    }
    try {
      if (list(training).length == 0) {
        files.delete(training, false);
      }
    } catch (PathIsNotEmptyDirectoryException e) {
      // another fit has begun
    }
  }

  private static Path at(Path fit, long step) {
    return new Path(fit, STEP + String.format(Locale.ROOT, "%012d", step));
  }

  /**
   * Whose part of a checkpoint it is.
   *
   * @param rank from 0
   * @param count of all shards
   */
  record Shard(int rank, int count) {
    private String file() {
      return "shard-" + rank + "-of-" + count + ".safetensors";
    }
  }
}
