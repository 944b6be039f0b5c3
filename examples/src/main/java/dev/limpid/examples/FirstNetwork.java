package dev.limpid.examples;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.layers.*;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.*;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.io.PrintWriter;

/** The README's program: a small network learns to read 30 characters in a few seconds. */
public class FirstNetwork {
  /** Trains, says what the gap is made of, and reads an image that it has not seen. */
  public static void main(String[] args) {
    Split images =
        Split.head(Characters.generate(1, 2000, 0.1, Compute.standard().parallel()), 1600);
    Network network =
        Sequential.of(50, 55, 3)
            .add(new Conv2D(8, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
            .add(new Conv2D(16, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
            .add(new Conv2D(32, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
            .add(new Flatten(), new Dense(30), new Softmax())
            .build(42);
    PrintWriter out = new PrintWriter(System.out, true);
    Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(32).recalibrate(true);
    trainer.listen(ProgressDisplay.on(out, false)).listen(new Observation().printGaps(out));
    trainer.fit(images.training(), images.validation(), 5);

    FrozenNetwork frozen = FrozenNetwork.of(network); // immutable, for many threads at once
    float[] image = new float[50 * 55 * 3];
    images.validation().read(0, image, 0);
    float[] probabilities = frozen.predict(image);
    int label = images.validation().label(0);
    out.println(Characters.classNames().get(label) + " with probability " + probabilities[label]);
  }
}
