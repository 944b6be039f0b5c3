package dev.limpid.insight.measure.run;

import dev.limpid.insight.look.GradCam;
import dev.limpid.insight.look.Plane;
import dev.limpid.layers.Network;
import java.awt.image.BufferedImage;

/** Where in images a network sees classes, as pictures that are laid over the images. */
final class ClassMaps {
  /** Of a network that can't be asked. */
  static final ClassMaps NONE = new ClassMaps(null);

  private static final int LARGEST = 64;
  private static final int ORANGE = 0xf06000;
  private static final int DENSEST = 217; // of 255, so that the image is seen through it

  private final GradCam gradCam;

  private ClassMaps(GradCam gradCam) {
    this.gradCam = gradCam;
  }

  /**
   * Of the network as it is now; {@link #NONE} without a convolution, or where it can't be copied.
   */
  static ClassMaps of(Network network) {
    if (!convolves(network)) {
      return NONE;
    }
    try {
      return new ClassMaps(GradCam.of(network));
    } catch (IllegalArgumentException cannotBeAsked) {
      return NONE;
    }
  }

  /** Whether there is a kernel {@code [H,W,in,out]}. */
  private static boolean convolves(Network network) {
    return network.parameters().stream().anyMatch(each -> each.value().shape().rank() == 4);
  }

  /** A PNG file in Base64; null if nothing in the image speaks for the class. */
  String png(float[] image, int classIndex) {
    if (gradCam == null) {
      return null;
    }
    Plane map = gradCam.map(image, classIndex);
    map = map.resized(Math.min(LARGEST, map.height()), Math.min(LARGEST, map.width()));
    float greatest = map.greatest();
    if (!(greatest > 0 && Float.isFinite(greatest))) {
      return null;
    }
    BufferedImage picture =
        new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < map.values().length; i++) {
      int density = Math.round(DENSEST * map.values()[i] / greatest);
      picture.setRGB(i % map.width(), i / map.width(), density << 24 | ORANGE);
    }
    return Png.base64(picture);
  }
}
