package dev.limpid.cli;

import dev.limpid.cli.examine.CheckpointFiles;
import dev.limpid.cli.examine.ExaminedImages;
import dev.limpid.cli.examine.FindingLines;
import dev.limpid.cli.examine.ForeignModel;
import dev.limpid.cli.examine.GapLines;
import dev.limpid.cli.examine.PrintedHistory;
import dev.limpid.cli.examine.WeightsOption;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.examine.Examination;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.report.ExaminationReport;
import dev.limpid.report.RunReport;
import dev.limpid.train.data.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code examine}: takes the gap of a model apart that was trained elsewhere. */
@Command(
    name = "examine",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes the gap of a model apart that was trained elsewhere, and says what is wrong with it.",
      "MODEL is a file of Keras, ONNX or PyTorch, or Limpid's own."
    })
final class ExamineCommand implements Callable<Integer> {
  private static final int REFRESH_SECONDS = 5;
  private static final long POLL_MILLISECONDS = 1000;

  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "MODEL", description = "The model to examine.")
  private Path model;

  @Mixin private ExaminedImages images;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Images of a training step, which BatchNorm's batch statistics are of. Default:"
              + " ${DEFAULT-VALUE}, as in Keras; give what it was trained with.")
  private int batchSize;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Measure on so many images of each set. Default: all, without sampling error.")
  private Integer measured;

  @Option(
      names = "--checkpoints",
      paramLabel = "GLOB",
      description =
          "The models of several epochs instead of one, such as 'checkpoints/epoch-*.keras', or"
              + " with MODEL the weights of several epochs for it, such as 'epoch-*.pth' or"
              + " 'epoch-*.weights.h5': the gap is taken apart epoch by epoch.")
  private String checkpoints;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "What the training printed, as Keras's CSVLogger writes it: then averaging over the epoch"
              + " is among the terms.")
  private Path history;

  @Option(
      names = "--watch",
      description = "Go on as new checkpoints appear, beside a training that runs; Ctrl-C ends it.")
  private boolean watch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "End --watch when the checkpoints of so many epochs were examined.")
  private Integer epochs;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "limpid-examination",
      description = "Folder for report.html, gap.csv and run.json. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private WeightsOption weights;

  @Mixin private ComputeOptions computeOptions;

  private PrintWriter out;
  private Compute compute;
  private Examination examination;

  @Override
  public Integer call() throws InterruptedException {
    out = spec.commandLine().getOut();
    requireOptions();
    compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    requireOwnFolder();
    RunFolder.requireWritable(output, "output", "--output");
    if (checkpoints == null) {
      examineOne();
    } else {
      examineCheckpoints();
    }
    return 0;
  }

  private void requireOptions() {
    if (model == null && checkpoints == null) {
      throw new UserException("name a model, or several with --checkpoints");
    }
    if (weights.isGiven() && checkpoints != null) {
      throw new UserException(
          "--weights and --checkpoints exclude each other: with MODEL, the checkpoints are weights"
              + " for it");
    }
    if (model == null && !weights.named().isEmpty()) {
      throw new UserException("--names is about weights for MODEL, which is not given");
    }
    if (checkpoints == null && (watch || history != null)) {
      throw new UserException(
          (watch ? "--watch" : "--history") + " goes with --checkpoints, the models of the epochs");
    }
    if (epochs != null && !watch) {
      throw new UserException("--epochs goes with --watch");
    }
    if (batchSize < 1 || measured != null && measured < 1 || epochs != null && epochs < 1) {
      throw new UserException("--batch-size, --images and --epochs must be 1 or more");
    }
  }

  /** A run that was trained here has more to say; it is not written over. */
  private void requireOwnFolder() {
    if (Files.exists(output.resolve(RunFiles.FILE))) {
      try {
        if (RunFiles.read(output).state() == RunRecord.State.EXAMINED) {
          return;
        }
      } catch (RunException e) {
        // of another program, or damaged: it is not ours
      }
      throw new UserException(
          output + " holds a run that was trained; name another folder with --output");
    }
  }

  private void examineOne() {
    ForeignModel read = weights.read(model, compute);
    read.tell(out);
    ForeignModel classifier = read.asClassifier();
    classifier.tellClasses(read, out);
    begin(classifier, model.getFileName().toString());
    EpochGap gap = examination.examine(classifier.network());
    tell(gap);
    out.println();
    FindingLines.print(examination.findings(), out);
    write(0);
  }

  private void begin(ForeignModel first, String name) {
    Split split = images.load(first, out);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", name);
    settings.put("format", first.model().format().toString());
    examination =
        new Examination(split.training(), split.validation())
            .batchSize(batchSize)
            .settings(settings);
    if (measured != null) {
      examination.images(measured);
    }
    out.printf(
        Locale.ROOT,
        "%,d training images, %,d to validate on; batches of %d%n",
        split.training().size(),
        split.validation().size(),
        batchSize);
    out.flush();
  }

  private void examineCheckpoints() throws InterruptedException {
    CheckpointFiles pattern = CheckpointFiles.of(checkpoints);
    Map<Path, Long> sizes = new HashMap<>();
    Set<Path> unreadable = new HashSet<>();
    int last = Integer.MIN_VALUE;
    int done = 0;
    while (true) {
      Map<Integer, Path> files = pattern.files();
      if (files.isEmpty() && !watch) {
        throw new UserException("no file is called " + checkpoints);
      }
      PrintedHistory printed = history == null ? PrintedHistory.none() : printedIfThere();
      boolean fromZero = files.containsKey(0) && printed.size() == files.size();
      for (Map.Entry<Integer, Path> file : files.entrySet()) {
        int epoch = file.getKey() + (fromZero ? 1 : 0);
        if (epoch <= last || watch && !isComplete(file.getValue(), sizes)) {
          continue;
        }
        ForeignModel read = epoch == 0 ? null : readable(file.getValue(), unreadable);
        if (epoch != 0 && read == null) {
          continue;
        }
        last = epoch;
        if (epoch == 0) {
          out.println(file.getValue() + " is from before the first epoch and is left out");
          continue;
        }
        examine(epoch, file.getValue(), read, printed.of(epoch));
        done++;
        boolean end = watch && (epochs == null || done < epochs);
        write(end ? REFRESH_SECONDS : 0);
      }
      if (!watch || epochs != null && done >= epochs) {
        break;
      }
      Thread.sleep(POLL_MILLISECONDS);
    }
    if (examination == null) {
      throw new UserException("no checkpoint of an epoch after the first step was found");
    }
    out.println();
    FindingLines.print(examination.findings(), out);
    tellPage();
  }

  private PrintedHistory printedIfThere() {
    return watch && !Files.exists(history) ? PrintedHistory.none() : PrintedHistory.read(history);
  }

  /** Whether a file has not grown since it was last looked at, and so is not being written. */
  private static boolean isComplete(Path file, Map<Path, Long> sizes) {
    try {
      long size = Files.size(file);
      Long before = sizes.put(file, size);
      return size > 0 && before != null && before == size;
    } catch (IOException e) {
      return false;
    }
  }

  /** A checkpoint; null where it is watched for and may still be being written, told once. */
  private ForeignModel readable(Path file, Set<Path> unreadable) {
    try {
      return model == null
          ? ForeignModel.read(file, compute)
          : ForeignModel.read(model, file, weights.named(), compute);
    } catch (UserException e) {
      if (!watch || examination == null) {
        throw e;
      }
      if (unreadable.add(file)) {
        out.println(e.getMessage() + "; it is tried again");
        out.flush();
      }
      return null;
    }
  }

  private void examine(int epoch, Path file, ForeignModel read, Examination.Printed printed) {
    ForeignModel classifier = read.asClassifier();
    if (examination == null) {
      read.tell(out);
      classifier.tellClasses(read, out);
      begin(classifier, checkpoints);
    }
    EpochGap gap = examination.examine(epoch, classifier.network(), printed);
    out.println("epoch " + epoch + ", " + file.getFileName());
    tell(gap);
  }

  private void tell(EpochGap gap) {
    new GapLines(out, examination.otherPreprocessing().isEmpty()).print(gap);
  }

  private void write(int refreshSeconds) {
    try {
      ExaminationReport.write(examination, refreshSeconds, output);
    } catch (IOException e) {
      throw new UserException("cannot write into " + output + ": " + FileFailure.reason(e), e);
    }
    if (checkpoints == null) {
      tellPage();
    }
  }

  private void tellPage() {
    out.println(Wrapped.text("Report: " + output.resolve(RunReport.PAGE)));
    out.flush();
  }
}
