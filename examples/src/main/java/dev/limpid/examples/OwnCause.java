package dev.limpid.examples;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.networks.SeedNetwork;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A cause of one's own for the doctor: a class of which not one image is recognised. */
public final class OwnCause implements Cause {
  private static final String NAME = "class-never-recognised";

  /** Looks at the confusions of the last validation, which a run without validation has not. */
  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.validation() == null) {
      return Optional.empty();
    }
    int[][] confusion = run.validation().confusion(); // [actual][predicted]
    List<String> classes =
        IntStream.range(0, confusion.length)
            .filter(c -> Arrays.stream(confusion[c]).sum() > 0 && confusion[c][c] == 0)
            .mapToObj(run.data().classes()::get)
            .toList();
    if (classes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                NAME,
                Severity.WARNING,
                "Classes that are never recognised",
                "Not one validation image of " + String.join(", ", classes) + " is recognised.")
            .withEvidence("such classes", classes.size(), Section.CONFUSION)
            .withChange(Change.inCode("Dataset", "look at the labels of their images")));
  }

  /**
   * Trains much too slowly, and asks a doctor who knows this cause as well.
   *
   * @param args training images (320, and a quarter of that to validate)
   */
  public static void main(String[] args) {
    int images = args.length > 0 ? Integer.parseInt(args[0]) : 320;
    Compute compute = Compute.standard();
    Split data =
        Split.head(Characters.generate(1, images + images / 4, 0.1, compute.parallel()), images);
    Trainer trainer =
        Trainer.of(
            SeedNetwork.forImages(Characters.HEIGHT, Characters.WIDTH, 3, 30)
                .withWidthFactor(0.0625)
                .build(1, compute),
            Sgd.builder().learningRate(1e-6).build());
    Observation observation = new Observation();
    trainer.listen(observation).fit(data.training(), data.validation(), 1);

    Map<String, Cause> causes = Doctor.standardCauses(); // to add to or to leave out
    causes.put(NAME, new OwnCause());
    for (Finding finding : new Doctor(causes.values()).diagnose(observation.record())) {
      System.out.println(finding.title() + ": " + finding.text());
    }
  }
}
