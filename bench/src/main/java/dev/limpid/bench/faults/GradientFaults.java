package dev.limpid.bench.faults;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Errors in the backward pass of a layer of one's own. */
final class GradientFaults {
  private GradientFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "gradient of the wrong sign",
            "wrong-gradient",
            Harm.LOSS,
            c -> true,
            (t, s) -> wrong(t, WrongBackward.kernelTimes(-1), s.whole(1, 0))),
        Fault.of(
            "gradient of the wrong size",
            "wrong-gradient",
            Harm.LOSS,
            c -> !c.optimization().get().isAdaptive(),
            (t, s) -> wrong(t, WrongBackward.kernelTimes(s.ratio(20, 100)), 0)),
        // A transposed product, or a sign that was lost
        Fault.of(
            "wrong gradient by the input",
            "wrong-gradient",
            Harm.LOSS,
            c -> true,
            (t, s) -> wrong(t, WrongBackward.inputTimes(s.between(-0.2, -1)), 0)),
        // A layer that adds to its gradients, and nobody who clears them
        new Fault(
            "gradients added up",
            List.of("broken-step", "wrong-gradient"),
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              int[] layers = s.isStrong() ? upTo(t, 9) : upTo(t, 1);
              for (int i : layers) {
                wrong(t, WrongBackward.addedUp(), i);
              }
            }),
        Fault.of(
            "bias gradient missing",
            "wrong-gradient",
            Harm.LOSS,
            c -> true,
            (t, s) ->
                wrong(t, WrongBackward.withoutBias(), s.isStrong() ? upTo(t, 9) : upTo(t, 1))),
        Fault.of(
            "frozen layer",
            "frozen-layer",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              // of several the last, which is the classifier, learns on
              int[] all = upTo(t, 9);
              wrong(
                  t,
                  WrongBackward.frozen(),
                  s.isStrong() ? Arrays.copyOfRange(all, 1, all.length) : new int[] {0});
            }));
  }

  /** Layers with a kernel, counted from the last one, which is 0. */
  private static int[] upTo(TrialTraining t, int most) {
    return IntStream.range(0, Math.min(most, t.kernels().size())).toArray();
  }

  /** Layers with a kernel, counted from the last one, get the error. */
  private static void wrong(TrialTraining t, WrongBackward.Error error, int... fromLast) {
    List<Integer> kernels = t.kernels();
    for (int i : fromLast) {
      t.replace(
          kernels.get(Math.max(0, kernels.size() - 1 - i)),
          layer -> new WrongBackward(layer, error));
    }
  }
}
