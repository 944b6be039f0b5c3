package dev.limpid.core.compute;

import java.util.Optional;

/** Kernels that may be usable here; their provider is asked once, when they are first wanted. */
final class Candidate {
  private final KernelProvider provider;

  /** Whether the provider was asked; then either of the next two is there. */
  private boolean known;

  private Optional<String> obstacle = Optional.empty();
  private Kernels kernels;

  Candidate(KernelProvider provider) {
    this.provider = provider;
  }

  String name() {
    return provider.name();
  }

  boolean isUsable() {
    if (!known) {
      obstacle = provider.obstacle();
      if (obstacle.isEmpty()) {
        kernels = provider.kernels();
      }
      known = true;
    }
    return obstacle.isEmpty();
  }

  Kernels kernels() {
    if (!isUsable()) {
      throw new IllegalStateException(toString());
    }
    return kernels;
  }

  /** What they run on, or why they can't be used and what would help. */
  @Override
  public String toString() {
    if (!known) {
      return name() + ": not looked for; -D" + Kernels.PROPERTY + "=" + name() + " does";
    }
    return obstacle
        .map(reason -> name() + " not usable: " + reason)
        .orElseGet(() -> name() + ": " + kernels.description());
  }
}
