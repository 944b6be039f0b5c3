package dev.limpid.interop.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What each of Keras's layers becomes here. */
final class LayerTable {
  /** Layers that do something to training data alone. */
  private static final Set<String> AUGMENTATION =
      Set.of(
          "AugMix",
          "AutoContrast",
          "CutMix",
          "MixUp",
          "RandAugment",
          "RandomBrightness",
          "RandomColorDegeneration",
          "RandomColorJitter",
          "RandomContrast",
          "RandomCrop",
          "RandomElasticTransform",
          "RandomErasing",
          "RandomFlip",
          "RandomGaussianBlur",
          "RandomGrayscale",
          "RandomHeight",
          "RandomHue",
          "RandomInvert",
          "RandomPerspective",
          "RandomPosterization",
          "RandomRotation",
          "RandomSaturation",
          "RandomSharpness",
          "RandomShear",
          "RandomTranslation",
          "RandomWidth",
          "RandomZoom",
          "Solarization");

  /** Of these, those that do something in inference too, or change the size of the image. */
  private static final Set<String> NOT_NOTHING =
      Set.of("AutoContrast", "RandomCrop", "RandomHeight", "RandomWidth", "Solarization");

  private static final Map<String, Function<Call, Flow>> READERS = readers();

  private LayerTable() {}

  private static Map<String, Function<Call, Flow>> readers() {
    Map<String, Function<Call, Flow>> readers = new HashMap<>();
    ActivationLayers.addTo(readers);
    ConvolutionLayers.addTo(readers);
    MergeLayers.addTo(readers);
    NormLayers.addTo(readers);
    PoolLayers.addTo(readers);
    RandomLayers.addTo(readers);
    ShapeLayers.addTo(readers);
    return Map.copyOf(readers);
  }

  /** Puts a layer into the network. */
  static Flow add(Call call) {
    noteTraining(call);
    String type = call.layer().type();
    if (AUGMENTATION.contains(type) && !NOT_NOTHING.contains(type)) {
      call.note(
          call.layer()
              + " changes training images at random and nothing else; it is left out, so training"
              + " goes on without it.");
      for (Object option : List.copyOf(call.layer().config().keySet())) {
        call.options().ignore(String.valueOf(option));
      }
      return call.input();
    }
    Function<Call, Flow> reader = READERS.get(type);
    if (reader == null) {
      throw call.refuse("is of a type that Limpid does not have" + remedy(type));
    }
    return reader.apply(call);
  }

  private static String remedy(String type) {
    return switch (type) {
      case "Lambda" ->
          ": its function is code, and nothing in a file is run; use layers of Keras's own in its"
              + " place";
      case "LSTM", "GRU", "SimpleRNN", "Bidirectional", "TimeDistributed", "ConvLSTM2D", "RNN" ->
          ": it is recurrent, and Limpid is for images";
      case "TFOpLambda", "TensorFlowOpLayer", "SlicingOpLambda" ->
          ": it is an operation of TensorFlow; use layers of Keras's own in its place";
      default ->
          type.endsWith("1D") || type.endsWith("3D")
              ? ": Limpid has layers of images, not of sequences or volumes"
              : "";
    };
  }

  private static void noteTraining(Call call) {
    KerasOptions options = call.options();
    for (Object key : call.layer().config().keySet()) {
      String name = String.valueOf(key);
      if (name.endsWith("_regularizer") && options.has(name)) {
        call.note(
            call.layer()
                + " has a "
                + name
                + "; what it adds to the loss in training is not part of the network.");
      } else if (name.endsWith("_constraint") && options.has(name)) {
        call.note(call.layer() + " has a " + name + ", which training here does not keep to.");
      }
    }
    if (call.layer().config().get("dtype") instanceof Map<?, ?> policy
        && policy.get("config") instanceof Map<?, ?> config
        && config.get("name") instanceof String name
        && !name.equals("float32")) {
      call.note("Layers computed in " + name + " there; here all is float32.");
    } else if (call.layer().config().get("dtype") instanceof String name
        && !name.equals("float32")
        && !call.layer().type().equals("InputLayer")) {
      call.note("Layers computed in " + name + " there; here all is float32.");
    }
  }
}
