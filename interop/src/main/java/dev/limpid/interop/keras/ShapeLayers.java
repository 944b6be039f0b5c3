package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Permute;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.Resizing;
import dev.limpid.layers.resize.UpSampling2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.util.Map;
import java.util.function.Function;

/** Layers that move, repeat, add or leave out values, and those that resize images. */
final class ShapeLayers {
  private ShapeLayers() {}

  static void addTo(Map<String, Function<Call, Flow>> readers) {
    readers.put("Flatten", ShapeLayers::flatten);
    readers.put("Reshape", ShapeLayers::reshape);
    readers.put("Permute", ShapeLayers::permute);
    readers.put("ZeroPadding2D", ShapeLayers::pad);
    readers.put("Cropping2D", ShapeLayers::crop);
    readers.put("CenterCrop", ShapeLayers::centerCrop);
    readers.put("RandomCrop", ShapeLayers::randomCrop);
    readers.put("UpSampling2D", ShapeLayers::upSample);
    readers.put("Resizing", ShapeLayers::resize);
  }

  /** With channels_first, Keras puts channels last before it flattens. */
  private static Flow flatten(Call call) {
    boolean channelsFirst = call.options().channelsFirst();
    Flow flow = call.input();
    if (flow.rank() == 0) {
      return call.add(new Reshape(1), flow);
    }
    if (channelsFirst && flow.rank() == 3) {
      return call.add(new Flatten(), call.assembly().turned(call.name(), flow));
    }
    if (channelsFirst && flow.rank() > 1) {
      throw call.refuse("has channels first of what is no image");
    }
    return flow.rank() == 1 ? flow : call.add(new Flatten(), call.natural());
  }

  private static Flow reshape(Call call) {
    int[] dims = call.options().integers("target_shape");
    Flow flow = call.natural();
    return call.add(ConvolutionLayers.made(call, () -> new Reshape(dims)), flow);
  }

  private static Flow permute(Call call) {
    int[] dims = call.options().integers("dims");
    Flow flow = call.natural();
    return call.add(ConvolutionLayers.made(call, () -> new Permute(dims)), flow);
  }

  private static Flow pad(Call call) {
    int[] by = call.options().margins("padding");
    Flow image = call.image();
    return call.add(
        ConvolutionLayers.made(call, () -> new ZeroPadding2D(by[0], by[1], by[2], by[3])), image);
  }

  private static Flow crop(Call call) {
    int[] by = call.options().margins("cropping");
    Flow image = call.image();
    return call.add(
        ConvolutionLayers.made(call, () -> new Cropping2D(by[0], by[1], by[2], by[3])), image);
  }

  /** Cut out of the middle; of a smaller image, the largest part of its shape is resized. */
  private static Flow centerCrop(Call call) {
    int height = call.options().integer("height");
    int width = call.options().integer("width");
    Flow image = call.image();
    Shape shape = image.node().shape();
    int rows = shape.dim(0);
    int columns = shape.dim(1);
    if (height < 1 || width < 1) {
      throw call.refuse("crops to " + height + " x " + width);
    }
    if (rows >= height && columns >= width) {
      int top = (rows - height) / 2;
      int left = (columns - width) / 2;
      return call.add(
          new Cropping2D(top, rows - height - top, left, columns - width - left), image);
    }
    return cropAndResize(call, image, height, width, false);
  }

  /**
   * In inference Keras resizes the largest part of the shape, until 3.3, and nothing, from 3.9 on;
   * what is between crops where no window should be.
   */
  private static Flow randomCrop(Call call) {
    int height = call.options().integer("height");
    int width = call.options().integer("width");
    call.options().ignore("seed", "data_format");
    int version = call.assembly().version;
    if (version > 303 && version < 309 || version == 0) {
      throw call.refuse(
          "crops in inference too in the version of Keras that wrote the file; take it out, or save"
              + " the model with 3.9 or newer, which leaves images as they are");
    }
    call.note(call.layer() + " crops training images at random; training goes on without it.");
    if (version >= 309) {
      return call.input();
    }
    if (height < 1 || width < 1) {
      throw call.refuse("crops to " + height + " x " + width);
    }
    return cropAndResize(call, call.image(), height, width, false);
  }

  private static Flow cropAndResize(Call call, Flow image, int height, int width, boolean nearest) {
    int rows = image.node().shape().dim(0);
    int columns = image.node().shape().dim(1);
    int cropHeight =
        Math.max(1, Math.min(rows, (int) ((double) ((long) columns * height) / width)));
    int cropWidth = Math.max(1, Math.min(columns, (int) ((double) ((long) rows * width) / height)));
    int top = (rows - cropHeight) / 2;
    int left = (columns - cropWidth) / 2;
    Flow cropped =
        call.add(
            "crop",
            new Cropping2D(top, rows - cropHeight - top, left, columns - cropWidth - left),
            image);
    return call.add(new Resizing(height, width).nearest(nearest), cropped);
  }

  private static boolean nearest(Call call, String byDefault) {
    String interpolation = call.options().text("interpolation", byDefault);
    if (!interpolation.equals("nearest") && !interpolation.equals("bilinear")) {
      throw call.refuse("interpolates by '" + interpolation + "'; Limpid has nearest and bilinear");
    }
    return interpolation.equals("nearest");
  }

  private static Flow upSample(Call call) {
    int[] by = call.options().pair("size", 2);
    boolean nearest = nearest(call, "nearest");
    Flow image = call.image();
    return call.add(
        ConvolutionLayers.made(
            call,
            () ->
                nearest ? new UpSampling2D(by[0], by[1]) : new BilinearUpSampling2D(by[0], by[1])),
        image);
  }

  private static Flow resize(Call call) {
    KerasOptions options = call.options();
    int height = options.integer("height");
    int width = options.integer("width");
    boolean nearest = nearest(call, "bilinear");
    options.ignore("fill_mode", "fill_value", "bounding_box_format");
    if (options.flag("antialias", false)) {
      throw call.refuse("smooths before it resizes (antialias), which Limpid does not have");
    }
    if (options.flag("pad_to_aspect_ratio", false)) {
      throw call.refuse("pads to the aspect ratio, which Limpid does not have");
    }
    boolean crop = options.flag("crop_to_aspect_ratio", false);
    Flow image = call.image();
    if (height < 1 || width < 1) {
      throw call.refuse("resizes to " + height + " x " + width);
    }
    return crop
        ? cropAndResize(call, image, height, width, nearest)
        : call.add(new Resizing(height, width).nearest(nearest), image);
  }
}
