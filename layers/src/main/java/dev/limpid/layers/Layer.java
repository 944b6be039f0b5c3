package dev.limpid.layers;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.json.ForeignText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One step of a network, with a forward and a backward pass in plain Java.
 *
 * <p><b>Life.</b> A layer is made with its options, and {@linkplain #build built} once for the
 * shape of its input, which is when its parameters get their shapes and first values. Then forward
 * and backward passes alternate.
 *
 * <p><b>Who owns what.</b> The caller (usually {@link Network}) owns the tensors that flow between
 * layers and hands them in; the layer owns its parameters and what it must remember. After a
 * forward pass whose mode says that {@linkplain Mode#backward() backward follows}, the layer keeps
 * a reference to input and output, and the caller leaves them as they are until the backward pass
 * is done. A forward pass without backward in between changes nothing of that.
 *
 * <p><b>In place.</b> Where {@link #worksInPlace()}, the output tensor may be the input tensor;
 * where {@link #differentiatesInPlace()}, {@code dx} may be {@code dy}.
 *
 * <p>To write a layer of your own, implement {@link #outputShape}, {@link #onForward} and {@link
 * #onBackward}, and {@link #onBuild} if it has parameters. A layer may be made of other layers: it
 * builds them in its {@code onBuild} and runs them in its passes. They are its {@link #children}
 * then, which whatever looks for layers looks at too.
 */
public abstract class Layer implements Block {
  /** Values in one piece of an elementwise loop: long enough to pay for a thread's waking up. */
  static final int GRAIN = 1 << 14;

  private static final int MOST_OF_A_NAME = 100;

  /** The layer that this thread is building or running. */
  private static final ThreadLocal<Layer> ACTIVE = new ThreadLocal<>();

  private final Forward plainForward = this::onForward;
  private final Backward plainBackward = this::onBackward;
  private final List<Layer> children = new ArrayList<>();
  private boolean building;
  private volatile boolean prepared;
  private String name;
  private Shape inputShape;
  private Shape outputShape;
  private Compute compute;
  private boolean trainable = true;
  private double learningRateMultiplier = 1;

  /** Whose weights it has; null for its own. */
  private Layer owner;

  /** Of the last forward pass that a backward pass follows. */
  private Tensor input;

  private Tensor output;

  /** Its batch size, because the tensors may serve another purpose by now. */
  private int samples;

  /** A layer without a name; a network gives it one from its type, such as {@code conv2d_1}. */
  protected Layer() {}

  /** The type as it is shown and saved, such as {@code Conv2D}. */
  public String type() {
    return getClass().getSimpleName();
  }

  /** The name within its network. */
  public final String name() {
    return name == null ? type() : name;
  }

  /**
   * Sets the name, which parameters are named after; before the layer is built. Layers with options
   * override it for its type alone, so that options can follow.
   *
   * @return this layer
   * @throws IllegalArgumentException if it is empty or has more than 100 characters
   */
  public Layer named(String newName) {
    requireNotBuilt();
    name = requireName("a layer", newName);
    return this;
  }

  /**
   * Makes this layer use the weights of another, as a layer of Keras does that is called twice: one
   * set of parameters, trained by the sum of the gradients of all places, frozen together, and
   * saved once. Before it is built. Of a {@link dev.limpid.layers.norm.BatchNorm} the moving
   * averages are shared too, which each place moves in turn, and the population's statistics, which
   * are those of the values of all places together.
   *
   * @param other stands before it in the same network; of the same type and options
   * @return this layer
   * @throws IllegalArgumentException if the other is of another type, or has other options
   */
  public final Layer withWeightsOf(Layer other) {
    requireNotBuilt();
    if (other == this || !other.type().equals(type()) || !other.config().equals(config())) {
      throw new IllegalArgumentException(
          this
              + " can't have the weights of "
              + other
              + (other == this ? "" : ", whose type or options are others"));
    }
    owner = other.owner == null ? other : other.owner;
    return this;
  }

  /** The layer whose weights this one has; itself if it has its own. */
  public final Layer weightsOf() {
    return owner == null ? this : owner;
  }

  private void takeWeights(Layer other) {
    owner = other;
    List<Parameter> own = parameters();
    for (int i = 0; i < own.size(); i++) {
      own.get(i).shareValueOf(other.parameters().get(i));
    }
    for (int i = 0; i < children.size(); i++) {
      children.get(i).owner = other.children.get(i);
      children.get(i).onSharing(other.children.get(i));
    }
    onSharing(other);
  }

  /**
   * Called when the parameters have become those of another layer of the same type, for what else
   * goes with them.
   */
  protected void onSharing(Layer other) {}

  /**
   * Sets whether an optimizer trains this layer and those that it is made of; it does by default.
   * At any time: before the layer is built, or between two steps of a training. The parameters of a
   * layer that is not trained, a <em>frozen</em> one, stay as they are, and are saved as frozen
   * with the model. As in Keras, a frozen {@link dev.limpid.layers.norm.BatchNorm} runs with its
   * moving statistics and leaves them as they are, whatever the mode, and a frozen {@link Dropout}
   * drops.
   *
   * @return this layer
   */
  public final Layer trainable(boolean newTrainable) {
    if (owner != null) {
      owner.trainable(newTrainable);
      return this;
    }
    trainable = newTrainable;
    children.forEach(child -> child.trainable(newTrainable));
    parameters().forEach(parameter -> parameter.freeze(!newTrainable));
    return this;
  }

  /** Whether an optimizer trains the layer, if it has anything to train; see {@link #trainable}. */
  public final boolean isTrainable() {
    return weightsOf().trainable;
  }

  /**
   * Sets the factor of the optimizer's learning rate for this layer and those that it is made of,
   * such as 0.1 for a layer that was trained before; 1 by default. At any time, as {@link
   * #trainable}.
   *
   * @return this layer
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final Layer learningRateMultiplier(double factor) {
    if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          this + ": the learning-rate multiplier must be 0 or more, but is " + factor);
    }
    if (owner != null) {
      owner.learningRateMultiplier(factor);
      return this;
    }
    learningRateMultiplier = factor;
    children.forEach(child -> child.learningRateMultiplier(factor));
    parameters().forEach(parameter -> parameter.learningRateMultiplier(factor));
    return this;
  }

  /** The factor of the optimizer's learning rate; 1 by default. */
  public final double learningRateMultiplier() {
    return weightsOf().learningRateMultiplier;
  }

  static String requireName(String whose, String name) {
    if (name.isEmpty() || name.length() > MOST_OF_A_NAME) {
      throw new IllegalArgumentException(
          "the name of "
              + whose
              + " has 1 to "
              + MOST_OF_A_NAME
              + " characters, but not "
              + ForeignText.quoted(name));
    }
    return name;
  }

  final boolean hasName() {
    return name != null;
  }

  /**
   * The shape of one output sample for the shape of one input sample; computes nothing else.
   *
   * @throws IllegalArgumentException if the layer cannot take such an input
   */
  public abstract Shape outputShape(Shape input);

  /**
   * The options that make an equal layer, for reading and writing models and for freezing: numbers,
   * texts, true and false by name. {@code LayerTypes} has who reads them.
   */
  public abstract Map<String, Object> config();

  /** All parameters, trained or not, in a fixed order; empty before the layer is built. */
  public List<Parameter> parameters() {
    return List.of();
  }

  /**
   * What the layer remembers from step to step beside its parameters, such as the seed of its masks
   * and how many it has drawn; a checkpoint keeps it. By default nothing.
   */
  public long[] counters() {
    return new long[0];
  }

  /**
   * Goes on from what {@link #counters} said.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  public void restoreCounters(long... counters) {
    if (counters.length != counters().length) {
      throw new IllegalArgumentException(
          this + " has " + counters().length + " counters, not " + counters.length);
    }
  }

  /**
   * The shapes of the parameters, by their full names, that the layer would have for such an input;
   * allocates none. A model file is checked against it before anything is built.
   *
   * @param input shape of one sample
   */
  public Map<String, Shape> parameterShapes(Shape input) {
    return Map.of();
  }

  /**
   * Gives the parameters their shapes and first values; once.
   *
   * @param input shape of one sample
   * @param rng where first values and dropout masks come from
   * @param on what to compute on
   */
  public final void build(Shape input, Rng rng, Compute on) {
    build(input, outputShape(input), rng, on);
  }

  final void build(Shape input, Shape output, Rng rng, Compute on) {
    if (isBuilt()) {
      throw new IllegalStateException(this + " is built already; make a new one");
    }
    outputShape = output;
    inputShape = input;
    compute = on;
    Layer parent = ACTIVE.get();
    if (parent != null && parent.building) {
      parent.children.add(this);
    }
    requireKnownTo(parent);
    ACTIVE.set(this);
    building = true;
    try {
      onBuild(input, rng);
    } finally {
      building = false;
      ACTIVE.set(parent);
    }
    if (owner != null) {
      if (!owner.isBuilt()) {
        throw new IllegalStateException(
            this + " has the weights of " + owner + ", which does not stand before it");
      }
      takeWeights(owner);
      return;
    }
    if (!trainable) {
      trainable(false);
    }
    if (learningRateMultiplier != 1) {
      learningRateMultiplier(learningRateMultiplier);
    }
  }

  /**
   * Makes what grows with the image and is looked up by the passes, before the first of them. What
   * {@link #onBuild} makes is there as soon as a file is read, however large the images are that it
   * speaks of.
   */
  protected void onFirstPass() {}

  private void prepare() {
    if (!prepared) {
      synchronized (this) {
        if (!prepared) {
          onFirstPass();
          prepared = true;
        }
      }
    }
  }

  /** {@link #build} for layers that may take several inputs. */
  void build(List<Shape> inputs, Rng rng, Compute on) {
    build(inputs.get(0), rng, on);
  }

  /** {@link #outputShape} for layers that may take several inputs. */
  Shape outputShapeFor(List<Shape> inputs) {
    return outputShape(inputs.get(0));
  }

  /** Puts this layer behind a node of a graph. */
  @Override
  public final Node applyTo(Node input) {
    return input.graph().append(this, List.of(input));
  }

  /** The layers that this one has built in its {@link #onBuild}, in that order. */
  public final List<Layer> children() {
    return Collections.unmodifiableList(children);
  }

  /** This layer and those that it is made of, as far as they are of a type, in order. */
  public final <L extends Layer> List<L> layers(Class<L> type) {
    List<L> found = new ArrayList<>();
    if (type.isInstance(this)) {
      found.add(type.cast(this));
    }
    children.forEach(child -> found.addAll(child.layers(type)));
    return found;
  }

  /** Whether {@link #build} has been called. */
  public final boolean isBuilt() {
    return inputShape != null;
  }

  /** The shape of one input sample. */
  public final Shape inputShape() {
    requireBuilt();
    return inputShape;
  }

  /** {@link #inputShape} for layers that may take several inputs. */
  List<Shape> inputShapes() {
    return List.of(inputShape());
  }

  /** The shape of one output sample. */
  public final Shape outputShape() {
    requireBuilt();
    return outputShape;
  }

  /** On what this layer computes. */
  protected final Compute compute() {
    return compute;
  }

  /**
   * Whether a pass with {@linkplain Mode#dropout() dropout} is random in this layer, as in {@link
   * Dropout}; what it costs is a term of the gap.
   */
  public boolean isRandom() {
    return false;
  }

  /** Whether output and input may be the same tensor. */
  public boolean worksInPlace() {
    return false;
  }

  /** Whether the gradients by output and input may be the same tensor; if it works in place. */
  public boolean differentiatesInPlace() {
    return worksInPlace();
  }

  /** Whether the backward pass reads the input tensor, which must then not be overwritten. */
  public boolean keepsInput() {
    return true;
  }

  /** Whether the backward pass reads the output tensor, which must then not be overwritten. */
  public boolean keepsOutput() {
    return false;
  }

  /**
   * Computes the output for a batch.
   *
   * @param x {@code [N, input shape]}; not modified, unless it is {@code y} too
   * @param y gets the shape {@code [N, output shape]}; modified
   * @param mode what the pass does
   * @throws IllegalArgumentException if {@code x} has another shape than the layer was built for
   */
  public final void forward(Tensor x, Tensor y, Mode mode) {
    forward(x, y, mode, plainForward);
  }

  /** The same by a formula that may do what the layer behind would do as well. */
  final void forward(Tensor x, Tensor y, Mode mode, Forward formula) {
    requireBuilt();
    if (!x.shape().isBatchOf(inputShape) || x.batchSize() < 1) {
      throw new IllegalArgumentException(
          this + ": expected input " + batchOf(inputShape) + ", got " + x.shape());
    }
    if (x == y && !worksInPlace()) {
      throw new IllegalArgumentException(this + " cannot overwrite its input");
    }
    prepare();
    y.reshapeToBatch(x.batchSize(), outputShape);
    if (mode.backward()) {
      input = x;
      output = y;
      samples = x.batchSize();
    }
    Layer parent = ACTIVE.get();
    requireKnownTo(parent);
    ACTIVE.set(this);
    try {
      formula.apply(x, y, mode);
    } finally {
      ACTIVE.set(parent);
    }
  }

  /** A layer within another that nobody can see would be measured wrongly. */
  private void requireKnownTo(Layer parent) {
    if (parent != null && !parent.children.contains(this)) {
      throw new IllegalStateException(
          parent
              + " uses "
              + this
              + ", which it has not built in its onBuild: a network could not see it; build it"
              + " there");
    }
  }

  /** {@link #forward} for layers that may take several inputs. */
  void forward(Tensor[] xs, Tensor y, Mode mode) {
    forward(xs[0], y, mode);
  }

  /**
   * {@link #forward(Tensor, Tensor, Mode)} into a new tensor: convenient for one layer alone.
   *
   * @return the output
   */
  public final Tensor forward(Tensor x, Mode mode) {
    Tensor y = Tensor.zeros(outputShape().batch(x.shape().rank() == 0 ? 0 : x.batchSize()));
    forward(x, y, mode);
    return y;
  }

  /**
   * Computes the gradients of the loss by the parameters, into {@link Parameter#gradient()}, and by
   * the input, for the last forward pass that said that backward follows.
   *
   * @param dy gradient by the output, {@code [N, output shape]}; not modified, unless it is {@code
   *     dx} too
   * @param dx gets the gradient by the input, {@code [N, input shape]}; modified; null where nobody
   *     needs it
   * @throws IllegalStateException if there was no such forward pass
   * @throws IllegalArgumentException if {@code dy} has another shape than the output had
   */
  public final void backward(Tensor dy, Tensor dx) {
    backward(dy, dx, plainBackward);
  }

  /** The same by a formula that may go through the layer before as well. */
  final void backward(Tensor dy, Tensor dx, Backward formula) {
    requireBuilt();
    if (input == null) {
      throw new IllegalStateException(
          this + ": backward needs a forward pass before it, in a mode such as Mode.TRAIN");
    }
    requireGradient(dy, samples);
    if (dx == dy && !differentiatesInPlace()) {
      throw new IllegalArgumentException(this + " cannot overwrite the output gradient");
    }
    if (dx != null) {
      dx.reshapeToBatch(samples, inputShape);
    }
    formula.apply(input, output, dy, dx);
  }

  /** {@link #backward} for layers that may take several inputs. */
  void backwardInto(Tensor dy, Tensor[] dxs) {
    backward(dy, dxs[0]);
  }

  final void requireGradient(Tensor dy, int batch) {
    if (!dy.shape().isBatchOf(outputShape) || dy.batchSize() != batch) {
      throw new IllegalArgumentException(
          this + ": expected output gradient " + outputShape.batch(batch) + ", got " + dy.shape());
    }
  }

  /**
   * {@link #backward(Tensor, Tensor)} into a new tensor: convenient for one layer alone.
   *
   * @return the gradient by the input
   */
  public final Tensor backward(Tensor dy) {
    Tensor dx = Tensor.zeros(inputShape().batch(dy.shape().rank() == 0 ? 0 : dy.batchSize()));
    backward(dy, dx);
    return dx;
  }

  /** Creates the parameters; by default there are none. */
  protected void onBuild(Shape input, Rng rng) {}

  /** The forward pass; shapes are checked, {@code y} has its shape. */
  protected abstract void onForward(Tensor x, Tensor y, Mode mode);

  /**
   * The backward pass; shapes are checked, {@code dx} has its shape or is null.
   *
   * @param x input of the forward pass; overwritten by {@code y} where that worked in place, and
   *     its shape and values may be anything if not {@link #keepsInput()}
   * @param y output of the forward pass; likewise if not {@link #keepsOutput()}
   */
  protected abstract void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx);

  /** A formula of a forward pass: the parameters are those of {@link #onForward}. */
  @FunctionalInterface
  interface Forward {
    /** Computes the output. */
    void apply(Tensor x, Tensor y, Mode mode);
  }

  /** A formula of a backward pass: the parameters are those of {@link #onBackward}. */
  @FunctionalInterface
  public interface Backward {
    /** Computes the gradients. */
    void apply(Tensor x, Tensor y, Tensor dy, Tensor dx);
  }

  /**
   * A backward pass through this layer and the one before it at once, where that is faster than one
   * after the other. {@link Network} asks when it is built; {@code dx} is then the gradient by the
   * input of {@code before}, whose own backward pass is left out. The shapes of the two inputs have
   * to be equal.
   *
   * @return null, as by default, if there is none
   */
  protected Backward backwardThrough(Layer before) {
    return null;
  }

  /**
   * What this layer comes to in inference, with its values as they are now: arrays are copied. By
   * default {@link InferenceForm.Own}.
   */
  public InferenceForm inferenceForm() {
    return new InferenceForm.Own();
  }

  /**
   * Whether {@code -Dlimpid.layers=plain} asks for layers as one reads them in a debugger: one
   * after the other, in plain loops where there are such.
   *
   * @throws IllegalStateException if the property is neither {@code plain} nor {@code fast}
   */
  protected static boolean plainIsAskedFor() {
    String value = System.getProperty("limpid.layers", "fast");
    if (!value.equals("plain") && !value.equals("fast")) {
      throw new IllegalStateException(
          "limpid.layers must be fast or plain, but is '" + value + "'");
    }
    return value.equals("plain");
  }

  /**
   * Runs a loop over rows on the threads of this layer. It is cut into pieces by size alone, so
   * that the bits don't depend on the number of threads.
   *
   * @param rows how many
   * @param width values in a row
   * @param loop does the rows {@code from ... to - 1}
   */
  protected final void forRows(int rows, int width, Parallel.Range loop) {
    compute.parallel().forRange(rows, Math.max(1, GRAIN / Math.max(1, width)), loop);
  }

  final void copy(Tensor source, Tensor target) {
    float[] from = source.data();
    float[] to = target.data();
    forRows(
        source.size(), 1, (start, end) -> System.arraycopy(from, start, to, start, end - start));
  }

  /** Fails if the layer is built already: its options are fixed from then on. */
  protected final void requireNotBuilt() {
    if (isBuilt()) {
      throw new IllegalStateException(this + " is built already; set its options before");
    }
  }

  /** Fails if the layer is not built yet. */
  protected final void requireBuilt() {
    if (!isBuilt()) {
      throw new IllegalStateException(
          this + " is not built yet; build it or put it into a network first");
    }
  }

  private static String batchOf(Shape sample) {
    String dims = sample.toString();
    return sample.rank() == 0 ? "[N]" : "[N," + dims.substring(1);
  }

  /** Type and name, such as {@code Conv2D 'conv3'}. */
  @Override
  public String toString() {
    return hasName() ? type() + " '" + name() + "'" : type();
  }
}
