package dev.limpid.bench.peers;

import java.util.List;
import java.util.Locale;

/** The libraries that can be compared. */
enum Library {
  LIMPID("Limpid", true),
  TENSORFLOW("TensorFlow-Java", true),
  DJL("DJL / PyTorch", true),
  DL4J("DL4J", true),
  ONNX("ONNX Runtime", false);

  private final String label;
  private final boolean trains;

  Library(String label, boolean trains) {
    this.label = label;
    this.trains = trains;
  }

  String label() {
    return label;
  }

  /** Whether it trains; if not, it is in the tables of inference alone. */
  boolean trains() {
    return trains;
  }

  static Library parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no library '" + name + "'; there are " + List.of(values()), e);
    }
  }

  /** The version in the name of the jar that a class comes from; libraries rarely tell it. */
  static String versionOf(Class<?> type) {
    String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return jar.replaceAll(".*?-([0-9][^/]*)\\.jar$", "$1");
  }

  Contender open(Workload workload, int threads) throws Exception {
    return switch (this) {
      case LIMPID -> new LimpidContender(workload, threads);
      case TENSORFLOW -> new TensorFlowContender(workload, threads);
      case DJL -> new DjlContender(workload, threads);
      case DL4J -> new Dl4jContender(workload, threads);
      case ONNX -> OnnxContender.of(workload, threads);
    };
  }

  Contender open(OtherNetwork network, int threads) throws Exception {
    return switch (this) {
      case LIMPID -> new LimpidInference(network, threads);
      case ONNX -> OnnxContender.of(network, threads);
      default ->
          throw new IllegalArgumentException(label + " is compared with the seed network alone");
    };
  }
}
