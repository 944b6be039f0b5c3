package dev.limpid.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the comparison was asked for.
 *
 * @param libraries in this order
 * @param rounds timed steps of each
 * @param threads of each
 * @param network {@code null} for the seed network
 * @param lane what vectors they may use
 * @param parts {@code training}, {@code inference} or both
 * @param quick whether warm-up is short
 * @param markdown where the tables go besides the terminal, or null
 */
record Options(
    List<Library> libraries,
    int rounds,
    int threads,
    OtherNetwork network,
    Lane lane,
    List<String> parts,
    boolean quick,
    Path markdown) {
  private static final String USAGE =
      "options: --quick, --libraries limpid,tensorflow,djl,dl4j,onnx, --rounds N, --threads N,"
          + " --network seed|lenet|resnet20|vgg16|mobilenetv2|resnet50, --lane own|avx2,"
          + " --parts training,inference, --markdown FILE";

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if one is unknown or wrong
   */
  static Options parse(String[] args) {
    List<String> rest = new ArrayList<>(List.of(args));
    boolean quick = rest.remove("--quick");
    String libraries = quick ? "limpid,tensorflow,djl,onnx" : "limpid,tensorflow,djl,dl4j,onnx";
    int rounds = quick ? 3 : 9;
    int threads = 2;
    OtherNetwork network = null;
    Lane lane = Lane.OWN;
    String parts = "training,inference";
    Path markdown = null;
    for (int i = 0; i < rest.size(); i += 2) {
      if (i + 1 == rest.size()) {
        throw new IllegalArgumentException(USAGE);
      }
      String value = rest.get(i + 1);
      switch (rest.get(i)) {
        case "--libraries" -> libraries = value;
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--threads" -> threads = Integer.parseInt(value);
        case "--network" -> network = value.equals("seed") ? null : OtherNetwork.parse(value);
        case "--lane" -> lane = Lane.parse(value);
        case "--parts" -> parts = value;
        case "--markdown" -> markdown = Path.of(value);
        default -> throw new IllegalArgumentException(USAGE);
      }
    }
    if (network != null) {
      libraries = "limpid,onnx";
      parts = "inference";
    }
    List<Library> parsed = List.of(libraries.split(",")).stream().map(Library::parse).toList();
    return new Options(
        parsed, rounds, threads, network, lane, List.of(parts.split(",")), quick, markdown);
  }

  boolean training() {
    return parts.contains("training");
  }

  boolean inference() {
    return parts.contains("inference");
  }

  double warmUpSeconds(double full) {
    return quick ? full / 4 : full;
  }
}
