package dev.limpid.layers.inference;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.InferenceForm;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The steps that a network comes to in inference: what is the identity is left out, and a layer
 * that alone takes what a convolution puts out goes into its pass if it can.
 *
 * @param stages in the order in which they run
 * @param sources for each stage what it takes: the index of a stage before it, or -1 for the input
 */
record FrozenStages(List<FrozenStage> stages, int[][] sources) {
  private static final int INPUT = -1;

  /**
   * Weights up to which a stage may read them anew for each piece of a batch: 256 KB, which a
   * second-level cache holds beside the piece.
   */
  private static final int FEW_WEIGHTS = 1 << 16;

  /** Values that the largest stage of a piece takes and puts out: 1 MB. */
  private static final int PIECE_FLOATS = 1 << 18;

  /** Images of a piece at most: so many rows fill a micro-tile of a dense layer. */
  private static final int MOST_IMAGES = 8;

  /**
   * Values between two convolutions that are gone through by rows: what is smaller than 256 KB is
   * not worth it. 512 KB took 3 to 5 % longer with MobileNetV2, 128 KB as long.
   */
  private static final int LARGE = 1 << 16;

  static FrozenStages of(Network network) {
    return new Freezing(network).freeze().joined(network.compute().parallel());
  }

  /** With one stage for convolutions that follow each other where large images lie between them. */
  private FrozenStages joined(Parallel parallel) {
    List<FrozenStage> all = new ArrayList<>();
    List<int[]> taken = new ArrayList<>();
    int[] becomes = new int[stages.size()];
    for (int i = 0; i < stages.size(); i++) {
      List<FrozenConvolution> chain = new ArrayList<>();
      int from = i;
      while (i + 1 < stages.size() && isJoined(from, i)) {
        chain.add((FrozenConvolution) stages.get(i++));
      }
      if (!chain.isEmpty()) {
        chain.add((FrozenConvolution) stages.get(i));
      }
      taken.add(Arrays.stream(sources[from]).map(s -> s == INPUT ? s : becomes[s]).toArray());
      becomes[i] = all.size();
      all.add(chain.isEmpty() ? stages.get(i) : new FrozenBands(chain, parallel));
    }
    return new FrozenStages(List.copyOf(all), taken.toArray(new int[0][]));
  }

  /** Whether a stage, of a chain that begins before it, belongs into one with the next. */
  private boolean isJoined(int from, int i) {
    int size = stages.get(i).outputShape().size();
    return goesByRows(i)
        && goesByRows(i + 1)
        && size >= LARGE
        && (i == from || !isNarrowest(i))
        && Arrays.equals(sources[i + 1], new int[] {i})
        && IntStream.range(i + 2, sources.length)
            .noneMatch(k -> Arrays.stream(sources[k]).anyMatch(source -> source == i));
  }

  /** Whether a stage's output is smaller than its neighbours': a good place to be stored. */
  private boolean isNarrowest(int i) {
    int size = stages.get(i).outputShape().size();
    return size <= stages.get(i - 1).outputShape().size()
        && size <= stages.get(i + 1).outputShape().size();
  }

  private boolean goesByRows(int i) {
    return stages.get(i) instanceof FrozenConvolution convolution && convolution.rows() != null;
  }

  /**
   * How many stages from the first on have few weights, so that it is better to take a few images
   * through all of them than all images through one after the other. What follows takes only what
   * the last of them puts out.
   */
  int head() {
    int head = 0;
    for (int i = 0; i < stages.size() && stages.get(i).weights() <= FEW_WEIGHTS; i++) {
      head = isNarrow(i) ? i + 1 : head;
    }
    return head;
  }

  /** Whether all that stages behind this one need is what it puts out. */
  private boolean isNarrow(int stage) {
    for (int i = stage + 1; i < sources.length; i++) {
      if (Arrays.stream(sources[i]).anyMatch(source -> source < stage)) {
        return false;
      }
    }
    return true;
  }

  /** How many images at a time go through the first stages. */
  int piece(int head, int inputSize) {
    int largest = 1;
    for (int i = 0; i < head; i++) {
      int size = stages.get(i).outputShape().size();
      for (int source : sources[i]) {
        size += source == INPUT ? inputSize : stages.get(source).outputShape().size();
      }
      largest = Math.max(largest, size);
    }
    return Math.max(1, Math.min(MOST_IMAGES, PIECE_FLOATS / largest));
  }

  /** Goes through the layers of a network. */
  private static final class Freezing {
    private final List<Layer> layers;
    private final Compute compute;
    private final List<InferenceForm> forms;

    /** For each layer the layers that it takes from, with identities left out. */
    private final int[][] sources;

    /** The stage that puts out what a layer puts out. */
    private final Map<Integer, Integer> stageOf = new HashMap<>(Map.of(INPUT, INPUT));

    private final List<FrozenStage> stages = new ArrayList<>();
    private final List<int[]> taken = new ArrayList<>();

    Freezing(Network network) {
      layers = network.layers();
      compute = network.compute();
      forms = layers.stream().map(Layer::inferenceForm).toList();
      sources = new int[layers.size()][];
      Map<String, Integer> real = new HashMap<>();
      network.inputs().keySet().forEach(name -> real.put(name, INPUT));
      for (int i = 0; i < sources.length; i++) {
        sources[i] = network.sources(i).stream().mapToInt(real::get).toArray();
        real.put(layers.get(i).name(), isIdentity(i) ? sources[i][0] : i);
      }
    }

    private boolean isIdentity(int i) {
      return forms.get(i) instanceof InferenceForm.Identity;
    }

    FrozenStages freeze() {
      for (int i = 0; i < layers.size(); i++) {
        if (!isIdentity(i) && !stageOf.containsKey(i)) {
          taken.add(Arrays.stream(sources[i]).map(stageOf::get).toArray());
          int stage = stages.size();
          stages.add(stage(i, stage));
        }
      }
      return new FrozenStages(List.copyOf(stages), taken.toArray(new int[0][]));
    }

    private FrozenStage stage(int i, int index) {
      stageOf.put(i, index);
      Layer layer = layers.get(i);
      if (forms.get(i) instanceof InferenceForm.Convolution convolution) {
        FrozenConvolution.Builder builder = new FrozenConvolution.Builder(layer, convolution);
        int next = onlyTaker(i);
        while (next >= 0 && builder.take(layers.get(next).name(), forms.get(next))) {
          stageOf.put(next, index);
          next = onlyTaker(next);
        }
        return builder.build();
      }
      return forms.get(i) instanceof InferenceForm.Affine affine
          ? new FrozenAffine(layer, affine, compute)
          : new FrozenLayer(layer, compute);
    }

    /** The only layer that takes what layer i puts out, and nothing else; -1 if there is none. */
    private int onlyTaker(int i) {
      int only = -1;
      for (int j = i + 1; j < layers.size(); j++) {
        if (!isIdentity(j) && Arrays.stream(sources[j]).anyMatch(source -> source == i)) {
          if (only >= 0 || sources[j].length > 1) {
            return -1;
          }
          only = j;
        }
      }
      return only;
    }
  }
}
