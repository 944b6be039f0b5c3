package dev.limpid.cli.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** All options that make a training what it is, in groups: the mixin of commands that train. */
@Command
public final class TrainingOptions {
  @ArgGroup(validate = false, exclusive = false, order = 1, heading = "%nTraining%n")
  private LoopOptions loop = new LoopOptions();

  @ArgGroup(validate = false, exclusive = false, order = 2, heading = "%nOptimizer%n")
  private OptimizerOptions optimizer = new OptimizerOptions();

  @ArgGroup(validate = false, exclusive = false, order = 3, heading = "%nNetwork%n")
  private NetworkOptions network = new NetworkOptions();

  @ArgGroup(validate = false, exclusive = false, order = 4, heading = "%nImages%n")
  private DataOptions data = new DataOptions();

  /** Made by the command line. */
  public TrainingOptions() {}

  /**
   * The options that were given on a command line, by name without dashes.
   *
   * @throws ParameterException if one was given twice: picocli would start its group anew, and
   *     forget all of the group's options before it
   */
  public static Map<String, Object> given(ParseResult line) {
    Map<String, OptionSpec> known = byName(Recipe.spec());
    Map<String, Object> given = new LinkedHashMap<>();
    for (OptionSpec option : line.matchedOptions()) {
      String name = nameOf(option);
      if (known.containsKey(name)) {
        if (given.containsKey(name)) {
          throw new ParameterException(
              line.commandSpec().commandLine(), "--" + name + " is given twice");
        }
        given.put(name, option.getValue());
      }
    }
    return given;
  }

  static Map<String, OptionSpec> byName(CommandSpec spec) {
    Map<String, OptionSpec> all = new LinkedHashMap<>();
    spec.argGroups().stream()
        .flatMap(group -> group.options().stream())
        .forEach(option -> all.put(nameOf(option), option));
    return all;
  }

  private static String nameOf(OptionSpec option) {
    return option.longestName().substring(2);
  }

  LoopOptions loop() {
    return loop;
  }

  OptimizerOptions optimizer() {
    return optimizer;
  }

  NetworkOptions network() {
    return network;
  }

  DataOptions data() {
    return data;
  }
}
