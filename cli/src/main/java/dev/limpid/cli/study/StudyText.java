package dev.limpid.cli.study;

import static dev.limpid.cli.study.Words.fill;

import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The text of the study, the same on the page and in the document.
 *
 * @param size of the trainings
 * @param command that makes it
 * @param finished experiments and their runs, in the order in which they are told
 * @param story what they say
 */
record StudyText(StudySize size, String command, Map<Experiment, RunRecord> finished, Story story) {
  static final String TITLE = "Why validation loss stays high, and then catches up";
  static final String SOURCE = "https://stats.stackexchange.com/questions/335890";

  static final List<String> QUESTION =
      List.of(
          "Somebody trains an image classifier: about 30 classes of characters, 6,400 images of 50 x"
              + " 55 pixels to learn from, batches of 128, four blocks of two convolutions with"
              + " BatchNorm and a pooling. Training loss plunges at once. Validation loss stays high"
              + " for epochs, and then closes in. Another optimizer, a lower learning rate, dropout and"
              + " momentum all give the same picture.",
          "What is the cause of that shape, and what makes validation loss fall in step with training"
              + " loss?");

  /** The text of what is finished. */
  static StudyText of(StudySize size, String command, Map<Experiment, RunRecord> finished) {
    return new StudyText(size, command, finished, new Story(finished));
  }

  /** The answer, a paragraph each. */
  List<String> answer() {
    List<String> answer = new ArrayList<>();
    story.headline().ifPresent(answer::add);
    story.cause().ifPresent(answer::add);
    story.tweaks().ifPresent(answer::add);
    Stream.of(story.remains(), story.overfitting())
        .flatMap(Optional::stream)
        .reduce((left, more) -> left + " " + more)
        .ifPresent(answer::add);
    return answer;
  }

  /** What was trained, and on what. */
  List<String> method() {
    List<String> method = new ArrayList<>();
    method.add(
        fill(
                "Each experiment trains the network of the question from the same seed on %,d generated",
                size.trainingImages())
            + fill(
                " character images, with %,d to validate on, batches of %d, %d epochs unless it says",
                size.validationImages(), size.batchSize(), size.epochs())
            + " otherwise. The author's photographs are not public; "
            + (size.difficulty() == StudySize.FULL.difficulty()
                ? "how hard the generated ones are was chosen so that the network learns them by heart"
                    + " and is wrong on many new ones."
                : "the generated ones are easier than those of the full preset, so that fewer are"
                    + " enough."));
    method.add(
        "Each is one training from one seed: terms of the gap have 95\u00a0% intervals, but differences"
            + " between two runs of a few hundredths may be chance. `treat` repeats a treatment over"
            + " seeds.");
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      method.add("Not trained yet: " + String.join("; ", missing) + ".");
    }
    return method;
  }

  /** That network or images are less than the question's, where they are. */
  Optional<String> reduced() {
    List<String> less = new ArrayList<>();
    if (size.width() != 1) {
      String share = Numbers.percent(size.width()).replace(".0", "");
      less.add(fill("the network has %s of the question's filters in each layer", share));
    }
    if (size.trainingImages() != StudySize.FULL.trainingImages()) {
      less.add(
          fill(
              "it learns from %,d images, easier ones, in batches of %d",
              size.trainingImages(), size.batchSize()));
    }
    return less.isEmpty()
        ? Optional.empty()
        : Optional.of(
            fill(
                    "What is told here is not at the question's size: %s. `%s` made it; `study --preset",
                    String.join(", and ", less), command)
                + " full` makes it at full size, in hours.");
  }

  private List<String> missing() {
    return Experiments.all(size).stream()
        .filter(experiment -> !finished.containsKey(experiment))
        .map(Experiment::title)
        .toList();
  }

  /** The finished experiments of a part. */
  List<Experiment> of(StudyPart part) {
    return finished.keySet().stream().filter(e -> e.part() == part).toList();
  }

  /** How long an experiment was trained, where that is not what was planned. */
  String epochs(Experiment experiment) {
    RunRecord run = finished.get(experiment);
    Object planned = experiment.recipe(size).setting("epochs");
    if (planned.equals(run.plan().epochs())) {
      int done = run.epochs().size();
      return done == run.plan().epochs() ? "" : fill(" It stopped after %d epochs.", done);
    }
    return fill(" Trained for %d epochs instead of %s.", run.plan().epochs(), planned);
  }

  /** Runs that show the treatment at a glance, by name. */
  Map<String, RunRecord> beforeAndAfter() {
    Map<String, RunRecord> runs = new LinkedHashMap<>();
    for (String name :
        List.of(
            Experiments.ADAM,
            Experiments.FASTER,
            Experiments.RECALIBRATED,
            Experiments.AUGMENTED)) {
      finished.forEach(
          (experiment, run) -> {
            if (experiment.name().equals(name)) {
              runs.put(experiment.name(), run);
            }
          });
    }
    return runs;
  }
}
