package dev.limpid.layers.plan;

import java.util.Arrays;

/**
 * Which tensor each layer writes in a forward pass: its own, the one that it reads (in place), or a
 * transient one, which is another's as soon as the last layer has read it. Made when the network is
 * built.
 *
 * <p>Where backward follows, what it reads has a tensor of its own: what a layer that keeps its
 * input takes, and what a layer that keeps its output puts out. What the pass returns always has.
 */
public final class ForwardPlan {
  /** The place of a layer that has a tensor of its own. */
  public static final int OWN = -1;

  private final boolean[] inPlace;
  private final boolean[] overwritten;
  private final int[] slots;
  private final int[] sizes;

  private ForwardPlan(Wiring wiring, int depth, boolean backward) {
    inPlace = new boolean[depth];
    overwritten = new boolean[depth];
    slots = new int[depth];
    for (int i = 0; i < depth; i++) {
      inPlace[i] = overwritesInput(wiring, i, depth, backward);
      if (inPlace[i]) {
        overwritten[wiring.sources()[i][0]] = true;
      }
    }
    for (int i = depth - 1; i >= 0; i--) {
      // what is overwritten is in the tensor of the layer that overwrites it, the last that takes
      // it
      boolean own =
          overwritten[i]
              ? slots[wiring.lastTaker(i, depth)] == OWN
              : isKept(wiring, i, depth, backward);
      slots[i] = own ? OWN : 0;
    }
    sizes = assign(wiring);
  }

  /**
   * Plans a pass.
   *
   * @param depth how many layers it goes through
   * @param backward whether a backward pass follows
   */
  public static ForwardPlan of(Wiring wiring, int depth, boolean backward) {
    return new ForwardPlan(wiring, depth, backward);
  }

  private static boolean overwritesInput(Wiring wiring, int i, int depth, boolean backward) {
    int source = wiring.sources()[i][0];
    if (source < 0 || !wiring.layers().get(i).worksInPlace() || wiring.takesTwice(i, source)) {
      return false;
    }
    if (wiring.lastTaker(source, depth) != i) {
      return false;
    }
    if (!backward) {
      return true;
    }
    boolean othersKeepIt =
        Arrays.stream(wiring.takers()[source])
            .anyMatch(taker -> taker != i && wiring.layers().get(taker).keepsInput());
    return !othersKeepIt && !wiring.layers().get(source).keepsOutput();
  }

  private static boolean isKept(Wiring wiring, int i, int depth, boolean backward) {
    if (i == depth - 1) {
      return true;
    }
    return backward
        && (wiring.layers().get(i).keepsOutput()
            || Arrays.stream(wiring.takers()[i])
                .anyMatch(taker -> taker < depth && wiring.layers().get(taker).keepsInput()));
  }

  /** Numbers the transient tensors; returns their sizes. */
  private int[] assign(Wiring wiring) {
    Slots free = new Slots();
    for (int i = 0; i < slots.length; i++) {
      if (inPlace[i]) {
        slots[i] = slots[wiring.sources()[i][0]];
      } else if (slots[i] != OWN) {
        slots[i] = free.take(wiring.sizeOf(i));
      }
      for (int source : Arrays.stream(wiring.sources()[i]).distinct().toArray()) {
        boolean done = source >= 0 && wiring.lastTaker(source, slots.length) == i;
        if (done && !overwritten[source] && slots[source] != OWN) {
          free.release(slots[source]);
        }
      }
    }
    int[] ranks = free.ranks();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slots[i] == OWN ? OWN : ranks[slots[i]];
    }
    return free.sizes();
  }

  /** How many layers the pass goes through. */
  public int depth() {
    return slots.length;
  }

  /** Whether layer {@code i} writes over its first input. */
  public boolean worksInPlace(int i) {
    return inPlace[i];
  }

  /** The transient tensor that layer {@code i} puts out, or {@link #OWN}. */
  public int slot(int i) {
    return slots[i];
  }

  /** Whether what layer {@code i} has put out is still there after the pass. */
  public boolean keeps(int i) {
    return slots[i] == OWN && !overwritten[i];
  }

  /** How many values of one sample each transient tensor holds, the largest first. */
  public int[] sizes() {
    return sizes.clone();
  }
}
