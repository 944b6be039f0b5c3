package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.List;
import java.util.stream.Collectors;

/** Several augmentations in turn; each draws from a generator of its own. */
record AugmentationChain(List<Augmentation> steps) implements Augmentation {
  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).apply(values, offset, shape, rng.split(i));
    }
  }

  @Override
  public boolean mixes() {
    return steps.stream().anyMatch(Augmentation::mixes);
  }

  @Override
  public String toString() {
    return steps.stream().map(Augmentation::toString).collect(Collectors.joining(", "));
  }
}
