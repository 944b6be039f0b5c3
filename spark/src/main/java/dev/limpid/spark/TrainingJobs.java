package dev.limpid.spark;

import dev.limpid.insight.run.RunRecord.State;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Many trainings of the command {@code train} on a cluster, each a task: seeds, grids of settings,
 * studies.
 *
 * <pre>{@code
 * Map<String, String> grid = new TreeMap<>();
 * for (double rate : new double[] {1e-4, 1e-3, 1e-2}) {
 *   grid.put("rate-" + rate, "--network lenet --epochs 5 --learning-rate " + rate);
 * }
 * TrainingJobs.run(spark, grid, "hdfs:///runs");
 * }</pre>
 *
 * <p>A task has as many threads as {@code spark.task.cpus} says. What it writes is a run folder as
 * {@code train} writes it, with report, record and model, on any file system of Hadoop. The run is
 * kept there after every epoch: where an executor is lost, its training goes on from its last epoch
 * on another one, and its model has the bits of one that was not interrupted. A training that has
 * ended in its folder is not run again. One that can't be made, since its images are not there,
 * say, leaves no folder, and the others go on.
 */
public final class TrainingJobs {
  private TrainingJobs() {}

  /**
   * How a training ended.
   *
   * @param state {@code FINISHED}, or {@code FAILED} where its loss became NaN or infinite, or it
   *     could not be made
   * @param problem why it failed; null if it did not
   */
  public record Outcome(State state, String problem) {}

  /**
   * Trains, and returns when all trainings have ended.
   *
   * @param trainings options of {@code train}, as on its line, by the name of the run's folder;
   *     images that they name must be where all executors see them
   * @param folder where the run folders are to be
   * @return how each training ended, by the name of its folder
   * @throws IllegalArgumentException if options are not those of {@code train}, or a name is none
   *     for a folder
   */
  public static Map<String, Outcome> run(
      SparkSession spark, Map<String, String> trainings, String folder) {
    Map<String, TrainingSettings> settings = new LinkedHashMap<>();
    trainings.forEach(
        (name, options) -> {
          if (!name.matches("[\\w=+][\\w=+.-]{0,200}")) {
            throw new IllegalArgumentException(
                "'"
                    + name
                    + "' is no name for a run's folder: up to 201 letters, digits, _ = + . -, of which"
                    + " . and - are not the first");
          }
          try {
            TrainingSettings training = TrainingSettings.ofLine(options);
            training.recipe();
            settings.put(name, training);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the training '" + name + "': " + e.getMessage(), e);
          }
        });
    return train(spark, settings, folder);
  }

  /**
   * Runs a command of the command line that makes many trainings, {@code learning-curve}, {@code
   * sweep}, {@code treat} or {@code study}: the trainings are tasks, and the command then draws its
   * page of them. What has ended in the folder before is not trained again.
   *
   * @param out is told what the command prints
   * @param folder where the command's folder of results is to be, on any file system of Hadoop
   * @param command its name and options, without {@code --output}; a run that it names must be on
   *     this machine
   * @return the command's exit code: 0, 1 if it failed, 2 if the command line was wrong
   * @throws IOException if the folder can't be read or written
   */
  public static int command(SparkSession spark, PrintWriter out, String folder, String... command)
      throws IOException {
    return new CommandJob(folder, out).run(command, plan -> train(spark, plan, folder));
  }

  static Map<String, Outcome> train(
      SparkSession spark, Map<String, TrainingSettings> trainings, String folder) {
    List<Tuple2<String, TrainingSettings>> tasks = new ArrayList<>();
    trainings.forEach(
        (name, settings) -> {
          settings.recipe();
          tasks.add(new Tuple2<>(name, settings));
        });
    if (tasks.isEmpty()) {
      return Map.of();
    }
    List<Tuple3<String, State, String>> ended =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(tasks, tasks.size())
            .map(
                task -> {
                  Outcome outcome = new RunTask(folder, task._1()).train(task._2());
                  // no record, which some of Spark's serialisers can't read
                  return new Tuple3<>(task._1(), outcome.state(), outcome.problem());
                })
            .collect();
    Map<String, Outcome> outcomes = new TreeMap<>();
    ended.forEach(each -> outcomes.put(each._1(), new Outcome(each._2(), each._3())));
    return outcomes;
  }
}
