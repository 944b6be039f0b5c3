package dev.limpid.insight.measure.check;

import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import java.util.Arrays;

/**
 * A data set whose samples are read once, so that passes over it see the same values even where
 * reading is random.
 */
final class OnceRead extends DatasetView {
  private final float[][] samples;

  OnceRead(Dataset data) {
    super(data);
    samples = new float[data.size()][];
    Arrays.setAll(samples, this::readNow);
  }

  private float[] readNow(int index) {
    float[] values = new float[sampleShape().size()];
    viewed().read(index, values, 0);
    return values;
  }

  @Override
  public void read(int index, float[] target, int offset) {
    System.arraycopy(samples[index], 0, target, offset, samples[index].length);
  }

  /** The share of samples that have other values when they are read again. */
  double readAnew() {
    int others = 0;
    for (int i = 0; i < samples.length; i++) {
      others += Arrays.equals(samples[i], readNow(i)) ? 0 : 1;
    }
    return (double) others / samples.length;
  }
}
