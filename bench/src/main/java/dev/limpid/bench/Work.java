package dev.limpid.bench;

import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What one operation of a benchmark does.
 *
 * @param flops multiplications and additions of the direct algorithm, whatever an algorithm does
 *     instead; 0 where memory is the measure
 * @param bytes that it must read and write at least; 0 where arithmetic is the measure
 * @param images how many it takes; 0 if that is no measure
 */
record Work(double flops, double bytes, int images) {
  static Work of(BenchmarkParams params) {
    String[] name = params.getBenchmark().split("\\.");
    return switch (name[name.length - 2]) {
      case "PeakBenchmark" -> ofFlops(number(params, "threads") * Peak.flops(PeakBenchmark.ROUNDS));
      case "GemmBenchmark" -> ofFlops(ProductShape.valueOf(params.getParam("shape")).flops());
      case "ConvolutionBenchmark" -> convolution(params);
      case "StepProductsBenchmark", "TrainingBenchmark" ->
          network(params, SeedModel.trainingFlops());
      case "InferenceBenchmark" -> network(params, SeedModel.inferenceFlops());
      case "LayerBenchmark" -> layer(params);
      default -> new Work(0, 0, 0);
    };
  }

  private static Work ofFlops(double flops) {
    return new Work(flops, 0, 0);
  }

  private static Work convolution(BenchmarkParams params) {
    int images = Kernel.parse(params.getParam("kernel")).images(number(params, "batch"));
    SeedLayer layer = SeedLayer.valueOf(params.getParam("layer"));
    return new Work((double) images * layer.geometry().flops(), 0, images);
  }

  private static Work network(BenchmarkParams params, long flopsOfAnImage) {
    int images = number(params, "batch");
    return new Work((double) images * flopsOfAnImage, 0, images);
  }

  private static Work layer(BenchmarkParams params) {
    int images = number(params, "batch");
    SeedLayer after = SeedLayer.valueOf(params.getParam("after"));
    LayerBenchmark.Kind kind = LayerBenchmark.Kind.valueOf(params.getParam("kind"));
    return new Work(0, LayerBenchmark.bytes(after, kind, images), images);
  }

  private static int number(BenchmarkParams params, String name) {
    return Integer.parseInt(params.getParam(name));
  }
}
