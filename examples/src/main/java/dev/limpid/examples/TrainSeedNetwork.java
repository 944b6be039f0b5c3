package dev.limpid.examples;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.layers.Network;
import dev.limpid.layers.networks.SeedNetwork;
import dev.limpid.optim.Adam;
import dev.limpid.report.RunReport;
import dev.limpid.train.ProgressDisplay;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * Trains the network of the question on generated characters, says under each epoch what the gap
 * between training and validation loss is made of, and at the end what the doctor finds.
 */
public final class TrainSeedNetwork {
  private TrainSeedNetwork() {}

  /**
   * Trains, and leaves the report in a folder.
   *
   * @param args epochs (2), training images (6400, and a quarter of that to validate), width (1
   *     multiplies the numbers of filters), folder ({@code limpid-example})
   */
  public static void main(String[] args) throws IOException {
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int images = args.length > 1 ? Integer.parseInt(args[1]) : 6400;
    double width = args.length > 2 ? Double.parseDouble(args[2]) : 1;
    Path folder = Path.of(args.length > 3 ? args[3] : "limpid-example");
    PrintWriter out = new PrintWriter(System.out, true);

    Compute compute = Compute.standard();
    Split data =
        Split.head(
            Characters.generate(
                1, images + images / 4, Characters.DEFAULT_DIFFICULTY, compute.parallel()),
            images);
    Network network =
        SeedNetwork.forImages(
                Characters.HEIGHT, Characters.WIDTH, 3, data.training().classNames().size())
            .withWidthFactor(width)
            .build(1, compute);

    Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(128);
    trainer.listen(ProgressDisplay.on(out, false));
    Observation observation =
        RunReport.into(folder)
            .observe(trainer, Map.of("optimizer", "adam", "width", width))
            .printGaps(out);
    trainer.fit(data.training(), data.validation(), epochs);

    for (Finding finding : new Doctor().diagnose(observation.record())) {
      out.println(finding.title() + ": " + finding.text());
    }
    out.println("Report: " + folder.resolve(RunReport.PAGE));
  }
}
