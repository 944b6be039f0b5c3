package dev.limpid.bench.peers;

import dev.limpid.cli.program.OptionRange;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the comparison was asked for. */
final class Options {
  /** What is compared. */
  enum Part {
    TRAINING,
    INFERENCE
  }

  @Option(
      names = "--quick",
      description = "3 rounds and a short warm-up, without DL4J where --libraries is not given.")
  private boolean quick;

  @Option(
      names = "--libraries",
      paramLabel = "NAMES",
      split = ",",
      description =
          "Those alone, in this order, with commas between: limpid, tensorflow, djl, dl4j, onnx."
              + " Default: all.")
  private List<Library> libraries;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Timed steps of each. Default: 9, or 3 if --quick.")
  private Integer rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads of each. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      converter = NetworkName.class,
      description =
          "Another network, against ONNX Runtime, in inference alone: lenet, resnet20, vgg16,"
              + " mobilenetv2, resnet50. Default: seed.")
  private OtherNetwork network;

  @Option(
      names = "--lane",
      paramLabel = "NAME",
      defaultValue = "own",
      description = "Vectors: own, those of the processor, or avx2. Default: ${DEFAULT-VALUE}.")
  private Lane lane;

  @Option(
      names = "--parts",
      paramLabel = "NAMES",
      split = ",",
      defaultValue = "training,inference",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<Part> parts;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables there too.")
  private Path markdown;

  /** Refuses numbers that make no sense. */
  void check(CommandSpec spec) {
    OptionRange.atLeast(spec, "--rounds", rounds(), 1);
    OptionRange.atLeast(spec, "--threads", threads, 1);
  }

  List<Library> libraries() {
    if (network != null) {
      return List.of(Library.LIMPID, Library.ONNX);
    }
    if (libraries != null) {
      return libraries;
    }
    return List.of(Library.values()).stream()
        .filter(library -> !quick || library != Library.DL4J)
        .toList();
  }

  int rounds() {
    return rounds != null ? rounds : quick ? 3 : 9;
  }

  int threads() {
    return threads;
  }

  /** {@code null} for the seed network. */
  OtherNetwork network() {
    return network;
  }

  /** What vectors they may use. */
  Lane lane() {
    return lane;
  }

  /** Where the tables go besides the terminal, or {@code null}. */
  Path markdown() {
    return markdown;
  }

  boolean training() {
    return network == null && parts.contains(Part.TRAINING);
  }

  boolean inference() {
    return network != null || parts.contains(Part.INFERENCE);
  }

  double warmUpSeconds(double full) {
    return quick ? full / 4 : full;
  }

  private static final class NetworkName implements ITypeConverter<OtherNetwork> {
    @Override
    public OtherNetwork convert(String name) {
      try {
        return name.equals("seed") ? null : OtherNetwork.parse(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
