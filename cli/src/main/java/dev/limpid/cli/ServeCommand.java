package dev.limpid.cli;

import dev.limpid.cli.examine.ForeignModel;
import dev.limpid.cli.examine.WeightsOption;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.serve.Limits;
import dev.limpid.cli.serve.ModelServer;
import dev.limpid.cli.serve.ServedModel;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Loss.Task;
import dev.limpid.train.data.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code serve}: a model as a small HTTP endpoint. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serves a model over HTTP: POST an image file to /predict, and get the probabilities as"
          + " JSON.",
      "/health and /metrics tell how it does. Ctrl-C ends it when the requests at hand are"
          + " answered."
    })
final class ServeCommand implements Callable<Integer> {
  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A file of Keras, ONNX, or Limpid's own.")
  private Path model;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "127.0.0.1",
      description =
          "The address to serve on. Default: ${DEFAULT-VALUE}, this machine alone; whoever reaches"
              + " another one may use the model.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "The port; 0 for one that is free. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--pixels",
      paramLabel = "NAME",
      defaultValue = "unit",
      description =
          "How pixels are prepared: unit (0 to 1), bytes (0 to 255), signed (-1 to 1), inverted,"
              + " mnist, unit-bgr, bytes-bgr, torch, caffe. Default: ${DEFAULT-VALUE}.")
  private String pixels;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Bytes of an image file at most. Default: ${DEFAULT-VALUE}.")
  private int maxBytes;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "25000000",
      description = "Pixels of an image at most. Default: ${DEFAULT-VALUE}.")
  private long maxPixels;

  @Option(
      names = "--max-seconds",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Seconds that a request may take to arrive, and to wait for its turn. Default:"
              + " ${DEFAULT-VALUE}.")
  private int maxSeconds;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      defaultValue = "128",
      description = "Requests at once; others are told to come again. Default: ${DEFAULT-VALUE}.")
  private int maxRequests;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "512",
      description = "Connections at once; more are closed. Default: ${DEFAULT-VALUE}.")
  private int maxConnections;

  @Mixin private WeightsOption weights;

  @Mixin private ComputeOptions computeOptions;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (port < 0 || port > 65535) {
      throw new UserException("--port must be 0 to 65535, but is " + port);
    }
    Limits limits;
    Preprocessing preprocessing;
    try {
      limits = new Limits(maxBytes, maxPixels, maxSeconds, maxRequests, maxConnections);
      preprocessing = Preprocessing.named(pixels);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    ForeignModel read = weights.read(model, compute);
    read.tell(out);
    requireImages(read);
    ForeignModel classifier = read.model().task() == Task.MULTI_LABEL ? read : read.asClassifier();
    classifier.tellClasses(read, out);
    ServedModel served =
        new ServedModel(
            model.getFileName().toString(),
            classifier.network(),
            classifier.classNames(),
            classifier.model().task(),
            preprocessing);
    try (ModelServer server = start(served, limits)) {
      server.closeAtExit();
      out.println("Serving on http://" + host + ":" + server.port() + "/ (Ctrl-C ends it)");
      out.println(
          "  curl --data-binary @image.png http://" + host + ":" + server.port() + "/predict");
      out.flush();
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private void requireImages(ForeignModel read) {
    if (read.network().inputs().size() != 1) {
      throw new UserException(model + " takes several inputs; one image is served");
    }
    Shape shape = read.network().inputShape();
    boolean image = shape.rank() == 3 && (shape.dim(2) == 1 || shape.dim(2) == 3);
    if (!image && shape.rank() != 2 || read.network().outputShape().rank() != 1) {
      throw new UserException(
          model
              + " takes "
              + shape
              + " and gives "
              + read.network().outputShape()
              + "; classifiers of colour or grey images are served");
    }
  }

  private ModelServer start(ServedModel served, Limits limits) {
    try {
      return ModelServer.start(served, limits, host, port);
    } catch (IOException e) {
      throw new UserException(
          "cannot serve on "
              + host
              + ":"
              + port
              + ": "
              + e.getMessage()
              + "; --host and --port name another address",
          e);
    }
  }
}
