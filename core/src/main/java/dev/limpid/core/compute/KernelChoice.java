package dev.limpid.core.compute;

import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Jblas;
import dev.limpid.core.internal.KernelProperties;
import dev.limpid.core.internal.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Chooses {@link Kernels}: each make is looked for when first wanted, and then no more. */
final class KernelChoice {
  private static final String VECTOR = "vector";

  private static List<Candidate> candidates;
  private static Kernels best;

  private KernelChoice() {}

  static synchronized Kernels best() {
    if (best == null) {
      Optional<String> forced =
          Property.oneOf(Kernels.PROPERTY, candidates().stream().map(Candidate::name).toList());
      best = forced.isPresent() ? named(forced.get()) : firstUsable();
      log(forced.isPresent());
    }
    return best;
  }

  private static Kernels firstUsable() {
    return candidates().stream().filter(Candidate::isUsable).findFirst().orElseThrow().kernels();
  }

  private static void log(boolean forced) {
    System.Logger log = System.getLogger("dev.limpid");
    Candidate fastest = candidates().get(0);
    if (!forced && !fastest.isUsable()) {
      log.log(System.Logger.Level.WARNING, fastest + "; using " + best.name());
    } else {
      log.log(System.Logger.Level.DEBUG, "kernels: " + best.name());
    }
  }

  static synchronized Kernels named(String name) {
    for (Candidate candidate : candidates()) {
      if (candidate.name().equals(name)) {
        if (!candidate.isUsable()) {
          throw new IllegalArgumentException(candidate.toString());
        }
        return candidate.kernels();
      }
    }
    String names = candidates().stream().map(Candidate::name).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("no kernels '" + name + "'; there are " + names);
  }

  static synchronized List<Kernels> available() {
    return candidates().stream().filter(Candidate::isUsable).map(Candidate::kernels).toList();
  }

  static synchronized List<String> explain() {
    String chosen =
        "chosen: "
            + best().name()
            + (Property.text(Kernels.PROPERTY).isPresent()
                ? ", forced by -D" + Kernels.PROPERTY
                : ", the first that is usable");
    List<String> lines = new ArrayList<>();
    candidates().forEach(candidate -> lines.add(candidate.toString()));
    lines.add(chosen);
    return List.copyOf(lines);
  }

  /** Fastest first. */
  private static List<Candidate> candidates() {
    if (candidates == null) {
      KernelProperties.check();
      List<Candidate> found = new ArrayList<>();
      ClassLoader loader = KernelProvider.class.getClassLoader();
      ServiceLoader.load(KernelProvider.class, loader).forEach(p -> found.add(new Candidate(p)));
      if (found.stream().noneMatch(candidate -> candidate.name().equals(VECTOR))) {
        found.add(new Candidate(new MissingVector()));
      }
      found.add(new Candidate(new JblasKernels()));
      found.add(new Candidate(new JavaKernels()));
      candidates = List.copyOf(found);
    }
    return candidates;
  }

  /** Says what is wrong where the module with the fastest kernels is not there. */
  private static final class MissingVector implements KernelProvider {
    @Override
    public String name() {
      return VECTOR;
    }

    @Override
    public Optional<String> obstacle() {
      return Optional.of("limpid-vector is missing; put its jar on the class path or module path");
    }

    @Override
    public Kernels kernels() {
      throw new IllegalStateException("there are none");
    }
  }

  private static final class JblasKernels implements KernelProvider {
    @Override
    public String name() {
      return "jblas";
    }

    @Override
    public Optional<String> obstacle() {
      return Jblas.obstacle();
    }

    @Override
    public Kernels kernels() {
      return new PlainKernels(Jblas.gemm(), "native BLAS through jblas");
    }
  }

  private static final class JavaKernels implements KernelProvider {
    @Override
    public String name() {
      return "java";
    }

    @Override
    public Optional<String> obstacle() {
      return Optional.empty();
    }

    @Override
    public Kernels kernels() {
      return new PlainKernels(Gemm.plain(), "plain Java, runs everywhere");
    }
  }
}
