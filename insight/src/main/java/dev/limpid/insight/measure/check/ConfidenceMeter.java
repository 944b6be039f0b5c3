package dev.limpid.insight.measure.check;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.Confidence;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Softmax;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;

/**
 * Measures how right a network is about the images that it is surest of; see {@link Confidence}.
 */
final class ConfidenceMeter {
  private static final int PARTS = 10;

  private final Plan plan;
  private final int classes;

  ConfidenceMeter(Plan plan) {
    this.plan = plan;
    this.classes = plan.network().outputShape().dim(0);
  }

  /**
   * What the network says to an image.
   *
   * @param predicted the class of the highest score
   * @param confidence probability of that class
   * @param loss of the label
   * @param above how many classes have a higher score than the label
   */
  private record Answer(int label, int predicted, double confidence, double loss, int above) {
    static Answer of(float[] scores, int from, int classes, int label) {
      int best = 0;
      int above = 0;
      for (int c = 0; c < classes; c++) {
        best = scores[from + c] > scores[from + best] ? c : best;
        above += scores[from + c] > scores[from + label] ? 1 : 0;
      }
      double sum = Softmax.sumOfExponentials(scores, from, classes, scores[from + best]);
      double loss = Math.log(sum) + scores[from + best] - scores[from + label];
      return new Answer(label, best, 1 / sum, loss, above);
    }
  }

  /** Asks about some images of a set, at random. */
  Confidence measure(Dataset data, int images, Rng rng) {
    Answer[] answers = ask(data, Math.min(images, data.size()), rng);
    Arrays.sort(answers, (a, b) -> Double.compare(b.confidence, a.confidence));
    int[] sizes = new int[PARTS];
    int[] wrong = new int[PARTS];
    int[] unrelated = new int[PARTS];
    double[] confidence = new double[PARTS];
    double loss = 0;
    for (int rank = 0; rank < answers.length; rank++) {
      Answer answer = answers[rank];
      int part = (int) ((long) rank * PARTS / answers.length);
      sizes[part]++;
      wrong[part] += answer.predicted == answer.label ? 0 : 1;
      unrelated[part] += classes > 2 && answer.above >= (classes + 1) / 2 ? 1 : 0;
      confidence[part] += answer.confidence;
      loss += answer.loss / answers.length;
    }
    for (int part = 0; part < PARTS; part++) {
      confidence[part] /= sizes[part];
    }
    Agreement agreement =
        LabelMeter.agreement(
            Arrays.stream(answers).mapToInt(Answer::predicted).toArray(),
            Arrays.stream(answers).mapToInt(Answer::label).toArray(),
            classes);
    return new Confidence(agreement, loss, sizes, wrong, unrelated, confidence);
  }

  private Answer[] ask(Dataset data, int count, Rng rng) {
    int[] some = Arrays.copyOf(rng.permutation(data.size()), count);
    int size = Math.min(plan.batchSize(), count);
    Batch batch = new Batch(plan.network().inputShape(), size);
    Answer[] answers = new Answer[count];
    for (int from = 0; from < count; from += size) {
      int to = Math.min(from + size, count);
      batch.fill(data, some, from, to);
      Tensor logits = plan.network().forwardToLogits(batch.x(), Mode.BATCH);
      for (int i = 0; i < to - from; i++) {
        answers[from + i] = Answer.of(logits.data(), i * classes, classes, batch.labels()[i]);
      }
    }
    return answers;
  }
}
