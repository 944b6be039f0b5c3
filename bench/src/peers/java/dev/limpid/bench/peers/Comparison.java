package dev.limpid.bench.peers;

import dev.limpid.bench.MarkdownReport;
import dev.limpid.bench.SeedModel;
import dev.limpid.bench.TextTable;
import dev.limpid.cli.program.Program;
import dev.limpid.core.compute.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Trains and runs the seed network with Limpid and with other libraries of the JVM, in turns: one
 * step of each library a round, so that what disturbs the machine disturbs all of them.
 *
 * <pre>
 * mvn -B -q -DskipTests -Ppeers package
 * java -cp "bench/target/peers/*" dev.limpid.bench.peers.Comparison --markdown results.md
 * </pre>
 *
 * <p>{@code --network resnet50} runs another network, against ONNX Runtime alone; {@code --help}
 * has the other options.
 */
@Command(
    name = "comparison",
    sortOptions = false,
    description =
        "Trains and runs the seed network with Limpid and with other libraries of the JVM, in"
            + " turns.")
public final class Comparison extends Program {
  private static final int[] INFERENCE_BATCHES = {128, 16, 1};
  private static final int[] SMALL_BATCHES = {16, 1};

  /** A library is warm after two steps at least, and this time. */
  private static final double WARM_UP_SECONDS = 6;

  /** So that threads that spin after their work don't take time from the next library. */
  private static final long PAUSE_MILLIS = 200;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Options options;

  private final List<WorkerProcess> workers = new ArrayList<>();
  private final List<Double> peaks = new ArrayList<>();
  private MarkdownReport report;

  private Comparison() {}

  /** Runs the comparison, and ends the JVM. */
  public static void main(String[] args) {
    new Comparison().launch(args);
  }

  @Override
  public Integer call() throws Exception {
    options.check(spec);
    report = new MarkdownReport(options.markdown());
    Path folder = Files.createTempDirectory("limpid-comparison");
    Path workload = folder.resolve("workload.bin");
    if (options.network() == null) {
      Workload.generate(1).write(workload);
    }
    try {
      start(folder, workload);
      if (options.training()) {
        train();
      }
      if (options.inference()) {
        infer();
      }
    } finally {
      workers.forEach(WorkerProcess::close);
      Files.deleteIfExists(workload);
    }
    report.write();
    return 0;
  }

  private void start(Path folder, Path workload) throws IOException {
    String network = options.network() == null ? workload.toString() : options.network().name();
    long expected = -1;
    report.machine();
    TextTable table =
        new TextTable("library", "version and settings", "parameters", "largest difference");
    float[] reference = null;
    for (Library library : options.libraries()) {
      WorkerProcess worker =
          new WorkerProcess(library, folder, network, options.threads(), options.lane());
      workers.add(worker);
      String description = worker.ask("describe");
      long parameters = (long) worker.askNumber("parameters");
      float[] probabilities = parse(worker.ask("probabilities 16"));
      if (reference == null) {
        reference = probabilities;
        expected = options.network() == null ? SeedModel.PARAMETERS : parameters;
      }
      double difference = largestDifference(reference, probabilities);
      table.row(
          library.label(), description, parameters, String.format(Locale.ROOT, "%.1e", difference));
      if (parameters != expected || !(difference < 1e-3)) {
        throw new IllegalStateException(library.label() + " has another network:\n" + table);
      }
    }
    report.add(
        "Libraries",
        "Each has a process of its own with "
            + options.threads()
            + " threads."
            + options.lane().settings()
            + " Largest difference: of the first image's probabilities at the first"
            + " weights, from those of "
            + workers.get(0).library().label()
            + ".",
        table);
  }

