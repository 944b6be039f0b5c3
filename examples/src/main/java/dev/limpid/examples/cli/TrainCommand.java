package dev.limpid.examples.cli;

import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.examples.SeedNetwork;
import dev.limpid.layers.Sequential;
import dev.limpid.train.History;
import dev.limpid.train.ProgressDisplay;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.gap.GapListener;
import dev.limpid.train.health.HealthListener;
import dev.limpid.train.report.RunReport;
import dev.limpid.train.tensorboard.TensorBoardListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code train}: trains the network of the question and writes what came of it. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains the network of the question; all defaults are the question's.")
final class TrainCommand implements Callable<Integer> {
  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Passes over the training images. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--recalibrate",
      description =
          "Before each validation, replace BatchNorm's moving averages by statistics of the whole"
              + " training set (\"precise BN\").")
  private boolean recalibrate;

  @Mixin private OptimizerOptions optimizer;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions data;
  @Mixin private AugmentOptions augment;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of weights, order and dropout. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private GapOptions gapOptions;
  @Mixin private ComputeOptions computeOptions;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "limpid-run",
      description = "Folder for history and model. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private TensorBoardOptions tensorBoard;

  @Option(names = "--force", description = "Overwrite an earlier run in the folders.")
  private boolean force;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (epochs < 1 || batchSize < 1) {
      throw new UserException(
          "--epochs and --batch-size must be 1 or more, but are " + epochs + " and " + batchSize);
    }
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    RunFolder folder = RunFolder.create(output, force);
    tensorBoard.prepare(force);

    Split split =
        data.load(Shape.of(DataOptions.HEIGHT, DataOptions.WIDTH, 3), compute.parallel(), out);
    int classes = split.training().classNames().size();
    SeedNetwork design = networkOptions.design(DataOptions.HEIGHT, DataOptions.WIDTH, 3, classes);
    Sequential network = design.build(seed, compute);
    out.printf(
        "%,d training images, %,d validation images, %d classes; %,d parameters; %s%n",
        split.training().size(),
        split.validation().size(),
        classes,
        network.parameterCount(),
        compute);

    RunRecorder recorder =
        new RunRecorder(folder, network, split.training().classNames(), settings());
    Trainer trainer =
        Trainer.of(network, optimizer.create())
            .batchSize(batchSize)
            .seed(seed)
            .augment(augment.augmentation())
            .recalibrate(recalibrate)
            .listen(ProgressDisplay.on(out, Terminal.isInteractive()))
            .listen(recorder);
    RunReport report = RunReport.into(folder.path(), settings());
    HealthListener health = new HealthListener().onHealth(report::onHealth);
    GapListener gap = null;
    if (gapOptions.measured()) {
      gap = gapOptions.listener(out).onGap(report::onGap);
      trainer.listen(gap);
      out.println(
          "gap: from the running training loss to the validation loss, one change after another in"
              + " this order, with half of each 95 % interval");
    }
    trainer.listen(health).listen(report);
    out.println("Watch it in a browser: " + folder.report());
    out.flush();
    History history;
    try (TensorBoardListener board = tensorBoard.open()) {
      TensorBoardOptions.connect(board, trainer, gap, health, settings());
      history = trainer.fit(split.training(), split.validation(), epochs);
    }

    tellWhatNow(out, folder, history);
    return 0;
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("epochs", epochs);
    settings.put("batch-size", batchSize);
    settings.put("recalibrate", recalibrate);
    settings.putAll(optimizer.settings());
    settings.putAll(networkOptions.settings());
    settings.putAll(data.settings());
    settings.putAll(augment.settings());
    settings.putAll(gapOptions.settings());
    settings.put("seed", seed);
    return settings;
  }

  private void tellWhatNow(PrintWriter out, RunFolder folder, History history) {
    out.printf(
        "%nDone. Best validation loss %.4f in epoch %d.%n",
        history.best().validation().loss(), history.best().number());
    out.println("  report    " + folder.report());
    out.println("  figures   " + folder.historyCsv() + ", " + folder.historyJson());
    out.println("  model     " + folder.model());
    out.println("Next:");
    out.println("  java -jar examples/target/limpid.jar evaluate " + folder.model());
    out.println(
        "  java -jar examples/target/limpid.jar predict --model " + folder.model() + " IMAGE");
    if (tensorBoard.folder() != null) {
      out.println("  tensorboard --logdir " + tensorBoard.folder());
    }
    out.flush();
  }
}
