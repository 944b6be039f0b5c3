package dev.limpid.cli.study;

import static dev.limpid.cli.study.StudyPart.ANSWERS;
import static dev.limpid.cli.study.StudyPart.QUESTION;
import static dev.limpid.cli.study.StudyPart.TREATMENTS;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The experiments of the study. */
final class Experiments {
  static final String ADAM = "adam";
  static final String SGD = "sgd";
  static final String RECALIBRATED = "recalibrated";
  static final String FASTER = "average-0.9";
  static final String LONGER = "50-epochs";
  static final String AUGMENTED = "recalibrated-augmented";

  private Experiments() {}

  /** All, in the order in which they are told. */
  static List<Experiment> all(StudySize size) {
    return List.of(
        new Experiment(
            ADAM,
            "Adam",
            QUESTION,
            "The network of the question with Keras's defaults.",
            "BatchNorm's averages keep 99 % of their old value in each step, and so remember about"
                + " 100 steps, in which the weights move on.",
            Map.of(),
            null),
        new Experiment(
            SGD,
            "SGD instead of Adam",
            QUESTION,
            "Perhaps it is Adam.",
            "The averages remember as many steps; they lag as far as the weights move in them.",
            Map.of("optimizer", "sgd", "learning-rate", 0.01),
            ADAM),
        new Experiment(
            "sgd-0.005",
            "SGD with a learning rate of 0.005",
            QUESTION,
            "Perhaps the learning rate is too high, and that is why training loss plunges at once.",
            "Smaller steps move the weights, and so the statistics, less in the same number of"
                + " steps; the averages remember as many.",
            Map.of("optimizer", "sgd", "learning-rate", 0.005),
            SGD),
        new Experiment(
            "dropout",
            "Dropout of 0.3",
            QUESTION,
            "Perhaps the network overfits at first and is lucky later.",
            "Dropout acts on what the network learns; it does not touch the averages.",
            Map.of("dropout", 0.3),
            ADAM),
        new Experiment(
            "momentum-0.5",
            "SGD with a momentum of 0.5",
            QUESTION,
            "Perhaps the descent needs momentum.",
            "This is the optimizer's momentum, not that of BatchNorm's averages; with it the weights"
                + " move about twice as far in a step.",
            Map.of("optimizer", "sgd", "learning-rate", 0.01, "momentum", 0.5),
            SGD),
        new Experiment(
            "momentum-0.9",
            "SGD with a momentum of 0.9",
            QUESTION,
            "Perhaps it needs more of it.",
            "With it the weights move up to ten times as far in a step, and the averages remember as"
                + " many steps as before.",
            Map.of("optimizer", "sgd", "learning-rate", 0.01, "momentum", 0.9),
            SGD),
        new Experiment(
            "sgd-0.001",
            "A learning rate of 0.001",
            ANSWERS,
            "\"Your learning rate is still too high, try 0.001.\" Adam's has been that all along;"
                + " here it is SGD's.",
            "Again smaller steps; the averages remember as many.",
            Map.of("optimizer", "sgd", "learning-rate", 0.001),
            SGD),
        new Experiment(
            "shuffled-split",
            "Shuffled before the split",
            ANSWERS,
            "\"Your validation images are not like your training images: shuffle before you split.\"",
            "Other images are held out; the averages are what they were.",
            Map.of("split", "shuffled"),
            ADAM),
        new Experiment(
            LONGER,
            "Two and a half times the epochs",
            ANSWERS,
            "\"Train longer and you will see it overfit.\"",
            "Time alone changes nothing in the first epochs; later the weights come to rest, and the"
                + " averages catch up.",
            Map.of("epochs", size.epochs() * 5 / 2),
            ADAM),
        new Experiment(
            "more-data",
            "Twice the training images",
            ANSWERS,
            "\"You have too little data.\"",
            "An epoch has twice the steps, so averages that remember 100 steps are half as many"
                + " epochs late.",
            Map.of("training-images", 2 * size.trainingImages()),
            ADAM),
        new Experiment(
            RECALIBRATED,
            "Recalibrated statistics",
            TREATMENTS,
            "Before each validation, BatchNorm's averages are replaced by statistics of the whole"
                + " training set.",
            "Statistics that are taken at the epoch's last weights cannot lag behind them.",
            Map.of("recalibrate", true),
            ADAM),
        new Experiment(
            FASTER,
            "Averages with a momentum of 0.9",
            TREATMENTS,
            "BatchNorm's averages keep 90 % of their old value in a step instead of 99 %.",
            "The averages remember about 10 steps instead of 100.",
            Map.of("batchnorm-momentum", 0.9),
            ADAM),
        new Experiment(
            "average-debiased",
            "Debiased averages",
            TREATMENTS,
            "The first values of the averages, mean 0 and variance 1, are taken out of them, as Adam"
                + " does with its moments.",
            "This removes what the averages began with, not their memory of older weights.",
            Map.of("batchnorm-average", "debiased"),
            ADAM),
        new Experiment(
            AUGMENTED,
            "Recalibrated, and augmentation",
            TREATMENTS,
            "What is left once the lag is gone is overfitting, and images that are never quite the"
                + " same act against it.",
            "Recalibration takes care of the lag; augmentation makes the images harder to learn by"
                + " heart.",
            Map.of("recalibrate", true, "augment", true),
            RECALIBRATED),
        new Experiment(
            "recalibrated-stopped",
            "Recalibrated, and early stopping",
            TREATMENTS,
            "Or one stops where validation loss has not improved for three epochs, and takes the best"
                + " epoch's weights.",
            "Without recalibration the lag hides where validation loss is lowest, and stopping would"
                + " come at the wrong time.",
            Map.of("recalibrate", true, "early-stopping", 3),
            RECALIBRATED),
        new Experiment(
            "average-0.9-augmented",
            "Averages of 0.9, and augmentation",
            TREATMENTS,
            "The same with faster averages, which cost no pass over the training set.",
            "Faster averages take care of the lag; augmentation of the overfitting.",
            Map.of("batchnorm-momentum", 0.9, "augment", true),
            FASTER));
  }

  /** All, in the order in which they are trained: the most telling first. */
  static List<Experiment> byWeight(StudySize size) {
    List<String> first = List.of(ADAM, RECALIBRATED, FASTER, LONGER);
    List<Experiment> all = all(size);
    return Stream.concat(
            first.stream().flatMap(name -> all.stream().filter(e -> e.name().equals(name))),
            all.stream().filter(e -> !first.contains(e.name())))
        .toList();
  }
}
