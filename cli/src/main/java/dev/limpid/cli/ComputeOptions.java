package dev.limpid.cli;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.insight.run.RunRecord;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say on what to compute; they change the speed, and the result by rounding only. */
final class ComputeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; results don't depend on them. Default: one for each processor.")
  private Integer threads;

  @Option(
      names = "--gemm",
      paramLabel = "NAME",
      description = "Matrix product: vector, jblas or java. Default: the fastest that runs here.")
  private String gemm;

  Compute compute() {
    if (threads != null && threads < 1) {
      throw new UserException("--threads must be 1 or more, but is " + threads);
    }
    Compute compute = Compute.standard();
    if (gemm != null) {
      compute = compute.with(Kernels.named(gemm));
    }
    return threads == null ? compute : compute.with(Parallel.of(possible(threads)));
  }

  /** More than there are processors only wait for each other. */
  private int possible(int wanted) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (wanted > processors) {
      command
          .commandLine()
          .getErr()
          .println(
              "warning: --threads is "
                  + wanted
                  + ", but there are "
                  + processors
                  + " processors; "
                  + processors
                  + " threads are used");
    }
    return Math.min(wanted, processors);
  }

  /** Warns where a run goes on with other arithmetic than that of its record. */
  void warnIfOther(Compute compute, RunRecord.Machine before) {
    String earlier = arithmetic(before.gemm(), before.convolution());
    String now = arithmetic(compute.gemm().name(), compute.convolution().toString());
    if (!now.equals(earlier)) {
      command
          .commandLine()
          .getErr()
          .println(
              "warning: the run was computed with "
                  + earlier
                  + " and goes on with "
                  + now
                  + "; it may not end with the bits of one that was never interrupted");
    }
  }

  private static String arithmetic(String gemm, String convolution) {
    return "--gemm " + gemm + " and -Dlimpid.conv=" + convolution;
  }

  /** Says what runs, if asked to. */
  void explain(Compute compute, boolean verbose, PrintWriter out) {
    if (verbose) {
      out.println(
          "JVM: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
      ProcessHandle.current().info().commandLine().ifPresent(it -> out.println("Started: " + it));
      out.println("Computing with: " + compute);
      Kernels.explain().forEach(line -> out.println("  " + line));
    }
  }
}