  private void train() throws Exception {
    List<WorkerProcess> trained =
        workers.stream().filter(worker -> worker.library().trains()).toList();
    Map<Library, List<Double>> losses = new EnumMap<>(Library.class);
    for (WorkerProcess worker : trained) {
      report.progress("warming up " + worker.library().label());
      List<Double> first = losses.computeIfAbsent(worker.library(), l -> new ArrayList<>());
      double seconds = 0;
      while (first.size() < 2 || seconds < options.warmUpSeconds(WARM_UP_SECONDS)) {
        String[] answer = worker.ask("train").split(" ");
        seconds += Double.parseDouble(answer[0]) * 1e-9;
        first.add(Double.parseDouble(answer[1]));
      }
    }
    Timings timings = rounds("training", trained, "train");
    double flops = (double) Workload.BATCH * SeedModel.trainingFlops();
    TextTable table = timings.table(Workload.BATCH, flops, peak());
    report.add(
        "Training step, batch 128",
        "Forward, loss, backward, SGD; medians of "
            + options.rounds()
            + " rounds after warm-up. "
            + note(flops, timings),
        table);
    TextTable memory =
        new TextTable(
            "library",
            "peak resident memory, MB",
            "Java heap allocated a step",
            "losses of the first steps");
    for (WorkerProcess worker : trained) {
      double hwm = worker.askNumber("memory");
      worker.ask("allocated");
      memory.row(
          worker.library().label(),
          String.format(Locale.ROOT, "%.0f", hwm / 1e6),
          bytes((long) worker.askNumber("allocated")),
          firstOf(losses.get(worker.library())));
    }
    report.add(
        "Memory, and the same training",
        "Peak resident memory is VmHWM of the library's process, Java included, after the training"
            + " steps, with a Java heap of "
            + WorkerProcess.HEAP
            + " for each. The second loss depends on rounding already.",
        memory);
  }

  private void infer() throws Exception {
    for (int batch : options.network() == null ? INFERENCE_BATCHES : SMALL_BATCHES) {
      String request = "infer " + batch;
      for (WorkerProcess worker : workers) {
        report.progress("warming up " + worker.library().label() + ", inference, batch " + batch);
        long start = System.nanoTime();
        int calls = 0;
        while (calls < 2
            || (System.nanoTime() - start) * 1e-9 < options.warmUpSeconds(WARM_UP_SECONDS / 3)) {
          worker.ask(request);
          calls++;
        }
      }
      Timings timings = rounds("inference, batch " + batch, workers, request);
      double flops = batch * flopsOfImage();
      report.add(
          heading() + ", batch " + batch,
          note(flops, timings),
          timings.table(batch, flops, peak()));
    }
  }

  private String heading() {
    OtherNetwork network = options.network();
    return network == null ? "Inference" : network.name().toLowerCase(Locale.ROOT) + ", inference";
  }

  private double flopsOfImage() {
    return options.network() == null
        ? SeedModel.inferenceFlops()
        : OtherNetwork.flops(options.network().build(Compute.standard()));
  }

  private Timings rounds(String what, List<WorkerProcess> turns, String request) throws Exception {
    Timings timings = new Timings();
    ProcessorUse before = ProcessorUse.now(workers);
    for (int round = 1; round <= options.rounds(); round++) {
      report.progress(what + ", round " + round + " of " + options.rounds());
      for (WorkerProcess worker : turns) {
        Thread.sleep(PAUSE_MILLIS);
        if (worker.library() == Library.LIMPID) {
          peaks.add(worker.askNumber("peak"));
        }
        timings.add(worker.library(), Double.parseDouble(worker.ask(request).split(" ")[0]) * 1e-9);
      }
    }
    timings.othersHad(before.othersShareUntil(ProcessorUse.now(workers)));
    return timings;
  }

  private double peak() {
    return peaks.isEmpty() ? Double.NaN : Timings.median(peaks);
  }

  private String note(double flops, Timings timings) {
    return String.format(
        Locale.ROOT,
        "%.1f GFLOP (direct algorithm); peak of the machine, measured between the steps: %.0f GFLOP/s"
            + " on %d threads. Other processes had %.0f %% of the processors meanwhile.",
        flops * 1e-9,
        peak() * 1e-9,
        options.threads(),
        100 * timings.othersShare());
  }

  private static String bytes(long bytes) {
    return bytes < 10_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%,.1f KB", bytes / 1e3);
  }

  private static String firstOf(List<Double> losses) {
    StringBuilder text = new StringBuilder();
    for (double loss : losses.subList(0, 2)) {
      text.append(String.format(Locale.ROOT, "%.4f ", loss));
    }
    return text.toString().trim();
  }

  private static float[] parse(String array) {
    String[] numbers = array.substring(1, array.length() - 1).split(", ");
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    return values;
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = a.length == b.length ? 0 : Double.NaN;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }
}
