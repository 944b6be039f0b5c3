package dev.limpid.layers.inference;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.plan.ForwardPlan;
import dev.limpid.layers.plan.Traits;
import dev.limpid.layers.plan.TransientTensors;
import dev.limpid.layers.plan.Wiring;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Neighbouring stages of a {@link FrozenNetwork}, of which only the first take what is put in. Safe
 * for many threads at once: each call has buffers of its own, which are kept for later calls.
 */
final class StageWalk {
  private final List<FrozenStage> stages;
  private final Shape inputShape;
  private final Wiring wiring;
  private final ForwardPlan plan;
  private final ConcurrentLinkedQueue<Buffers> free = new ConcurrentLinkedQueue<>();

  /** What one call works in. */
  private static final class Buffers {
    final TransientTensors transients;

    /** What each stage takes and puts out. */
    final Tensor[][] taken;

    final Tensor[] outputs;

    /** Copies of some images, and what becomes of them. */
    final Tensor someX = Tensor.zeros(0);

    final Tensor someY = Tensor.zeros(0);

    Buffers(ForwardPlan plan, Wiring wiring) {
      transients = TransientTensors.forPasses(List.of(plan.sizes()));
      taken = new Tensor[wiring.size()][];
      Arrays.setAll(taken, i -> new Tensor[wiring.sources()[i].length]);
      outputs = new Tensor[wiring.size()];
    }
  }

  private StageWalk(List<FrozenStage> stages, Shape inputShape, int[][] sources) {
    this.stages = stages;
    this.inputShape = inputShape;
    List<Traits> traits =
        stages.stream()
            .map(s -> new Traits(s.outputShape().size(), s.worksInPlace(), false, false, false))
            .toList();
    this.wiring = Wiring.of(new int[] {inputShape.size()}, traits, sources);
    this.plan = ForwardPlan.of(wiring, stages.size(), false);
  }

  /**
   * The stages {@code from ... to - 1}, of which none takes more from those before than what the
   * last of them puts out.
   *
   * @param networkInput what the network takes
   */
  static StageWalk of(FrozenStages all, int from, int to, Shape networkInput) {
    int[][] sources = new int[to - from][];
    for (int i = from; i < to; i++) {
      sources[i - from] = Arrays.stream(all.sources()[i]).map(source -> source - from).toArray();
    }
    Shape input = from == 0 ? networkInput : all.stages().get(from - 1).outputShape();
    return new StageWalk(all.stages().subList(from, to), input, sources);
  }

  /** The shape of what it puts out for one sample. */
  Shape outputShape() {
    return stages.get(stages.size() - 1).outputShape();
  }

  /** Goes through the stages with a batch. */
  void run(Tensor x, Tensor y) {
    Buffers buffers = take();
    try {
      run(x, y, buffers);
    } finally {
      free.add(buffers);
    }
  }

  /**
   * The same with some samples of a batch.
   *
   * @param y as large as for the whole batch; those samples are modified
   */
  void run(Tensor x, int first, int count, Tensor y) {
    Buffers buffers = take();
    try {
      int in = inputShape.size();
      int out = outputShape().size();
      buffers.someX.reshapeToBatch(count, inputShape);
      System.arraycopy(x.data(), first * in, buffers.someX.data(), 0, count * in);
      run(buffers.someX, buffers.someY, buffers);
      System.arraycopy(buffers.someY.data(), 0, y.data(), first * out, count * out);
    } finally {
      free.add(buffers);
    }
  }

  private Buffers take() {
    Buffers buffers = free.poll();
    return buffers == null ? new Buffers(plan, wiring) : buffers;
  }

  private void run(Tensor x, Tensor y, Buffers buffers) {
    buffers.transients.makeRoom(x.batchSize());
    for (int i = 0; i < stages.size(); i++) {
      Tensor[] xs = buffers.taken[i];
      for (int k = 0; k < xs.length; k++) {
        int source = wiring.sources()[i][k];
        xs[k] = source < 0 ? x : buffers.outputs[source];
      }
      Tensor own = plan.slot(i) == ForwardPlan.OWN ? y : buffers.transients.get(plan.slot(i));
      buffers.outputs[i] = plan.worksInPlace(i) ? xs[0] : own;
      stages.get(i).run(xs, buffers.outputs[i]);
    }
  }
}
