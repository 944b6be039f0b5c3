package dev.limpid.bench.peers;

import java.util.List;
import java.util.Map;

/** What vector instructions the libraries may use. */
enum Lane {
  /** Those of the processor. */
  OWN(List.of(), Map.of()),
  /**
   * AVX2 at most, by the settings that the libraries have. ONNX Runtime has none, and uses what the
   * processor has.
   */
  AVX2(
      List.of("-XX:UseAVX=2"),
      Map.of(
          "ONEDNN_MAX_CPU_ISA", "AVX2",
          "DNNL_MAX_CPU_ISA", "AVX2",
          "ATEN_CPU_CAPABILITY", "avx2",
          "MKL_ENABLE_INSTRUCTIONS", "AVX2",
          "OPENBLAS_CORETYPE", "Haswell"));

  private final List<String> jvm;
  private final Map<String, String> environment;

  Lane(List<String> jvm, Map<String, String> environment) {
    this.jvm = jvm;
    this.environment = environment;
  }

  /** Options of Java. */
  List<String> jvm() {
    return jvm;
  }

  /** Variables that the native libraries read. */
  Map<String, String> environment() {
    return environment;
  }

  /** The settings in words, for the report; an empty text where there are none. */
  String settings() {
    return this == OWN
        ? ""
        : " AVX2 alone (-XX:UseAVX=2, ONEDNN_MAX_CPU_ISA, ATEN_CPU_CAPABILITY,"
            + " MKL_ENABLE_INSTRUCTIONS, OPENBLAS_CORETYPE); ONNX Runtime can't be limited.";
  }
}
