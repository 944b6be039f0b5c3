package dev.limpid.spark;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.RunWriter;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A training of the command {@code train} in a task: in a folder of this machine, which is copied
 * to the file system of the cluster after each epoch and at the end.
 */
final class RunTask {
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
      if (files.exists(home)) {
        copy(home, run);
        Optional<RunRecord> ended = recipe.finished(run);
        if (ended.isPresent()) {
          return outcome(ended.get());
        }
        FileUtil.fullyDelete(run.toFile()); // of other options
      }
      RunRecord record = train(recipe, run, compute);
      copy(run, home);
      files.delete(running, true);
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

  private RunRecord train(Recipe recipe, java.nio.file.Path run, Compute compute)
      throws IOException {
    boolean resumes = takeUp(recipe, run);
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
    if (!files.exists(running)) {
      return false;
    }
    copy(running, run);
    RunFolder folder = new RunFolder(run);
    if (Files.exists(folder.checkpoint())
        && Recipe.of(RunFolder.record(run).settings()).equals(recipe)) {
      return true;
    }
    FileUtil.fullyDelete(run.toFile());
    return false;
  }

  /** Without the files of checksums, which would not fit what is written beside them. */
  private void copy(Path from, java.nio.file.Path run) throws IOException {
    files.copyToLocalFile(false, from, new Path(run.toUri()), true);
  }

  private void keep(java.nio.file.Path run) {
    try {
      copy(run, running);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a whole: what was there stays until the copy is complete. */
  private void copy(java.nio.file.Path run, Path to) throws IOException {
    Path whole = new Path(to.getParent(), "." + to.getName() + ".tmp");
    files.delete(whole, true);
    files.copyFromLocalFile(false, true, new Path(run.toUri()), whole);
    files.delete(to, true);
    if (!files.rename(whole, to)) {
      throw new IOException("cannot rename " + whole + " to " + to);
    }
  }
}
