package org.example.consumer;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.report.RunReport;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Uses each of Limpid's modules once, as a program elsewhere does. */
public final class Consumer {
  private Consumer() {}

  /**
   * Trains, reports, diagnoses, saves, reads back and predicts.
   *
   * @param args the folder to write into
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/run");
    Split images = Split.head(Characters.generate(1, 96), 64);
    Network network =
        Sequential.of(Characters.HEIGHT, Characters.WIDTH, 3)
            .add(new Conv2D(8, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(4))
            .add(new Flatten(), new Dense(Characters.classNames().size()), new Softmax())
            .build(42);
    Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(16);
    Observation observation = RunReport.into(folder).observe(trainer, Map.of("optimizer", "adam"));
    trainer.fit(images.training(), images.validation(), 2);

    RunRecord run = observation.record();
    for (Finding finding : new Doctor().diagnose(run)) {
      System.out.println(finding.title());
    }
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(network, Map.of(), file);
    Network read = ModelFile.read(file, Compute.standard()).network();
    float[] image = new float[network.inputShape().size()];
    images.validation().read(0, image, 0);
    float[] expected = FrozenNetwork.of(network).predict(image);
    FrozenNetwork frozen = FrozenNetwork.of(read);
    if (!Arrays.equals(expected, frozen.predict(image))
        || frozen.predict(Tensor.zeros(5, 50, 55, 3)).size() != 5 * expected.length) {
      throw new AssertionError("what is read back predicts something else");
    }
    System.out.println("product " + run.machine().gemm());
  }
}
