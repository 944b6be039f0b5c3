package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.plan.BackwardPlan;
import dev.limpid.layers.plan.ForwardPlan;
import dev.limpid.layers.plan.Traits;
import dev.limpid.layers.plan.TransientTensors;
import dev.limpid.layers.plan.Wiring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A network that is built: its layers in the order in which they run, each of which takes what
 * others before it put out. {@link Sequential} and {@link Graph} make it.
 *
 * <p>The network owns the tensors that flow between its layers and uses them again for every batch;
 * what a method returns is valid until the next pass of the same kind. Passes that backward follows
 * keep what the layers put out where backward needs it ({@link #activation}). Everything else, what
 * flows through other passes and the gradients, takes turns with a few transient tensors. Layers
 * that can work in place do so where nobody needs what they overwrite. All that is planned when the
 * network is built.
 *
 * <p>Not safe for several threads at once; a pass uses the threads of its {@link Compute}.
 */
public final class Network {
  private static final int GRAIN = 1 << 14;

  private final Map<String, Shape> inputs;
  private final Wiring wiring;
  private final List<Layer> layers;
  private final List<Parameter> parameters;
  private final Compute compute;

  /** For each layer the formula that goes through the one before too; null if there is none. */
  private final Layer.Backward[] throughTwo;

  /** The plans of passes, by how many layers they go through: all, or all but a final Softmax. */
  private final Passes toOutput;

  private final Passes toLogits;

  /** What each layer takes; filled anew in each pass. */
  private final Tensor[][] taken;

  /** What each layer has put out in the last pass that backward follows. */
  private final Tensor[] activations;

  /** The tensors of layers that have one of their own in such passes; null until it is needed. */
  private final Tensor[] own;

  private final TransientTensors transients;

  /** The parameters of each layer. */
  private final Parameter[][] parametersOf;

  /** Parameters with a gradient whose value is that of another. */
  private final List<Parameter> shared;

  /** For each layer whether it is a convolution that does what the ReLU after it would do. */
  private final boolean[] rectifying;

  /** Through which layers the backward pass at hand goes. */
  private final boolean[] passed;

  /** What the last pass without backward returned. */
  private final Tensor evaluated = Tensor.zeros(0);

  /** What layers put out in a pass without backward. */
  private final Tensor[] passing;

  /** The passes of which the last one that backward follows was; null for none yet. */
  private Passes trained;

  /** The plans of the passes through the first layers of the network. */
  private record Passes(ForwardPlan evaluation, ForwardPlan training, BackwardPlan backward) {
    static Passes of(Wiring wiring, int depth, boolean[] joined) {
      return new Passes(
          ForwardPlan.of(wiring, depth, false),
          ForwardPlan.of(wiring, depth, true),
          BackwardPlan.of(wiring, depth, joined));
    }

    Stream<int[]> sizes() {
      return Stream.of(evaluation.sizes(), training.sizes(), backward.sizes());
    }
  }

  /**
   * Builds the layers.
   *
   * @param sources for each layer what it takes: the index of a layer before it, or {@code -1 - i}
   *     for input i
   */
  Network(
      Map<String, Shape> inputs,
      List<Layer> layers,
      int[][] sources,
      Rng rng,
      Compute compute,
      boolean layerByLayer) {
    this.inputs = Collections.unmodifiableMap(inputs);
    this.layers = layers;
    this.compute = compute;
    List<Shape> inputShapes = List.copyOf(inputs.values());
    List<Parameter> all = new ArrayList<>();
    List<Traits> traits = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      List<Shape> shapes =
          Arrays.stream(sources[i])
              .mapToObj(
                  source ->
                      source < 0 ? inputShapes.get(-1 - source) : layers.get(source).outputShape())
              .toList();
      layer.build(shapes, rng.split(layer.name()), compute);
      if (layer.weightsOf() == layer) {
        all.addAll(layer.parameters());
      } else if (!layers.subList(0, i).contains(layer.weightsOf())) {
        throw new IllegalArgumentException(
            layer + " has the weights of " + layer.weightsOf() + ", which is of another network");
      }
      traits.add(traits(layer));
    }
    this.parameters = List.copyOf(all);
    NetworkChecks.requireParametersOfChildren(layers);
    NetworkChecks.requireOneNameEach(parameters);
    int[] inputSizes = inputShapes.stream().mapToInt(Shape::size).toArray();
    this.wiring = Wiring.of(inputSizes, traits, sources);
    this.throughTwo = new Layer.Backward[layers.size()];
    this.rectifying = new boolean[layers.size()];
    for (int i = 1; i < layers.size() && !layerByLayer; i++) {
      rectifying[i - 1] =
          wiring.followsAlone(i)
              && layers.get(i - 1) instanceof Conv2D
              && layers.get(i) instanceof ReLU;
    }
    this.toOutput = passes(layers.size(), layerByLayer);
    boolean hasLogits = endsWithSoftmax() && layers.size() > 1;
    this.toLogits = hasLogits ? passes(layers.size() - 1, layerByLayer) : toOutput;
    this.transients =
        TransientTensors.forPasses(Stream.of(toOutput, toLogits).flatMap(Passes::sizes).toList());
    this.taken = new Tensor[layers.size()][];
    Arrays.setAll(taken, i -> new Tensor[wiring.sources()[i].length]);
    this.activations = new Tensor[layers.size()];
    this.own = new Tensor[layers.size()];
    this.passing = new Tensor[layers.size()];
    this.parametersOf =
        layers.stream()
            .map(layer -> layer.parameters().toArray(Parameter[]::new))
            .toArray(Parameter[][]::new);
    this.passed = new boolean[layers.size()];
    this.shared =
        Arrays.stream(parametersOf)
            .flatMap(Arrays::stream)
            .filter(parameter -> parameter.owner() != parameter && parameter.hasGradient())
            .toList();
  }

  private static Traits traits(Layer layer) {
    return new Traits(
        layer.outputShape().size(),
        layer.worksInPlace(),
        layer.differentiatesInPlace(),
        layer.keepsInput(),
        layer.keepsOutput());
  }

  private Passes passes(int depth, boolean layerByLayer) {
    boolean[] joined = new boolean[depth];
    for (int i = 0; i < depth; i++) {
      if (!layerByLayer && wiring.followsAlone(i)) {
        throughTwo[i] = layers.get(i).backwardThrough(layers.get(i - 1));
        joined[i] = throughTwo[i] != null;
      }
    }
    return Passes.of(wiring, depth, joined);
  }

  /** The shapes of one sample of each input, by name, in order. */
  public Map<String, Shape> inputs() {
    return inputs;
  }

  /**
   * The shape of one sample of the only input.
   *
   * @throws IllegalStateException if there are several: what asks feeds one
   */
  public Shape inputShape() {
    requireOneInput();
    return inputs.values().iterator().next();
  }

  private void requireOneInput() {
    if (inputs.size() > 1) {
      throw new IllegalStateException(
          "the network has " + inputs.size() + " inputs, " + inputs.keySet() + ", not just one");
    }
  }

  /** The shape of one output sample. */
  public Shape outputShape() {
    return layers.get(layers.size() - 1).outputShape();
  }

  /** The layers, in the order in which they run. */
  public List<Layer> layers() {
    return layers;
  }

  /** The layers of a type, also those that others are made of, in order. */
  public <L extends Layer> List<L> layers(Class<L> type) {
    return layers.stream().flatMap(layer -> layer.layers(type).stream()).toList();
  }

  /** Whether the layers just follow one another. */
  public boolean isChain() {
    return wiring.isChain();
  }

  /**
   * What layer {@code i} takes.
   *
   * @return names of layers before it and of inputs of the network
   */
  public List<String> sources(int i) {
    List<String> names = List.copyOf(inputs.keySet());
    return Arrays.stream(wiring.sources()[i])
        .mapToObj(source -> source < 0 ? names.get(-1 - source) : layers.get(source).name())
        .toList();
  }

  /**
   * All parameters, trained or not, in the order of the layers; those of {@linkplain
   * Layer#withWeightsOf layers that share them} once.
   */
  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * Copies the values of another network's parameters into those of the same name and shape,
   * trained or not.
   *
   * @return the names of the parameters here that there were none for, and that stay as they are
   */
  public List<String> copyWeightsFrom(Network other) {
    Map<String, Parameter> theirs =
        other.layers.stream()
            .flatMap(layer -> layer.parameters().stream())
            .collect(Collectors.toMap(Parameter::name, p -> p, (one, same) -> one));
    List<String> left = new ArrayList<>();
    for (Parameter parameter : parameters) {
      Parameter source = theirs.get(parameter.name());
      if (source != null && source.value().shape().equals(parameter.value().shape())) {
        parameter.value().copyFrom(source.value());
      } else {
        left.add(parameter.name());
      }
    }
    return left;
  }

  /** The kernels and threads on which it computes. */
  public Compute compute() {
    return compute;
  }

  /**
   * The output for a batch.
   *
   * @param x {@code [N, input shape]}; not modified, and to be left alone until the backward pass
   *     if there is to be one
   * @param mode what the pass does
   * @return {@code [N, output shape]}, owned by the network
   */
  public Tensor forward(Tensor x, Mode mode) {
    requireOneInput();
    return forward(toOutput, mode, x);
  }

  /**
   * The output for a batch of several inputs.
   *
   * @param xs for each input, by its name, {@code [N, input shape]}; treated as in {@link
   *     #forward(Tensor, Mode)}
   */
  public Tensor forward(Map<String, Tensor> xs, Mode mode) {
    return forward(toOutput, mode, inOrder(xs));
  }

  /**
   * The scores from which a final {@link Softmax} makes probabilities, or the output if the network
   * has no Softmax at its end: what {@link SoftmaxCrossEntropy} wants.
   */
  public Tensor forwardToLogits(Tensor x, Mode mode) {
    requireOneInput();
    return forward(toLogits, mode, x);
  }

  /** {@link #forwardToLogits(Tensor, Mode)} for several inputs, by their names. */
  public Tensor forwardToLogits(Map<String, Tensor> xs, Mode mode) {
    return forward(toLogits, mode, inOrder(xs));
  }

  private Tensor[] inOrder(Map<String, Tensor> xs) {
    if (!xs.keySet().equals(inputs.keySet())) {
      throw new IllegalArgumentException(
          "the network takes inputs named " + inputs.keySet() + ", got " + xs.keySet());
    }
    return inputs.keySet().stream().map(xs::get).toArray(Tensor[]::new);
  }

  /** Whether the last layer is a {@link Softmax}. */
  public boolean endsWithSoftmax() {
    return layers.get(layers.size() - 1) instanceof Softmax;
  }

  private Tensor forward(Passes passes, Mode mode, Tensor... xs) {
    requireInputs(xs);
    transients.makeRoom(xs[0].batchSize());
    ForwardPlan plan = mode.backward() ? passes.training : passes.evaluation;
    Tensor[] outputs = mode.backward() ? activations : passing;
    for (int i = 0; i < plan.depth(); i++) {
      Tensor[] in = taken[i];
      for (int k = 0; k < in.length; k++) {
        int source = wiring.sources()[i][k];
        in[k] = source < 0 ? xs[-1 - source] : outputs[source];
      }
      outputs[i] = plan.worksInPlace(i) ? in[0] : outputFor(plan, i, mode, xs[0].batchSize());
      if (isRectifying(plan, i)) {
        ((Conv2D) layers.get(i)).forwardRectified(in[0], outputs[i], mode);
      } else if (i > 0 && isRectifying(plan, i - 1)) {
        ((ReLU) layers.get(i)).forwardDone(outputs[i], mode);
      } else {
        layers.get(i).forward(in, outputs[i], mode);
      }
    }
    if (mode.backward()) {
      trained = passes;
    }
    return outputs[plan.depth() - 1];
  }

  private boolean isRectifying(ForwardPlan plan, int i) {
    return rectifying[i] && i + 1 < plan.depth() && plan.worksInPlace(i + 1);
  }

  private void requireInputs(Tensor[] xs) {
    int i = 0;
    for (Shape shape : inputs.values()) {
      Tensor x = xs[i++];
      if (!x.shape().isBatchOf(shape) || x.batchSize() < 1) {
        throw new IllegalArgumentException(
            "the network takes batches of " + shape + " with N in front, got " + x.shape());
      }
      if (x.batchSize() != xs[0].batchSize()) {
        throw new IllegalArgumentException(
            "the batches of the inputs differ in size: "
                + Arrays.stream(xs)
                    .map(tensor -> tensor.shape().toString())
                    .collect(Collectors.joining(", ")));
      }
    }
  }

  private Tensor outputFor(ForwardPlan plan, int i, Mode mode, int samples) {
    if (plan.slot(i) != ForwardPlan.OWN) {
      return transients.get(plan.slot(i));
    }
    if (!mode.backward()) {
      return evaluated;
    }
    if (own[i] == null) {
      own[i] = Tensor.zeros(layers.get(i).outputShape().batch(samples));
    }
    return own[i];
  }

  /**
   * The gradients by all parameters, for the last forward pass that said that backward follows;
   * they are left in {@link Parameter#gradient()}. The pass goes no further back than to the first
   * layer that has something to train: gradients of {@linkplain Layer#trainable frozen} layers may
   * be those of an earlier pass.
   *
   * @param dy gradient by what that pass returned; not modified
   */
  public void backward(Tensor dy) {
    runBackward(dy, new Tensor[inputs.size()]);
  }

  /**
   * Runs the backward pass as {@link #backward(Tensor)} does, with the gradient by the input too.
   *
   * @param dx gets the gradient by the input, {@code [N, input shape]}; null if nobody needs it
   */
  public void backward(Tensor dy, Tensor dx) {
    requireOneInput();
    runBackward(dy, new Tensor[] {dx});
  }

  /**
   * Runs the backward pass as {@link #backward(Tensor)} does, with the gradients by inputs too.
   *
   * @param dxs get the gradients by the inputs of these names
   */
  public void backwardInto(Tensor dy, Map<String, Tensor> dxs) {
    if (!inputs.keySet().containsAll(dxs.keySet())) {
      throw new IllegalArgumentException(
          "the network takes inputs named " + inputs.keySet() + ", got " + dxs.keySet());
    }
    runBackward(dy, inputs.keySet().stream().map(dxs::get).toArray(Tensor[]::new));
  }

  private void runBackward(Tensor dy, Tensor[] dxsOfInputs) {
    if (trained == null) {
      throw new IllegalStateException(
          "backward needs a forward pass before it, in a mode such as Mode.TRAIN");
    }
    findPassed(dxsOfInputs);
    for (BackwardPlan.Step step : trained.backward.steps()) {
      if (!passed[step.layer()]) {
        continue;
      }
      Layer layer = layers.get(step.layer());
      Tensor gradient = step.dy() == BackwardPlan.CALLERS ? dy : transients.get(step.dy());
      Tensor[] dxs = taken[step.layer()];
      for (int k = 0; k < dxs.length; k++) {
        dxs[k] =
            isPassed(step.sources()[k], dxsOfInputs)
                ? gradientTensor(step.dxs()[k], step.sources()[k], dxsOfInputs)
                : null;
      }
      if (step.joined()) {
        layer.backward(gradient, dxs[0], throughTwo[step.layer()]);
      } else {
        layer.backwardInto(gradient, dxs);
      }
      for (int k = 0; k < dxs.length; k++) {
        if (step.sums()[k] != step.dxs()[k] && dxs[k] != null) {
          add(dxs[k], gradientTensor(step.sums()[k], step.sources()[k], dxsOfInputs));
        }
      }
    }
    sumShared();
  }

  /** Adds what each place of a shared parameter has found; all of them tell the sum. */
  private void sumShared() {
    for (Parameter parameter : shared) {
      if (parameter.isTrainable()) {
        add(parameter.gradient(), parameter.owner().gradient());
      }
    }
    for (Parameter parameter : shared) {
      if (parameter.isTrainable()) {
        parameter.gradient().copyFrom(parameter.owner().gradient());
      }
    }
  }

  /** Through a layer that has something to train, or comes behind one that is passed. */
  private void findPassed(Tensor[] dxsOfInputs) {
    for (int i = 0; i < passed.length; i++) {
      passed[i] = false;
      for (Parameter parameter : parametersOf[i]) {
        passed[i] |= parameter.isTrainable();
      }
      for (int source : wiring.sources()[i]) {
        passed[i] |= isPassed(source, dxsOfInputs);
      }
    }
  }

  /** Whether somebody needs the gradient by what a source puts out. */
  private boolean isPassed(int source, Tensor[] dxsOfInputs) {
    return source < 0 ? dxsOfInputs[-1 - source] != null : passed[source];
  }

  private Tensor gradientTensor(int slot, int source, Tensor[] dxsOfInputs) {
    return slot != BackwardPlan.CALLERS ? transients.get(slot) : dxsOfInputs[-1 - source];
  }

  private void add(Tensor part, Tensor sum) {
    float[] from = part.data();
    float[] to = sum.data();
    compute
        .parallel()
        .forRange(
            sum.size(),
            GRAIN,
            (first, end) -> {
              for (int i = first; i < end; i++) {
                to[i] += from[i];
              }
            });
  }

  /**
   * What layer {@code i} put out in the last pass that backward follows. Where not {@link
   * #keepsActivation}, the tensor serves other purposes by then: look at it in a debugger, straight
   * after the layer.
   */
  public Tensor activation(int i) {
    if (trained == null || i >= trained.training.depth()) {
      throw new IllegalStateException("no pass that backward follows has reached layer " + i);
    }
    return activations[i];
  }

  /**
   * Whether what layer {@code i} put out in the last pass that backward follows is there until the
   * next one. It is not where a layer that takes it worked in place, or backward has no use for it.
   */
  public boolean keepsActivation(int i) {
    activation(i);
    return trained.training.keeps(i);
  }

  /**
   * Where the first value that is not finite is to be found, from the input on: a layer's
   * parameters or its output in the last pass that backward follows.
   *
   * @return for example {@code the output of Conv2D 'conv2d_3'}
   */
  public Optional<String> firstNonFinite() {
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      for (Parameter parameter : layer.parameters()) {
        if (!parameter.value().isFinite()) {
          return Optional.of("the parameter '" + parameter.name() + "' of " + layer);
        }
      }
      if (trained != null
          && i < trained.training.depth()
          && keepsActivation(i)
          && !activations[i].isFinite()) {
        return Optional.of("the output of " + layer);
      }
    }
    return Optional.empty();
  }

  /** How many numbers the parameters have, trained or not. */
  public long parameterCount() {
    return parameters.stream().mapToLong(p -> p.value().size()).sum();
  }

  /** How many of them are trained. */
  public long trainableCount() {
    return parameters.stream()
        .filter(Parameter::isTrainable)
        .mapToLong(p -> p.value().size())
        .sum();
  }

  /** A table of the layers, as Keras prints it: name and type, output shape, parameters. */
  public String summary() {
    return Summary.of(this);
  }

  @Override
  public String toString() {
    return "Network of " + layers.size() + " layers, " + parameterCount() + " parameters";
  }

  /** How many values the tensors that flow hold for one sample: kept ones, and transient ones. */
  long[] plannedSizes() {
    long kept = 0;
    for (int i = 0; i < layers.size(); i++) {
      kept += toOutput.training.keeps(i) ? layers.get(i).outputShape().size() : 0;
    }
    return new long[] {kept, transients.size()};
  }
}
