package dev.limpid.examples;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.layers.Network;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Sgd;
import dev.limpid.train.ProgressDisplay;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.files.CifarFiles;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * ResNet-20 on the files of CIFAR-10 or CIFAR-100, as in section 4.2 of He, Zhang, Ren and Sun,
 * arXiv:1512.03385: momentum 0.9, flips, and crops of images padded by 4; the rate follows a cosine
 * instead of steps. Run it with {@code java -cp ... ResNetOnCifar FOLDER [epochs]}.
 */
public final class ResNetOnCifar {
  private ResNetOnCifar() {}

  /** Trains, and says after each epoch what the gap is made of. */
  public static void main(String[] args) {
    Split images = CifarFiles.readFolder(Path.of(args[0]));
    int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 60;
    int batch = 128;
    Network network =
        ResNet.forImages(32, 32, 3, images.training().classNames().size())
            .build(42, Compute.standard());
    System.out.println(network.summary());

    long steps = (long) epochs * ((images.training().size() + batch - 1) / batch);
    Sgd sgd =
        Sgd.builder()
            .momentum(0.9)
            .learningRate(LearningRate.cosine(0.1, steps / 20, steps))
            .build();
    PrintWriter out = new PrintWriter(System.out, true);
    Trainer trainer =
        Trainer.of(network, sgd)
            .batchSize(batch)
            .augment(Augmentation.of(Augmentation.horizontalFlip(), Augmentation.crop(4)))
            .penalty(0, 1e-4)
            .listen(ProgressDisplay.on(out, false))
            .listen(new Observation().printGaps(out));
    trainer.fit(images.training(), images.validation(), epochs);
    out.println("accuracy " + trainer.evaluate(images.validation()).accuracy());
  }
}
