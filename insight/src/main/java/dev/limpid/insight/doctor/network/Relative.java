package dev.limpid.insight.doctor.network;

import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * The layer whose gradient in the first step is smallest beside that of a layer behind it.
 *
 * @param layer its name
 * @param other the layer behind it
 * @param ratio of their norms
 */
record Relative(String layer, String other, double ratio) {
  static Optional<Relative> of(RunRecord run) {
    if (run.start() == null) {
      return Optional.empty();
    }
    List<LayerStart> kernels =
        run.start().layers().stream()
            .filter(layer -> layer.kernelDeviation() > 0 && layer.gradientNorm() > 0)
            .toList();
    Relative worst = null;
    for (int i = 0; i < kernels.size(); i++) {
      for (int j = i + 1; j < kernels.size(); j++) {
        double ratio = kernels.get(i).gradientNorm() / kernels.get(j).gradientNorm();
        if (worst == null || ratio < worst.ratio) {
          worst = new Relative(kernels.get(i).layer(), kernels.get(j).layer(), ratio);
        }
      }
    }
    return Optional.ofNullable(worst);
  }
}
