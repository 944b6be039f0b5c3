package dev.limpid.interop.keras;

import dev.limpid.layers.Dropout;
import dev.limpid.layers.GaussianDropout;
import dev.limpid.layers.GaussianNoise;
import dev.limpid.layers.SpatialDropout2D;
import java.util.Arrays;
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
    readers.put("Identity", Call::input);
  }

  private static Flow dropout(Call call) {
    double rate = call.options().number("rate", call.options().number("p", 0));
    Flow flow = call.input();
    if (call.options().has("noise_shape")) {
      Object shape = call.options().value("noise_shape");
      if (!Arrays.asList(null, 1L, 1L, null).equals(shape)) {
        throw call.refuse("has a noise_shape, which Limpid's dropout does not have");
      }
      Flow image = call.natural();
      return call.add(ConvolutionLayers.made(call, () -> new SpatialDropout2D(rate)), image);
    }
    return call.add(ConvolutionLayers.made(call, () -> new Dropout(rate)), flow);
  }
}
