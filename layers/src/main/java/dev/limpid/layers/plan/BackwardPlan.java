package dev.limpid.layers.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of a backward pass, from the last layer to the first, and which transient tensor each
 * gradient is written to. Made when the network is built.
 *
 * <p>The gradient by what a layer puts out is complete once all that take it have had their step:
 * the first of them writes it, each further one writes a tensor beside it, which is added. That
 * order is fixed, and so are the bits.
 */
public final class BackwardPlan {
  /** A gradient that is handed in, or a result that is handed out: not a transient tensor. */
  public static final int CALLERS = -1;

  /**
   * A layer's step.
   *
   * @param layer its index
   * @param joined whether it goes through the layer before as well
   * @param dy the transient tensor of the gradient by the output, or {@link #CALLERS}
   * @param sources whose gradients the step writes, as {@link Wiring} numbers them
   * @param dxs for each source the transient tensor that is written; {@link #CALLERS} for the first
   *     gradient by an input of the network
   * @param sums for each source the tensor to which what was written is then added; itself if it is
   *     the first
   */
  public record Step(int layer, boolean joined, int dy, int[] sources, int[] dxs, int[] sums) {}

  private final Wiring wiring;
  private final Slots free = new Slots();
  private final int[] gradients;
  private final boolean[] inputsBegun;
  private final List<Step> steps = new ArrayList<>();

  private BackwardPlan(Wiring wiring, int depth, boolean[] joined) {
    this.wiring = wiring;
    this.gradients = new int[depth];
    this.inputsBegun = new boolean[wiring.inputSizes().length];
    Arrays.fill(gradients, CALLERS);
    for (int i = depth - 1; i >= 0; i--) {
      addStep(i, joined[i]);
      i -= joined[i] ? 1 : 0;
    }
    int[] ranks = free.ranks();
    steps.replaceAll(step -> ranked(step, ranks));
  }

  /**
   * Plans the pass that follows a forward pass.
   *
   * @param depth how many layers the forward pass goes through
   * @param joined for each layer whether its step goes through the one before as well, which it
   *     {@linkplain Wiring#followsAlone follows alone}
   */
  public static BackwardPlan of(Wiring wiring, int depth, boolean[] joined) {
    return new BackwardPlan(wiring, depth, joined);
  }

  private void addStep(int i, boolean joined) {
    int dy = gradients[i];
    boolean inPlace = wiring.layers().get(i).differentiatesInPlace() && dy != CALLERS;
    int[] sources = wiring.sources()[joined ? i - 1 : i];
    int[] dxs = new int[sources.length];
    int[] sums = new int[sources.length];
    List<Integer> spent = new ArrayList<>();
    for (int k = 0; k < sources.length; k++) {
      int source = sources[k];
      boolean first = source < 0 ? !inputsBegun[-1 - source] : gradients[source] == CALLERS;
      if (source < 0 && first) {
        dxs[k] = CALLERS;
        inputsBegun[-1 - source] = true;
      } else if (k == 0 && inPlace) {
        dxs[k] = dy;
      } else {
        dxs[k] = free.take(wiring.sizeOf(source));
      }
      if (first && source >= 0) {
        gradients[source] = dxs[k];
      }
      sums[k] = source < 0 ? CALLERS : gradients[source];
      if (dxs[k] != sums[k]) {
        spent.add(dxs[k]);
      }
    }
    boolean handedOn = Arrays.stream(dxs).anyMatch(dx -> dx == dy);
    if (dy != CALLERS && !handedOn) {
      free.release(dy);
    }
    spent.forEach(free::release);
    steps.add(new Step(i, joined, dy, sources, dxs, sums));
  }

  private static Step ranked(Step step, int[] ranks) {
    return new Step(
        step.layer,
        step.joined,
        rank(step.dy, ranks),
        step.sources,
        Arrays.stream(step.dxs).map(slot -> rank(slot, ranks)).toArray(),
        Arrays.stream(step.sums).map(slot -> rank(slot, ranks)).toArray());
  }

  private static int rank(int slot, int[] ranks) {
    return slot == CALLERS ? CALLERS : ranks[slot];
  }

  /** The steps, in the order in which they are done. */
  public List<Step> steps() {
    return steps;
  }

  /** How many values of one sample each transient tensor holds, the largest first. */
  public int[] sizes() {
    return free.sizes();
  }
}
