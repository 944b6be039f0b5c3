package dev.limpid.train;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.optim.NonFiniteGradientException;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.branch.Branch;
import dev.limpid.train.branch.Place;
import dev.limpid.train.branch.Variation;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Batch;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Branches of a training: another optimizer takes the steps, so that the training's own is not
 * touched, and what passes change of the network is copied before and put back.
 *
 * <p>Averaged weights are put aside for the steps. BatchNorm's averages stay as they are.
 */
final class TrainingBranch implements Branch {
  private final Plan plan;
  private final Network network;
  private final Optimizer optimizer;
  private final Penalty penalty;
  private final int accumulated;

  /** Null without averaged weights. */
  private final AveragedWeights averaged;

  private final Tensor dScores = Tensor.zeros(0);
  private Batch[] turns = {};

  /**
   * The branches of a training.
   *
   * @param plan whose optimizer {@linkplain #isKnown is known}
   */
  TrainingBranch(Plan plan, Penalty penalty, int accumulated, AveragedWeights averaged) {
    this.plan = plan;
    this.network = plan.network();
    this.optimizer = plan.optimizer();
    this.penalty = penalty;
    this.accumulated = accumulated;
    this.averaged = averaged;
  }

  /** Whether an optimizer can be had with other numbers. */
  static boolean isKnown(Optimizer optimizer) {
    return optimizer.otherwise(1, optimizer.momentum(), optimizer.weightDecay()).isPresent();
  }

  @Override
  public Variation asItIs() {
    boolean penalised = !penalty.equals(Penalty.NONE);
    return new Variation(
        1, optimizer.momentum(), optimizer.weightDecay(), penalised, 1, true, true);
  }

  @Override
  public Place here() {
    Optimizer same =
        optimizer.otherwise(1, optimizer.momentum(), optimizer.weightDecay()).orElseThrow();
    same.goOnFrom(optimizer);
    return new Place(network, same);
  }

  @Override
  public <T> Optional<T> run(
      Place from, int epoch, int batches, Variation change, Supplier<T> measure) {
    Optimizer other =
        from.optimizer()
            .otherwise(change.rateFactor(), change.momentum(), change.weightDecay())
            .orElseThrow();
    other.goOnFrom(from.optimizer());
    Place here = new Place(network, null);
    boolean shown = averaged != null && averaged.isShown();
    if (shown) {
      averaged.hide();
    }
    Place trained = shown ? new Place(network, null) : here;
    try {
      from.restore();
      return takeSteps(other, epoch, batches, change)
          ? Optional.of(measure.get())
          : Optional.empty();
    } finally {
      trained.restore();
      if (shown) {
        averaged.show();
        here.restore();
      }
    }
  }

  private boolean takeSteps(Optimizer other, int epoch, int count, Variation change) {
    int ofStep = accumulated * change.batches();
    GradientSum sum = ofStep == 1 ? null : new GradientSum(network);
    Penalty added = change.penalty() ? penalty : Penalty.NONE;
    OptimizerStep update = new OptimizerStep(network, other, added, ofStep, sum, null);
    Mode mode = new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, change.dropout(), true);
    try (TrainingBatches batches = batches(epoch, change.augmentation())) {
      for (int i = 1; i <= count; i++) {
        Batch batch = batches.next();
        Tensor scores = plan.objective().scores(network, batch.x(), mode);
        if (!Double.isFinite(plan.objective().forward(scores, batch, null, dScores))) {
          return false;
        }
        network.backward(dScores);
        update.take(batch.size(), i == count);
      }
      return true;
    } catch (NonFiniteGradientException e) {
      return false;
    }
  }

  /** Those of the training, filled as it fills them. */
  private TrainingBatches batches(int epoch, boolean augmented) {
    if (turns.length == 0) {
      turns =
          new Batch[] {
            plan.objective().batch("training images", network, plan.batches().largest())
          };
    }
    Plan same = augmented ? plan : plan.withAugmentation(Augmentation.NONE);
    return new TrainingBatches(same, turns, epoch, 0, 0);
  }
}
