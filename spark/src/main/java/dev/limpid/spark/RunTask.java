package dev.limpid.spark;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.RunWriter;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.DatasetException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.LoggerFactory;

/**
 * A training of the command {@code train} in a task: in a folder of this machine, which is copied
 * to the file system of the cluster after each epoch and at the end.
 */
final class RunTask {
  /** An hour, after which nobody copies any more. */
  private static final long MILLISECONDS_OF_A_COPY = 3_600_000;

  private final FileSystem files;

  /** Of the run that has ended. */
  private final Path home;

  /** Of the run after its last epoch. */
  private final Path running;

  RunTask(String folder, String name) throws IOException {
    home = new Path(folder, name);
    running = new Path(home.getParent(), "." + home.getName() + ".running");
    files = home.getFileSystem(SparkHadoopUtil.get().conf());
  }

  /**
   * Trains, or goes on, or does nothing where it has ended. What would fail again, such as images
   * that are not there, is an outcome and no exception, which would end the other trainings too.
   */
  TrainingJobs.Outcome train(TrainingSettings settings) throws IOException {
    Recipe recipe = settings.recipe();
    java.nio.file.Path folder = Files.createTempDirectory("limpid");
    java.nio.file.Path run = folder.resolve("run");
    Compute compute = ExecutorCompute.ofTask();
    try {
      if (fetch(home, run)) {
        Optional<RunRecord> ended = recipe.finished(run);
        if (ended.isPresent()) {
          return outcome(ended.get());
        }
        FileUtil.fullyDelete(run.toFile()); // of other options
      }
      RunRecord record = takeUpOrTrain(recipe, run, compute);
      copy(run, home);
      deleteRest();
      return outcome(record);
    } catch (DatasetException | UserException | IllegalArgumentException e) {
      return new TrainingJobs.Outcome(RunRecord.State.FAILED, e.getMessage());
    } finally {
      compute.parallel().close();
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  private static TrainingJobs.Outcome outcome(RunRecord record) {
    return new TrainingJobs.Outcome(record.state(), record.problem());
  }

  /**
   * Goes on with what was kept, or begins: also where that can't be gone on with, since the images
   * have changed or its checkpoint is damaged.
   */
  private RunRecord takeUpOrTrain(Recipe recipe, java.nio.file.Path run, Compute compute)
      throws IOException {
    if (takeUp(recipe, run)) {
      AtomicBoolean goesOn = new AtomicBoolean();
      try {
        return train(recipe, run, compute, true, goesOn);
      } catch (DatasetException | UserException | RunException | IllegalArgumentException e) {
        if (goesOn.get()) {
          throw e;
        }
        LoggerFactory.getLogger(TrainingJobs.class)
            .warn("The training {} begins anew: {}", home, e.getMessage());
        FileUtil.fullyDelete(run.toFile());
      }
    }
    return train(recipe, run, compute, false, new AtomicBoolean());
  }

  private RunRecord train(
      Recipe recipe,
      java.nio.file.Path run,
      Compute compute,
      boolean resumes,
      AtomicBoolean hasStepped)
      throws IOException {
    TaskContext task = TaskContext.get();
    var training =
        recipe
            .training(compute)
            .checkpoints(0)
            .watch(
                (trainer, observation) ->
                    trainer.listen(
                        new TrainingListener() {
                          @Override
                          public void onStep(Step step) {
                            hasStepped.set(true);
                            task.killTaskIfInterrupted();
                          }

                          @Override
                          public void onEpoch(Epoch epoch) {
                            keep(run);
                          }
                        }));
    try (RunWriter writer = resumes ? RunWriter.reopen(run) : RunWriter.open(run, true)) {
      PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
      return (resumes ? training.resumed() : training).run(writer, nowhere);
    }
  }

  /** Whether there is a run of these options to go on with; it is then in the folder. */
  private boolean takeUp(Recipe recipe, java.nio.file.Path run) throws IOException {
    if (!fetch(running, run)) {
      return false;
    }
    if (isOf(recipe, new RunFolder(run))) {
      return true;
    }
    FileUtil.fullyDelete(run.toFile());
    return false;
  }

  private static boolean isOf(Recipe recipe, RunFolder folder) {
    try {
      return Files.exists(folder.checkpoint())
          && Recipe.of(RunFolder.record(folder.path()).settings()).equals(recipe);
    } catch (RunException | UserException e) {
      return false; // damaged, or of another version
    }
  }

  /**
   * Copies a folder, if it is there, without the files of checksums, which would not fit what is
   * written beside them.
   */
  private boolean fetch(Path from, java.nio.file.Path run) throws IOException {
    if (!files.exists(from)) {
      return false;
    }
    try {
      files.copyToLocalFile(false, from, new Path(run.toUri()), true);
      return true;
    } catch (FileNotFoundException e) { // another task has replaced it meanwhile
      FileUtil.fullyDelete(run.toFile());
      return false;
    }
  }

  private void keep(java.nio.file.Path run) {
    try {
      copy(run, running);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * As a whole: what was there stays until the copy is complete. Another task of the same training,
   * of Spark's speculation or of another driver, may do so too; it has the same files.
   */
  private void copy(java.nio.file.Path run, Path to) throws IOException {
    Path whole =
        new Path(home.getParent(), "." + home.getName() + "." + UUID.randomUUID() + ".tmp");
    try {
      files.copyFromLocalFile(false, true, new Path(run.toUri()), whole);
      files.delete(to, true);
      if (!files.rename(whole, to) && !files.exists(to)) {
        throw new IOException("cannot rename " + whole + " to " + to);
      }
    } finally {
      files.delete(whole, true);
      files.delete(new Path(to, whole.getName()), true); // where the other one was there first
    }
  }

  /** What only a training that goes on needs, and copies that a lost executor has not finished. */
  private void deleteRest() throws IOException {
    files.delete(running, true);
    Pattern copies =
        Pattern.compile(Pattern.quote("." + home.getName() + ".") + "[0-9a-f-]{36}\\.tmp");
    long now = files.getFileStatus(home).getModificationTime();
    for (FileStatus each : files.listStatus(home.getParent())) {
      if (copies.matcher(each.getPath().getName()).matches()
          && now - each.getModificationTime() > MILLISECONDS_OF_A_COPY) {
        files.delete(each.getPath(), true);
      }
    }
  }
}
