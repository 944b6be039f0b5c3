package dev.limpid.interop.keras;

import dev.limpid.layers.Dropout;
import dev.limpid.layers.GaussianDropout;
import dev.limpid.layers.GaussianNoise;
import dev.limpid.layers.SpatialDropout2D;
import dev.limpid.layers.StochasticDepth;
import dev.limpid.layers.json.ForeignText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Dropouts, noise, and layers that do nothing. */
final class RandomLayers {
  private RandomLayers() {}

  static void addTo(Map<String, Function<Call, Flow>> readers) {
    readers.put("Dropout", RandomLayers::dropout);
    readers.put(
        "SpatialDropout2D",
        call -> {
          double rate = call.options().number("rate", 0.5);
          call.options().ignore("noise_shape");
          Flow image = call.image();
          return call.add(ConvolutionLayers.made(call, () -> new SpatialDropout2D(rate)), image);
        });
    readers.put(
        "GaussianNoise",
        call -> {
          double deviation = call.options().number("stddev", call.options().number("sigma", 0));
          return call.add(
              ConvolutionLayers.made(call, () -> new GaussianNoise(deviation)), call.input());
        });
    readers.put(
        "GaussianDropout",
        call -> {
          double rate = call.options().number("rate", 0);
          return call.add(
              ConvolutionLayers.made(call, () -> new GaussianDropout(rate)), call.input());
        });
    readers.put(
        "AlphaDropout",
        call -> {
          call.options().ignore("rate", "noise_shape");
          call.note(call.layer() + " is left out, so training goes on without it.");
          return call.input();
        });
    readers.put(
        "ActivityRegularization",
        call -> {
          call.options().ignore("l1", "l2");
          call.note(
              call.layer() + " adds to the loss in training, which is not part of the network.");
          return call.input();
        });
    readers.put( // of Keras's ConvNeXt
        "StochasticDepth",
        call -> {
          double rate = call.options().number("drop_path_rate", 0);
          return call.add(
              ConvolutionLayers.made(call, () -> new StochasticDepth(rate)), call.input());
        });
    readers.put("Identity", Call::input);
  }

  private static Flow dropout(Call call) {
    if (!call.options().has("rate") && !call.options().has("p")) {
      throw call.refuse("has no rate, which Keras's has: it is a class of its own");
    }
    double rate = call.options().number("rate", call.options().number("p", 0));
    Flow flow = call.input();
    if (call.options().has("noise_shape")) {
      Object shape = call.options().value("noise_shape");
      if (shape instanceof List<?> dims
          && dims.size() == flow.rank() + 1
          && dims.get(0) == null
          && dims.stream().skip(1).allMatch(Long.valueOf(1)::equals)) {
        return call.add(ConvolutionLayers.made(call, () -> new StochasticDepth(rate)), flow);
      }
      if (!Arrays.asList(null, 1L, 1L, null).equals(shape)) {
        throw call.refuse(
            "has the noise_shape "
                + ForeignText.brief(shape)
                + "; values, channels (null, 1, 1, null) or samples (null, 1, 1, 1) are dropped");
      }
      Flow image = call.natural();
      return call.add(ConvolutionLayers.made(call, () -> new SpatialDropout2D(rate)), image);
    }
    return call.add(ConvolutionLayers.made(call, () -> new Dropout(rate)), flow);
  }
}
