package dev.limpid.insight.gap;

import dev.limpid.core.Rng;
import dev.limpid.insight.population.Population;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gap taken apart without regard to the order of the chain: each term's contribution, averaged
 * over all orders in which the causes can be switched (Shapley, "A Value for n-Person Games",
 * 1953).
 *
 * <p>Two rules restrict the orders. Averaging comes first, because the running loss is only there
 * in training mode. Lag comes after batch dependence, because the statistics go from those of the
 * batch to those of the population to the moving averages. Otherwise augmentation, dropout,
 * generalisation and the two statistics are switched in any order.
 *
 * <p>Every state that some order passes through is measured on all images of both sets: up to 24
 * passes, against the chain's handful over a probe. So there is no sampling error, and the
 * estimates are exact for these two sets. Like those of the chain, the terms add up to the gap.
 */
public final class Shapley {
  private final Plan plan;
  private final Evaluator evaluator;
  private final Dataset training;
  private final Dataset validation;
  private final List<Term> terms = new ArrayList<>();
  private final Map<Set<Term>, Evaluation> measured = new HashMap<>();
  private Decomposition loss;
  private Decomposition accuracy;

  private Shapley(Plan plan) {
    if (plan.validation() == null) {
      throw new IllegalArgumentException("without a validation set there is no gap to take apart");
    }
    this.plan = plan;
    this.evaluator =
        new Evaluator(plan.network(), plan.objective(), plan.batchSize(), 1, done -> {});
    this.training = inTrainingsOrder(plan.training(), "training");
    this.validation = inTrainingsOrder(plan.validation(), "validation");
    if (plan.augmentation() != Augmentation.NONE) {
      terms.add(Term.AUGMENTATION);
    }
    if (plan.network().layers(Layer.class).stream().anyMatch(Layer::isRandom)) {
      terms.add(Term.DROPOUT);
    }
    boolean batchNorm = !KnownStatistics.moved(plan.network()).isEmpty();
    if (batchNorm) {
      terms.add(Term.BATCH_DEPENDENCE);
    }
    terms.add(Term.GENERALISATION);
    if (batchNorm) {
      terms.add(Term.LAG);
    }
  }

  private Dataset inTrainingsOrder(Dataset data, String purpose) {
    return plan.shuffled()
        ? Datasets.subset(data, Rng.of(plan.seed()).split(purpose).permutation(data.size()))
        : data;
  }

  /**
   * Takes the gap of an epoch apart, at the network's present weights; those must be the epoch's
   * last ones, as they are when a listener is told of it.
   *
   * @throws IllegalArgumentException if the training has no validation set
   */
  public static Shapley of(Plan plan, Epoch epoch) {
    Shapley shapley = new Shapley(plan);
    Population.aside(KnownStatistics.moved(plan.network()), () -> shapley.measure(epoch));
    return shapley;
  }

  /** Returns the gap of the cross-entropy, each term averaged over all orders. */
  public Decomposition loss() {
    return loss;
  }

  /** Returns the gap of the share of images classified rightly, likewise. */
  public Decomposition accuracy() {
    return accuracy;
  }

  private void measure(Epoch epoch) {
    if (!plan.recalibrated()) {
      gatherPopulation();
    }
    Map<Term, double[]> sums = new EnumMap<>(Term.class);
    terms.forEach(term -> sums.put(term, new double[2]));
    int orders = addOrders(EnumSet.noneOf(Term.class), new ArrayList<>(), sums);
    Evaluation trainMode = measure(EnumSet.noneOf(Term.class));
    List<Contribution> ofLoss = new ArrayList<>();
    List<Contribution> ofAccuracy = new ArrayList<>();
    add(ofLoss, Term.AVERAGING, trainMode.loss() - epoch.loss());
    add(ofAccuracy, Term.AVERAGING, trainMode.accuracy() - epoch.accuracy());
    for (Term term : terms) {
      add(ofLoss, term, sums.get(term)[0] / orders);
      add(ofAccuracy, term, sums.get(term)[1] / orders);
    }
    Evaluation last = epoch.validation();
    loss = new Decomposition(epoch.loss(), last.loss(), ofLoss);
    accuracy = new Decomposition(epoch.accuracy(), last.accuracy(), ofAccuracy);
  }

  private static void add(List<Contribution> terms, Term term, double value) {
    terms.add(new Contribution(term, Estimate.exact(value)));
  }

  private void gatherPopulation() {
    Population.begin(KnownStatistics.moved(plan.network()));
    evaluator.evaluate(training, Mode.GATHER);
  }

  /** Adds the contributions of all orders that begin like this one; returns how many there are. */
  private int addOrders(Set<Term> switched, List<Term> order, Map<Term, double[]> sums) {
    if (order.size() == terms.size()) {
      Set<Term> state = EnumSet.noneOf(Term.class);
      for (Term term : order) {
        Evaluation before = measure(state);
        state.add(term);
        Evaluation after = measure(state);
        sums.get(term)[0] += after.loss() - before.loss();
        sums.get(term)[1] += after.accuracy() - before.accuracy();
      }
      return 1;
    }
    int orders = 0;
    for (Term term : terms) {
      boolean possible = term != Term.LAG || switched.contains(Term.BATCH_DEPENDENCE);
      if (possible && switched.add(term)) {
        order.add(term);
        orders += addOrders(switched, order, sums);
        order.remove(order.size() - 1);
        switched.remove(term);
      }
    }
    return orders;
  }

  private Evaluation measure(Set<Term> switched) {
    return measured.computeIfAbsent(Set.copyOf(switched), this::pass);
  }

  private Evaluation pass(Set<Term> switched) {
    boolean dropout = !switched.contains(Term.DROPOUT);
    Dataset data = switched.contains(Term.GENERALISATION) ? validation : training;
    if (terms.contains(Term.AUGMENTATION) && !switched.contains(Term.AUGMENTATION)) {
      Rng rng = Rng.of(plan.seed()).split("augmentation of all orders");
      data = Datasets.augmented(data, plan.augmentation(), rng);
    }
    return evaluator.evaluate(
        data, new Mode(statistics(switched), Mode.Update.NONE, dropout, false));
  }

  private Mode.Statistics statistics(Set<Term> switched) {
    if (!terms.contains(Term.LAG) || switched.contains(Term.LAG)) {
      return Mode.Statistics.MOVING;
    }
    return switched.contains(Term.BATCH_DEPENDENCE)
        ? Mode.Statistics.POPULATION
        : Mode.Statistics.BATCH;
  }
}
