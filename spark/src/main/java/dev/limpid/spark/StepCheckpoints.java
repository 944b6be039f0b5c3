package dev.limpid.spark;

import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.train.Trainer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The checkpoints of a training in step, on any file system of Hadoop: a folder for a step, with a
 * file of each shard, which is whole once {@code complete} is in it.
 */
final class StepCheckpoints {
  private static final String STEP = "step-";
  private static final String COMPLETE = "complete";

  private final Path folder;
  private final FileSystem files;

  StepCheckpoints(String folder) throws IOException {
    this.folder = new Path(folder);
    this.files = this.folder.getFileSystem(SparkHadoopUtil.get().conf());
  }

  /** The step of the last whole checkpoint; -1 for none. */
  long last() throws IOException {
    long last = -1;
    for (FileStatus each : list()) {
      String name = each.getPath().getName();
      if (name.matches(STEP + "\\d{1,18}") && files.exists(new Path(each.getPath(), COMPLETE))) {
        last = Math.max(last, Long.parseLong(name.substring(STEP.length())));
      }
    }
    return last;
  }

  private FileStatus[] list() throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** Writes the part of a shard; once all have done so, {@link #complete} makes them count. */
  void write(long step, int shard, Trainer trainer, Map<String, String> metadata)
      throws IOException {
    java.nio.file.Path local = Files.createTempDirectory("limpid");
    java.nio.file.Path file = local.resolve("checkpoint.safetensors");
    try {
      trainer.save(file, metadata);
      try (FSDataOutputStream out = files.create(of(step, shard), true)) {
        out.write(Files.readAllBytes(file));
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(local);
    }
  }

  /** Makes a checkpoint whole, and deletes all others. */
  void complete(long step) throws IOException {
    Path whole = at(step);
    files.create(new Path(whole, COMPLETE), true).close();
    for (FileStatus each : list()) {
      if (!each.getPath().getName().equals(whole.getName())) {
        files.delete(each.getPath(), true);
      }
    }
  }

  /**
   * Takes a training up where a shard's part left it.
   *
   * @return the texts that were written with it
   */
  Map<String, String> resume(long step, int shard, Trainer trainer) throws IOException {
    java.nio.file.Path local = Files.createTempDirectory("limpid");
    java.nio.file.Path file = local.resolve("checkpoint.safetensors");
    try (FSDataInputStream in = files.open(of(step, shard))) {
      byte[] bytes = in.readAllBytes();
      AtomicFile.write(
          file,
          channel -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
              channel.write(buffer);
            }
          });
      trainer.resume(file);
      return Safetensors.read(file).metadata();
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(local);
    }
  }

  /** Deletes all. */
  void delete() throws IOException {
    files.delete(folder, true);
  }

  private Path at(long step) {
    return new Path(folder, STEP + String.format(Locale.ROOT, "%012d", step));
  }

  private Path of(long step, int shard) {
    return new Path(at(step), "shard-" + shard + ".safetensors");
  }
}
