package dev.limpid.layers.plan;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tensors of a network in which everything flows that only the next layers need: the passes of
 * all kinds take turns with them. They have room for the largest that they will hold from the
 * start; to grow them as layers need more would leave smaller ones behind as garbage.
 */
public final class TransientTensors {
  private final int[] sizes;
  private final List<Tensor> tensors = new ArrayList<>();

  private TransientTensors(int[] sizes) {
    this.sizes = sizes;
    for (int i = 0; i < sizes.length; i++) {
      tensors.add(Tensor.zeros(0));
    }
  }

  /**
   * Tensors that are enough for each of several passes.
   *
   * @param passes how many values of one sample each pass wants them to hold, the largest first
   */
  public static TransientTensors forPasses(List<int[]> passes) {
    int[] sizes = new int[passes.stream().mapToInt(pass -> pass.length).max().orElse(0)];
    for (int[] pass : passes) {
      for (int i = 0; i < pass.length; i++) {
        sizes[i] = Math.max(sizes[i], pass[i]);
      }
    }
    return new TransientTensors(sizes);
  }

  /** Makes all large enough for a batch of so many samples. */
  public void makeRoom(int samples) {
    for (int i = 0; i < sizes.length; i++) {
      int needed = Math.multiplyExact(samples, sizes[i]);
      if (tensors.get(i).data().length < needed) {
        tensors.get(i).reshape(Shape.of(needed));
      }
    }
  }

  /** The one of this rank. */
  public Tensor get(int rank) {
    return tensors.get(rank);
  }

  /** How many values they hold for one sample, together. */
  public long size() {
    return Arrays.stream(sizes).asLongStream().sum();
  }
}
