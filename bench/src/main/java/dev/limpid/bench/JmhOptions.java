package dev.limpid.bench;

import dev.limpid.cli.recipe.OutputFile;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.profile.ProfilerFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.ProfilerConfig;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.runner.options.WarmupMode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** JMH's own options, read, and looked at before anything is measured. */
final class JmhOptions {
  /** All that JMH says of a choice that there is not. */
  private static final Pattern NO_CHOICE = Pattern.compile("No enum constant (.+?)\\.([^.]*)");

  private static final Map<Class<? extends Enum<?>>, String> CHOICES =
      Map.of(ResultFormatType.class, "-rf", VerboseMode.class, "-v", WarmupMode.class, "-wm");

  private JmhOptions() {}

  /**
   * Reads the options.
   *
   * @throws ParameterException if one is wrong
   */
  static CommandLineOptions read(CommandSpec spec, List<String> args) {
    try {
      return new CommandLineOptions(args.toArray(String[]::new));
    } catch (CommandLineOptionException | IllegalArgumentException | IllegalStateException e) {
      throw new ParameterException(spec.commandLine(), words(String.valueOf(e.getMessage())), e);
    }
  }

  private static String words(String message) {
    Matcher choice = NO_CHOICE.matcher(message);
    if (choice.matches()) {
      for (Map.Entry<Class<? extends Enum<?>>, String> each : CHOICES.entrySet()) {
        if (each.getKey().getName().equals(choice.group(1))) {
          return each.getValue()
              + " must be one of "
              + Arrays.toString(each.getKey().getEnumConstants())
              + ", but is '"
              + choice.group(2)
              + "'";
        }
      }
    }
    return message + "; -h lists JMH's options";
  }

  /**
   * Makes sure that files can be written, that profilers are there, and so is another JVM.
   *
   * @throws ParameterException if an option names what there is not
   * @throws dev.limpid.cli.recipe.UserException if a file can't be written
   */
  static void requireUsable(CommandSpec spec, CommandLineOptions asked) {
    for (ProfilerConfig profiler : asked.getProfilers()) {
      try {
        ProfilerFactory.getProfilerOrException(profiler);
      } catch (ProfilerException e) {
        String reason =
            e.getCause() instanceof ClassNotFoundException
                ? "there is no such profiler"
                : e.getMessage();
        throw new ParameterException(
            spec.commandLine(),
            "-prof " + profiler.getKlass() + ": " + reason + "; -lprof lists those that there are",
            e);
      }
    }
    if (asked.getJvm().hasValue() && !isProgram(asked.getJvm().get())) {
      throw new ParameterException(
          spec.commandLine(),
          "-jvm: "
              + asked.getJvm().get()
              + " is no program that can be started; name the java of a JDK");
    }
    if (asked.getResult().hasValue()) {
      requireWritable(asked.getResult().get(), "-rff");
    }
    if (asked.getOutput().hasValue()) {
      requireWritable(asked.getOutput().get(), "-o");
    }
  }

  /** Whether it can be started, by its path or, without a folder, from those of PATH. */
  private static boolean isProgram(String name) {
    boolean isPath = Path.of(name).getParent() != null;
    String folders = isPath ? "" : Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(folders.split(File.pathSeparator))
        .flatMap(folder -> Stream.of(Path.of(folder, name), Path.of(folder, name + ".exe")))
        .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
  }

  /** JMH writes into what is there, devices too; anything else it must be able to make. */
  private static void requireWritable(String file, String option) {
    Path path = Path.of(file);
    if (Files.isDirectory(path) || !Files.isWritable(path)) {
      OutputFile.requireWritable(path, option);
    }
  }
}
