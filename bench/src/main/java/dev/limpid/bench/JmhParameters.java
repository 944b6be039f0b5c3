package dev.limpid.bench;

import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvChoice;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * The parameters of benchmarks, each of them a field. JMH passes over a name that there is not, and
 * fails with stack traces in each fork where a value is none.
 */
final class JmhParameters {
  private final SortedMap<String, Class<?>> types = new TreeMap<>();

  /** Those that at least one of these benchmarks has. */
  JmhParameters(Collection<BenchmarkListEntry> benchmarks) {
    for (BenchmarkListEntry benchmark : benchmarks) {
      for (Field field : type(benchmark.getUserClassQName()).getFields()) {
        if (field.isAnnotationPresent(Param.class)) {
          types.put(field.getName(), field.getType());
        }
      }
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no class of the benchmark " + name, e);
    }
  }

  /**
   * Checks what {@code -p} asks for.
   *
   * @param asked the options as JMH reads them, which tell the values of a name
   * @param args the same as they were given, which tell the names
   * @throws IllegalArgumentException if there is no such parameter, or it can't have such a value;
   *     with those that there are
   */
  void check(CommandLineOptions asked, List<String> args) {
    for (String name : names(args)) {
      if (!types.containsKey(name)) {
        throw new IllegalArgumentException(
            "-p "
                + name
                + ": the benchmarks asked for have no such parameter; they have "
                + String.join(", ", types.keySet()));
      }
    }
    types.forEach(
        (name, type) -> {
          for (String value : asked.getParameter(name).orElse(List.of())) {
            try {
              check(name, type, value);
            } catch (IllegalArgumentException e) {
              throw new IllegalArgumentException("-p " + name + ": " + e.getMessage(), e);
            }
          }
        });
  }

  private static List<String> names(List<String> args) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i + 1 < args.size(); i++) {
      if (args.get(i).equals("-p")) {
        names.add(args.get(i + 1).replaceFirst("=.*", ""));
      }
    }
    return names;
  }

  private static void check(String name, Class<?> type, String value) {
    if (type.isEnum()) {
      List<String> possible =
          Arrays.stream(type.getEnumConstants()).map(each -> ((Enum<?>) each).name()).toList();
      require(possible.contains(value), "one of " + String.join(", ", possible), value);
    } else if (type == int.class) {
      require(isCount(value), "a whole number of 1 or more", value);
    } else if (name.equals("gemm")) {
      Kernels.named(value);
    } else if (name.equals("convolution")) {
      ConvChoice.named(value);
    } else if (name.equals("kernel")) {
      ConvChoice.named(Kernel.parse(value).algorithm());
    }
  }

  private static void require(boolean holds, String possible, String value) {
    if (!holds) {
      throw new IllegalArgumentException("must be " + possible + ", but is '" + value + "'");
    }
  }

  private static boolean isCount(String value) {
    try {
      return Integer.parseInt(value) >= 1;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
