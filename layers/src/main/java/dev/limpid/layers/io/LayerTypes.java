package dev.limpid.layers.io;

import dev.limpid.layers.Broadcast;
import dev.limpid.layers.ChannelScale;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.ELU;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.GELU;
import dev.limpid.layers.GaussianDropout;
import dev.limpid.layers.GaussianNoise;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.HardSwish;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Mish;
import dev.limpid.layers.Normalization;
import dev.limpid.layers.Options;
import dev.limpid.layers.PReLU;
import dev.limpid.layers.Permute;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.SELU;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Slice;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Softplus;
import dev.limpid.layers.Softsign;
import dev.limpid.layers.SpatialDropout2D;
import dev.limpid.layers.StochasticDepth;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.ThresholdedReLU;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Divide;
import dev.limpid.layers.merge.Maximum;
import dev.limpid.layers.merge.Mean;
import dev.limpid.layers.merge.Minimum;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.merge.Subtract;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.norm.LocalResponseNorm;
import dev.limpid.layers.norm.UnitNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.ConstantPadding2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.ReflectionPadding2D;
import dev.limpid.layers.resize.ReplicationPadding2D;
import dev.limpid.layers.resize.Resizing;
import dev.limpid.layers.resize.UpSampling2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The types of layers that a model file may hold, by name; what makes each of them from its
 * {@linkplain Layer#config() options}.
 *
 * <pre>{@code
 * LayerTypes.register("Swish", options -> new Swish(options.number("beta")));
 * }</pre>
 *
 * <p>A type of your own is registered once, before a model with it is read or frozen. A file names
 * a type and tells its options, nothing else: it can't make a program load a class that is not
 * registered.
 */
public final class LayerTypes {
  /** One line for each type of layer that the library has. */
  private static final Map<String, Function<Options, ? extends Layer>> BUILT_IN =
      Map.ofEntries(
          Map.entry("Add", options -> new Add()),
          Map.entry("AvgPool2D", AvgPool2D::read),
          Map.entry("BatchNorm", BatchNorm::read),
          Map.entry("BilinearUpSampling2D", BilinearUpSampling2D::read),
          Map.entry("Broadcast", Broadcast::read),
          Map.entry("ChannelScale", options -> new ChannelScale()),
          Map.entry("Concat", options -> new Concat()),
          Map.entry("ConstantPadding2D", ConstantPadding2D::read),
          Map.entry("Conv2D", Conv2D::read),
          Map.entry("Conv2DTranspose", Conv2DTranspose::read),
          Map.entry("Cropping2D", Cropping2D::read),
          Map.entry("Dense", Dense::read),
          Map.entry("DepthwiseConv2D", DepthwiseConv2D::read),
          Map.entry("Divide", options -> new Divide()),
          Map.entry("Dropout", Dropout::read),
          Map.entry("ELU", ELU::read),
          Map.entry("Flatten", options -> new Flatten()),
          Map.entry("GELU", GELU::read),
          Map.entry("GaussianDropout", GaussianDropout::read),
          Map.entry("GaussianNoise", GaussianNoise::read),
          Map.entry("GlobalAvgPool2D", options -> new GlobalAvgPool2D()),
          Map.entry("GlobalMaxPool2D", options -> new GlobalMaxPool2D()),
          Map.entry("GroupNorm", GroupNorm::read),
          Map.entry("HardSigmoid", options -> new HardSigmoid()),
          Map.entry("HardSwish", options -> new HardSwish()),
          Map.entry("LayerNorm", LayerNorm::read),
          Map.entry("LeakyReLU", LeakyReLU::read),
          Map.entry("LocalResponseNorm", LocalResponseNorm::read),
          Map.entry("LogSoftmax", options -> new LogSoftmax()),
          Map.entry("MaxPool2D", MaxPool2D::read),
          Map.entry("Maximum", options -> new Maximum()),
          Map.entry("Mean", options -> new Mean()),
          Map.entry("Minimum", options -> new Minimum()),
          Map.entry("Mish", options -> new Mish()),
          Map.entry("Multiply", options -> new Multiply()),
          Map.entry("Normalization", options -> Normalization.ofFile()),
          Map.entry("PReLU", PReLU::read),
          Map.entry("Permute", Permute::read),
          Map.entry("ReLU", options -> new ReLU()),
          Map.entry("ReLU6", options -> new ReLU6()),
          Map.entry("ReflectionPadding2D", ReflectionPadding2D::read),
          Map.entry("ReplicationPadding2D", ReplicationPadding2D::read),
          Map.entry("Rescaling", Rescaling::read),
          Map.entry("Reshape", Reshape::read),
          Map.entry("Resizing", Resizing::read),
          Map.entry("SELU", options -> new SELU()),
          Map.entry("SiLU", options -> new SiLU()),
          Map.entry("Sigmoid", options -> new Sigmoid()),
          Map.entry("Slice", Slice::read),
          Map.entry("Softmax", options -> new Softmax()),
          Map.entry("Softplus", options -> new Softplus()),
          Map.entry("Softsign", options -> new Softsign()),
          Map.entry("SpatialDropout2D", SpatialDropout2D::read),
          Map.entry("StochasticDepth", StochasticDepth::read),
          Map.entry("Subtract", options -> new Subtract()),
          Map.entry("Tanh", options -> new Tanh()),
          Map.entry("ThresholdedReLU", ThresholdedReLU::read),
          Map.entry("UnitNorm", options -> new UnitNorm()),
          Map.entry("UpSampling2D", UpSampling2D::read),
          Map.entry("ZeroPadding2D", ZeroPadding2D::read));

  private static final Map<String, Function<Options, ? extends Layer>> READERS =
      new ConcurrentHashMap<>(BUILT_IN);

  private LayerTypes() {}

  /**
   * Makes a type known, for all of the program.
   *
   * @param type as {@link Layer#type()} tells it
   * @param reader makes a new layer from its options; it has to ask for each of them
   * @throws IllegalArgumentException if the type is one of the library's
   */
  public static void register(String type, Function<Options, ? extends Layer> reader) {
    if (BUILT_IN.containsKey(type)) {
      throw new IllegalArgumentException(
          "'" + type + "' is a type of the library's; give your layer another type");
    }
    READERS.put(type, Objects.requireNonNull(reader, "reader"));
  }

  /** Whether a type is one of the library's, and not registered. */
  public static boolean isBuiltIn(String type) {
    return BUILT_IN.containsKey(type);
  }

  /**
   * Makes a layer, not built and without a name.
   *
   * @param type as {@link Layer#type()} tells it
   * @param config as {@link Layer#config()} tells it; numbers may be of any integer or floating
   *     type
   * @throws IllegalArgumentException if there is no such type, or an option is missing, wrong or
   *     unknown
   */
  public static Layer fromConfig(String type, Map<String, Object> config) {
    Function<Options, ? extends Layer> reader = READERS.get(type);
    if (reader == null) {
      throw new IllegalArgumentException(
          "no layer of type "
              + ForeignText.quoted(type)
              + "; there are "
              + new TreeSet<>(READERS.keySet()));
    }
    return new Options(type, config).into(reader);
  }

  /**
   * Makes a layer of the same type, options, name and learning rate, frozen or not, not built.
   *
   * @throws IllegalArgumentException if the type is not known, or makes layers of another class
   */
  public static Layer copy(Layer layer) {
    Layer copy = fromConfig(layer.type(), layer.config());
    if (copy.getClass() != layer.getClass()) {
      throw new IllegalArgumentException(
          layer
              + " is a "
              + layer.getClass().getName()
              + ", but its type makes a "
              + copy.getClass().getName()
              + "; give it a type() of its own and register that");
    }
    return copy.named(layer.name())
        .trainable(layer.isTrainable())
        .learningRateMultiplier(layer.learningRateMultiplier());
  }
}
