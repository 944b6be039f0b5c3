package dev.limpid.train.data;

import dev.limpid.core.Rng;
import java.util.List;
import java.util.Objects;

/**
 * Images that are changed when they are read. Where the augmentation mixes, each image is mixed
 * with another one of the data set, drawn at random, which was changed as it is itself, and so is
 * its target; of several ways to mix, one is drawn.
 */
final class AugmentedDataset extends DatasetView {
  private final Augmentation augmentation;
  private final List<Mixing> mixing;
  private final Rng rng;
  private final ThreadLocal<float[]> otherImage;
  private final ThreadLocal<float[]> otherTarget;

  AugmentedDataset(Dataset data, Augmentation augmentation, Rng rng) {
    super(data);
    this.augmentation = Objects.requireNonNull(augmentation, "augmentation");
    this.mixing = Mixing.in(augmentation);
    this.rng = Objects.requireNonNull(rng, "rng");
    otherImage = ThreadLocal.withInitial(() -> new float[data.sampleShape().size()]);
    otherTarget = ThreadLocal.withInitial(() -> new float[data.targetSize()]);
  }

  @Override
  public void read(int index, float[] target, int offset) {
    readAlone(index, target, offset);
    if (!mixing.isEmpty()) {
      Rng draws = draws(index);
      float[] other = otherImage.get();
      readAlone(draws.nextInt(size()), other, 0);
      drawn(draws).mix(target, offset, other, sampleShape(), draws);
    }
  }

  private void readAlone(int index, float[] target, int offset) {
    super.read(index, target, offset);
    Mixing.applyOthers(augmentation, target, offset, sampleShape(), rng.split(index));
  }

  private Rng draws(int index) {
    return rng.split(index).split("mixing");
  }

  private Mixing drawn(Rng draws) {
    return mixing.get(mixing.size() == 1 ? 0 : draws.nextInt(mixing.size()));
  }

  @Override
  public void readTarget(int index, float[] target, int offset) {
    super.readTarget(index, target, offset);
    if (!mixing.isEmpty()) {
      Rng draws = draws(index);
      float[] other = otherTarget.get();
      super.readTarget(draws.nextInt(size()), other, 0);
      double share = drawn(draws).mix(null, 0, null, sampleShape(), draws);
      for (int i = 0; i < other.length; i++) {
        target[offset + i] = (float) (share * target[offset + i] + (1 - share) * other[i]);
      }
    }
  }

  @Override
  public String toString() {
    return viewed() + ", augmented";
  }
}
