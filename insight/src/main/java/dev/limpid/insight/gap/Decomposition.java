package dev.limpid.insight.gap;

import java.util.List;
import java.util.Optional;

/**
 * A gap, taken apart.
 *
 * @param running what training printed: the mean over the epoch; where that is not known, the mean
 *     in training mode at these weights
 * @param validation what validation printed
 * @param terms in the order of the chain, without those that can't exist; their values add up to
 *     {@link #gap}, to rounding
 */
public record Decomposition(double running, double validation, List<Contribution> terms) {
  /** Copies the list. */
  public Decomposition {
    terms = List.copyOf(terms);
  }

  /** Validation less running: what is taken apart. */
  public double gap() {
    return validation - running;
  }

  /** The sum of the terms. */
  public double sum() {
    return terms.stream().mapToDouble(c -> c.estimate().value()).sum();
  }

  /** A term's estimate, or nothing if the term can't exist in this training. */
  public Optional<Estimate> of(Term term) {
    return terms.stream().filter(c -> c.term() == term).map(Contribution::estimate).findFirst();
  }
}
