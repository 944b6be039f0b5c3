package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.Map;
import java.util.function.Function;

/** Pooling. */
final class PoolLayers {
  private PoolLayers() {}

  static void addTo(Map<String, Function<Call, Flow>> readers) {
    readers.put("MaxPooling2D", call -> pool(call, true));
    readers.put("AveragePooling2D", call -> pool(call, false));
    readers.put("GlobalAveragePooling2D", call -> global(call, new GlobalAvgPool2D()));
    readers.put("GlobalMaxPooling2D", call -> global(call, new GlobalMaxPool2D()));
  }

  private static Flow pool(Call call, boolean max) {
    int[] size = call.options().pair("pool_size", 2);
    int[] stride = call.options().has("strides") ? call.options().pair("strides", 0) : size;
    Padding padding = ConvolutionLayers.padding(call);
    Flow image = call.image();
    return call.add(
        max
            ? new MaxPool2D(size[0], size[1]).stride(stride[0], stride[1]).padding(padding)
            : new AvgPool2D(size[0], size[1]).stride(stride[0], stride[1]).padding(padding),
        image);
  }

  private static Flow global(Call call, Layer pool) {
    boolean keep = call.options().flag("keepdims", false);
    Flow image = call.image();
    boolean turned = image.turned();
    Shape shape = image.node().shape();
    Flow flow = call.add(pool, image);
    if (!keep) {
      return flow;
    }
    Flow kept = call.add("keepdims", new Reshape(1, 1, shape.dim(2)), flow);
    return new Flow(kept.node(), turned);
  }
}
