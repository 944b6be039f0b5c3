package dev.limpid.bench.soak;

import dev.limpid.bench.soak.ServeLoad.Times;
import dev.limpid.cli.examine.ForeignModel;
import dev.limpid.cli.program.OptionRange;
import dev.limpid.cli.serve.Limits;
import dev.limpid.cli.serve.ModelServer;
import dev.limpid.cli.serve.ServedModel;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.networks.LeNet;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serve-load}: asks a served model for long, and tells how fast it answers. */
@Command(
    name = "serve-load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Serves a model to 1, 8 and 64 clients of this JVM beside a loop without a server; fails if"
            + " an answer is another one, or heap, threads or file handles grow.")
public final class ServeLoadCommand implements Callable<Integer> {
  private static final int[] CLIENTS = {1, 8, 64};
  private static final int LOOKS = 20;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A classifier of images. Default: LeNet on 28x28 grey pixels.")
  private Path model;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Requests of the long run. Default: ${DEFAULT-VALUE}.")
  private int requests;

  @Option(
      names = "--timed",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Requests for each number of clients. Default: ${DEFAULT-VALUE}.")
  private int timed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    OptionRange.atLeast(spec, "--requests", requests, LOOKS);
    OptionRange.atLeast(spec, "--timed", timed, 1);
    Network network =
        model == null
            ? LeNet.forImages(28, 28, 1, 10).build(1, Compute.standard())
            : ForeignModel.read(model, Compute.standard()).network();
    List<String> classes =
        IntStream.range(0, network.outputShape().size()).mapToObj(String::valueOf).toList();
    byte[] image = png(network.inputShape());
    PrintWriter out = spec.commandLine().getOut();
    ServedModel served =
        new ServedModel("model", network, classes, Task.CLASSIFICATION, Preprocessing.UNIT);
    Limits limits = new Limits(10_000_000, 25_000_000, 10, 128, 512);
    try (ModelServer server = ModelServer.start(served, limits, "127.0.0.1", 0)) {
      String expected;
      try (LoadClient client = new LoadClient(server.port(), image)) {
        expected = client.post();
      }
      ServeLoad load = new ServeLoad(server.port(), image, expected);
      load.run(CLIENTS[1], timed); // what the JVM compiles first is not measured
      loops(network, image, out);
      out.println("served");
      for (int clients : CLIENTS) {
        print(clients + " clients", load.run(clients, timed), out);
      }
      return isFlat(load, out) ? 0 : 1;
    }
  }

  /** What a program gets that calls the network itself, on one thread. */
  private void loops(Network network, byte[] image, PrintWriter out) {
    FrozenNetwork frozen = FrozenNetwork.of(network);
    Shape shape = network.inputShape();
    float[] values = ImageFolder.readImage(new ByteArrayInputStream(image), shape);
    out.println("in a loop     a second   ms: median     95 %     99 %     most");
    print("network", loop(() -> frozen.predict(values)), out);
    print(
        "and image",
        loop(() -> frozen.predict(ImageFolder.readImage(new ByteArrayInputStream(image), shape))),
        out);
  }

  private Times loop(Runnable work) {
    long[] times = new long[timed];
    long begin = 0;
    for (int i = -timed; i < timed; i++) {
      long start = System.nanoTime();
      begin = i == 0 ? start : begin;
      work.run();
      times[Math.floorMod(i, timed)] = System.nanoTime() - start;
    }
    double seconds = (System.nanoTime() - begin) * 1e-9;
    Arrays.sort(times);
    return new Times(seconds, times);
  }

  private static void print(String what, Times times, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "%-12s %9.0f    %9.2f %8.2f %8.2f %8.1f",
            what,
            times.rate(),
            times.milliseconds(0.5),
            times.milliseconds(0.95),
            times.milliseconds(0.99),
            times.milliseconds(1)));
    out.flush();
  }

  private boolean isFlat(ServeLoad load, PrintWriter out) throws IOException, InterruptedException {
    out.println("requests from 8 clients, live heap, threads, file handles");
    List<Usage> usages = new ArrayList<>();
    for (int look = 1; look <= LOOKS; look++) {
      load.run(CLIENTS[1], requests / LOOKS);
      usages.add(Usage.now());
      out.println(
          String.format(Locale.ROOT, "%7d  %s", look * (requests / LOOKS), usages.get(look - 1)));
      out.flush();
    }
    Optional<String> growth = Flatness.growth(usages);
    out.println(growth.map(grown -> "not flat: " + grown).orElse("flat"));
    return growth.isEmpty();
  }

  /** A picture as large as the network takes it, so that resizing is not what is measured. */
  private static byte[] png(Shape shape) throws IOException {
    int height = shape.dim(0);
    int width = shape.dim(1);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, i * 7919 & 0xffffff);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
