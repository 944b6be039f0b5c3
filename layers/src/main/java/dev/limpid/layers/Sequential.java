package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A network of layers in a row.
 *
 * <pre>{@code
 * Sequential network =
 *     Sequential.of(50, 55, 3)
 *         .add(new Conv2D(64, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
 *         .add(new Flatten(), new Dense(30), new Softmax())
 *         .build(42);
 * }</pre>
 *
 * <p>The network owns the tensors that flow between its layers and uses them again for every batch;
 * what a method returns is valid until the next pass of the same kind. Passes that backward follows
 * keep what the layers put out where backward needs it ({@link #activation}). Everything else, what
 * flows through other passes and the gradients, takes turns with two tensors. Layers that can work
 * in place do so where nobody needs what they overwrite.
 *
 * <p>Not safe for several threads at once; a pass uses the threads of its {@link Compute}.
 */
public final class Sequential {
  private final Shape inputShape;
  private final List<Layer> layers;
  private final List<Parameter> parameters;
  private final Compute compute;

  /**
   * The plan of the backward pass: for each layer the formula that goes through it and the one
   * before it, or null where it goes layer by layer.
   */
  private final List<Layer.Backward> throughTwo = new ArrayList<>();

  private final Tensor[] activations;
  private final TransientTensors transients;

  /** What the last pass without backward returned. */
  private final Tensor evaluated = Tensor.zeros(0);

  /** How many layers the last pass that backward follows went through; 0 for none yet. */
  private int trainedLayers;

  private Sequential(
      Shape inputShape, List<Layer> layers, Rng rng, Compute compute, boolean layerByLayer) {
    this.inputShape = inputShape;
    this.layers = List.copyOf(layers);
    this.compute = compute;
    List<Parameter> all = new ArrayList<>();
    Shape shape = inputShape;
    for (Layer layer : layers) {
      layer.build(shape, rng.split(layer.name()), compute);
      boolean joins = !layerByLayer && !throughTwo.isEmpty();
      throughTwo.add(joins ? layer.backwardThrough(layers.get(throughTwo.size() - 1)) : null);
      shape = layer.outputShape();
      all.addAll(layer.parameters());
    }
    this.parameters = List.copyOf(all);
    this.activations = new Tensor[layers.size()];
    this.transients = TransientTensors.forLayers(layers);
  }

  /**
   * Begins a network.
   *
   * @param input shape of one sample, such as {@code 50, 55, 3} for images of height 50, width 55
   */
  public static Builder of(int... input) {
    return new Builder(Shape.of(input));
  }

  /** Collects layers; {@link #build} ends it. */
  public static final class Builder {
    private final Shape input;
    private final List<Layer> layers = new ArrayList<>();
    private Compute compute;
    private boolean layerByLayer = Layer.plainIsAskedFor();

    private Builder(Shape input) {
      this.input = input;
    }

    /** Appends layers. */
    public Builder add(Layer... more) {
      for (Layer layer : more) {
        layers.add(Objects.requireNonNull(layer, "layer"));
      }
      return this;
    }

    /** Sets on what the network computes; {@link Compute#standard()} by default. */
    public Builder on(Compute on) {
      compute = Objects.requireNonNull(on, "compute");
      return this;
    }

    /**
     * Makes the backward pass go through each layer by itself, so that a debugger can step into all
     * of them. Otherwise a ReLU and the BatchNorm after it are done in one pass over memory, with
     * the same results. {@code -Dlimpid.layers=plain} does so for all networks.
     */
    public Builder layerByLayer() {
      layerByLayer = true;
      return this;
    }

    /**
     * Builds all layers. Those without a name get one from their type and a number: {@code
     * conv2d_1}.
     *
     * @param seed where first weights and dropout masks come from
     * @throws IllegalArgumentException if there is no layer, two have one name, or one does not
     *     take the output of the one before
     */
    public Sequential build(long seed) {
      if (layers.isEmpty()) {
        throw new IllegalArgumentException("a network needs at least one layer");
      }
      nameLayers();
      Compute on = compute == null ? Compute.standard() : compute;
      return new Sequential(input, layers, Rng.of(seed).split("layers"), on, layerByLayer);
    }

    private void nameLayers() {
      Set<String> names = new HashSet<>();
      for (Layer layer : layers) {
        if (layer.hasName() && !names.add(layer.name())) {
          throw new IllegalArgumentException("two layers are named '" + layer.name() + "'");
        }
      }
      for (Layer layer : layers) {
        if (!layer.hasName()) {
          String type = layer.type().toLowerCase(Locale.ROOT);
          int number = 1;
          while (!names.add(type + "_" + number)) {
            number++;
          }
          layer.named(type + "_" + number);
        }
      }
    }
  }

  /** The shape of one input sample. */
  public Shape inputShape() {
    return inputShape;
  }

  /** The shape of one output sample. */
  public Shape outputShape() {
    return layers.get(layers.size() - 1).outputShape();
  }

  /** The layers, in order. */
  public List<Layer> layers() {
    return layers;
  }

  /** The layers of a type, in order. */
  public <L extends Layer> List<L> layers(Class<L> type) {
    return layers.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** All parameters, trained or not, in the order of the layers. */
  public List<Parameter> parameters() {
    return parameters;
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
    return forward(x, mode, layers.size());
  }

  /**
   * The scores from which a final {@link Softmax} makes probabilities, or the output if the network
   * has no Softmax at its end: what {@link SoftmaxCrossEntropy} wants.
   */
  public Tensor forwardToLogits(Tensor x, Mode mode) {
    return forward(x, mode, endsWithSoftmax() ? layers.size() - 1 : layers.size());
  }

  /** Whether the last layer is a {@link Softmax}. */
  public boolean endsWithSoftmax() {
    return layers.get(layers.size() - 1) instanceof Softmax;
  }

  private Tensor forward(Tensor x, Mode mode, int depth) {
    if (!x.shape().isBatchOf(inputShape) || x.batchSize() < 1) {
      throw new IllegalArgumentException(
          "the network takes batches of " + inputShape + " with N in front, got " + x.shape());
    }
    transients.makeRoom(x.batchSize());
    Tensor current = x;
    for (int i = 0; i < depth; i++) {
      Tensor output = mode.backward() ? activationFor(i, current, depth) : next(i, current, depth);
      layers.get(i).forward(current, output, mode);
      current = output;
    }
    if (mode.backward()) {
      trainedLayers = depth;
    }
    return current;
  }

  private Tensor activationFor(int i, Tensor input, int depth) {
    if (overwritesInput(i)) {
      activations[i] = input;
    } else if (isForNextLayerAlone(i, depth)) {
      activations[i] = transients.other(input);
    } else if (activations[i] == null || transients.has(activations[i])) {
      activations[i] = Tensor.zeros(layers.get(i).outputShape().batch(input.batchSize()));
    }
    return activations[i];
  }

  private boolean overwritesInput(int i) {
    return i > 0 && layers.get(i).worksInPlace() && !layers.get(i - 1).keepsOutput();
  }

  /** Whether backward needs neither what layer i puts out nor what is made of it in place. */
  private boolean isForNextLayerAlone(int i, int depth) {
    int last = i;
    while (last + 1 < depth && overwritesInput(last + 1)) {
      last++;
    }
    return last + 1 < depth
        && !layers.get(last).keepsOutput()
        && !layers.get(last + 1).keepsInput();
  }

  /** Where layer i puts what it makes of its input, in a pass without backward. */
  private Tensor next(int i, Tensor input, int depth) {
    if (i > 0 && layers.get(i).worksInPlace()) {
      return input;
    }
    int last = i;
    while (last + 1 < depth && layers.get(last + 1).worksInPlace()) {
      last++;
    }
    return last + 1 == depth ? evaluated : transients.other(input);
  }

  /**
   * The gradients by all parameters, for the last forward pass that said that backward follows;
   * they are left in {@link Parameter#gradient()}.
   *
   * @param dy gradient by what that pass returned; not modified
   */
  public void backward(Tensor dy) {
    backward(dy, null);
  }

  /**
   * Runs the backward pass as {@link #backward(Tensor)} does, with the gradient by the input too.
   *
   * @param dx gets the gradient by the input, {@code [N, input shape]}; null if nobody needs it
   */
  public void backward(Tensor dy, Tensor dx) {
    if (trainedLayers == 0) {
      throw new IllegalStateException(
          "backward needs a forward pass before it, in a mode such as Mode.TRAIN");
    }
    Tensor current = dy;
    for (int i = trainedLayers - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      boolean inPlace = layer.differentiatesInPlace() && transients.has(current);
      Layer.Backward through = throughTwo.get(i);
      i -= through == null ? 0 : 1;
      Tensor next = i == 0 ? dx : inPlace ? current : transients.other(current);
      if (through == null) {
        layer.backward(current, next);
      } else {
        layer.backward(current, next, through);
      }
      current = next;
    }
  }

  /**
   * What layer {@code i} put out in the last pass that backward follows. Where not {@link
   * #keepsActivation}, the tensor serves other purposes by then: look at it in a debugger, straight
   * after the layer.
   */
  public Tensor activation(int i) {
    if (i >= trainedLayers) {
      throw new IllegalStateException("no pass that backward follows has reached layer " + i);
    }
    return activations[i];
  }

  /**
   * Whether what layer {@code i} put out in the last pass that backward follows is there until the
   * next one. It is not where the next layer worked in place, or backward has no use for it.
   */
  public boolean keepsActivation(int i) {
    Tensor own = activation(i);
    return !transients.has(own) && (i + 1 == trainedLayers || activations[i + 1] != own);
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
      if (i < trainedLayers && keepsActivation(i) && !activations[i].isFinite()) {
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
    return "Sequential of " + layers.size() + " layers, " + parameterCount() + " parameters";
  }
}
