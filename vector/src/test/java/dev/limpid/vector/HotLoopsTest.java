package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvCase;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import dev.limpid.core.gemm.Matrix;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reads what HotSpot made of the loops of micro-kernels and depthwise convolutions: their sums stay
 * in registers. One that goes through the stack costs a store and a load on the chain of its
 * additions; with a few of them the kernels run at half speed.
 */
class HotLoopsTest {
  /** Computes products and convolutions until their loops are compiled. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Kernels kernels = new VectorKernels(CacheSizes.ofThisMachine());
      Window rows = Window.along(0, 21, 3, 1, 1, Padding.SAME);
      Window columns = Window.along(1, 19, 3, 1, 1, Padding.SAME);
      ConvGeometry geometry = new ConvGeometry(rows, columns, 64, 64, 1);
      compute(kernels, geometry, List.of(ConvChoice.IMPLICIT, ConvChoice.WINOGRAD4));
      compute(kernels, new ConvGeometry(rows, columns, 64, 64, 64), List.of(ConvChoice.AUTO));
      Window halved = Window.along(0, 25, 3, 2, 1, Padding.SAME);
      compute(kernels, new ConvGeometry(halved, halved, 64, 64, 64), List.of(ConvChoice.AUTO));
      computeMany(kernels);
      multiply(kernels);
      multiplyRow(kernels);
      computeLines(kernels, MicroKernel.panelWidth());
      computeLines(kernels, 3);
      System.out.println();
      System.out.println("computed with " + MicroKernel.usualRows() + " rows");
    }

    private static void compute(Kernels kernels, ConvGeometry geometry, List<ConvChoice> choices) {
      ConvCase c = ConvCase.of(geometry, 2, Rng.of(1), false);
      float[] y = new float[c.outputSize()];
      float[] dx = new float[c.x.length];
      float[] dKernel = new float[c.kernel.length];
      for (ConvChoice choice : choices) {
        ConvAlgorithm algorithm = kernels.convolution(choice, geometry, Parallel.serial());
        for (int i = 0; i < 40; i++) {
          algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
          algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
          algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
        }
      }
    }

    /** Depthwise, so many images that they come from memory. */
    private static void computeMany(Kernels kernels) {
      Window side = Window.along(0, 64, 3, 1, 1, Padding.SAME);
      ConvGeometry geometry = new ConvGeometry(side, side, 64, 64, 64);
      int images = 9;
      float[] x = new float[images * geometry.inputShape().size()];
      float[] kernel = new float[geometry.kernelShape().size()];
      float[] y = new float[x.length];
      ConvAlgorithm depthwise = kernels.convolution(ConvChoice.AUTO, geometry, Parallel.serial());
      for (int i = 0; i < 40; i++) {
        depthwise.forward(x, images, kernel, Epilogue.NONE, y);
      }
    }

    /** One channel; of 52 positions four are left for the smaller micro-tile. */
    private static void computeLines(Kernels kernels, int filters) {
      Window rows = Window.along(0, 20, 5, 1, 1, Padding.SAME);
      Window columns = Window.along(1, 52, 5, 1, 1, Padding.SAME);
      ConvGeometry geometry = new ConvGeometry(rows, columns, 1, filters, 1);
      ConvCase c = ConvCase.of(geometry, 2, Rng.of(1), false);
      FixedConvolution fixed =
          kernels
              .convolution(ConvChoice.AUTO, geometry, Parallel.serial())
              .fixed(c.kernel, Epilogue.ofBias(c.bias));
      float[] y = new float[c.outputSize()];
      for (int i = 0; i < 1_000; i++) {
        fixed.forward(c.x, c.images, y);
      }
    }

    /** A dense layer on one sample. */
    private static void multiplyRow(Kernels kernels) {
      Window pixel = Window.along(0, 1, 1, 1, 1, Padding.VALID);
      ConvGeometry geometry = new ConvGeometry(pixel, pixel, 256, 256, 1);
      FixedConvolution dense =
          kernels
              .convolution(ConvChoice.IMPLICIT, geometry, Parallel.serial())
              .fixed(new float[256 * 256], Epilogue.NONE);
      float[] y = new float[256];
      for (int i = 0; i < 10_000; i++) {
        dense.forward(new float[256], 1, y);
      }
    }

    private static void multiply(Kernels kernels) {
      // Of 52 rows four are left for the smaller micro-tile, whatever the larger.
      float[] a = new float[52 * 64];
      Matrix b = Matrix.of(new float[64 * 64], 64, 64);
      Matrix result = Matrix.of(new float[52 * 64], 52, 64);
      Matrix across = Matrix.of(a, 64, 52).transpose();
      // Three columns fill no vector.
      Matrix narrow = Matrix.of(new float[64 * 3], 64, 3);
      Matrix three = Matrix.of(new float[52 * 3], 52, 3);
      for (int i = 0; i < 10_000; i++) {
        kernels.gemm().multiply(Matrix.of(a, 52, 64), b, 0, result, Parallel.serial());
        kernels.gemm().multiply(across, b, 0, result, Parallel.serial());
        kernels.gemm().multiply(Matrix.of(a, 52, 64), narrow, 0, three, Parallel.serial());
        kernels.gemm().multiply(across, narrow, 0, three, Parallel.serial());
      }
    }
  }

  private static final String NARROW = "-XX:MaxVectorSize=16";

  /**
   * As wide as this machine allows, AVX2, and vectors of 128 bits with 16 and with 32 registers.
   */
  @ParameterizedTest
  @CsvSource({
    "0, -Dlimpid.lane=own",
    "6, -XX:UseAVX=2",
    "6, -XX:UseAVX=2 " + NARROW,
    "8, -Dos.arch=aarch64 " + NARROW
  })
  void sumsStayInRegisters(int rows, String options) throws Exception {
    String machine = System.getProperty("os.arch", "");
    assumeTrue(machine.equals("amd64") || machine.equals("x86_64"), "reads x86-64, not " + machine);
    AssumedKernels.vector();
    String avx = HotSpotFlags.value("UseAVX").orElse("0");
    assumeTrue(rows == 0 || avx.equals(rows == 8 ? "3" : "2") || avx.equals("3"), "AVX is " + avx);
    String output = output(options);
    String chosen = rows == 0 ? "computed with" : "computed with " + rows + " rows";
    assertTrue(output.contains(chosen), () -> end(output));
    Map<String, MachineCode> methods = MachineCode.printed(output);
    assumeTrue(!methods.isEmpty(), "this HotSpot prints no machine code, or disassembles it");
    boolean wide = output.contains("computed with 8 rows");
    for (int of : new int[] {4, wide ? 8 : 6}) {
      for (String method : List.of("rows", "columns", "lines")) {
        check(methods, "MicroKernel" + of + "::" + method, 2 * of);
        if (of > 4) {
          check(methods, "NarrowMicroKernel" + (wide ? 8 : 12) + "::" + method, wide ? 8 : 12);
        }
      }
    }
    check(methods, "DepthwiseKernels::squares", 36);
    check(methods, "DepthwiseKernels::rows", 18);
    check(methods, "DepthwiseKernels::pairs", 18);
    check(methods, "DepthwiseKernels::one", 9);
    check(methods, "DepthwiseKernels::addGradients", 9);
    check(methods, "RowKernel::four", 2 * RowKernel.PANELS);
  }

  private static void check(Map<String, MachineCode> methods, String method, int sums) {
    String name = "dev.limpid.vector." + method;
    MachineCode code = methods.get(name);
    assertTrue(code != null, () -> name + " was not compiled, but " + methods.keySet());
    List<MachineCode.Loop> loops = code.loops(sums);
    assertFalse(loops.isEmpty(), name + " has no loop with " + sums + " multiply-adds");
    for (MachineCode.Loop loop : loops) {
      assertEquals(0, loop.stackMoves(), name + " has vectors on the stack: " + loop);
    }
  }

  /** Two loops by hand; the first keeps a sum on the stack. */
  @Test
  void movesThroughTheStackAreFound() {
    String loads = "c5fe6f442408"; // vmovdqu ymm0, [rsp+8]
    String adds = "c4e26db8c1"; // vfmadd231ps ymm0, ymm2, ymm1
    String stores = "c5fe7f442408"; // vmovdqu [rsp+8], ymm0
    String compares = "3bd8"; // cmp ebx, eax
    String body = loads + adds + adds + stores + compares;
    String far = "0f8ce2ffffff"; // jl, 30 bytes back
    String near = "7cf2"; // jl, 14 bytes back
    String code = "90" + body + "90" + far.replace("e2", "e0") + adds + adds + compares + near;
    List<MachineCode.Loop> loops = new MachineCode(HexFormat.of().parseHex(code)).loops(2);
    assertEquals(List.of(new MachineCode.Loop(2, 2), new MachineCode.Loop(2, 0)), loops);
  }

  private static String output(String options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules=jdk.incubator.vector", "-Xbatch"));
    command.add("-XX:+UnlockDiagnosticVMOptions");
    command.add("-XX:CompileCommand=print,dev.limpid.vector.MicroKernel*::*");
    command.add("-XX:CompileCommand=print,dev.limpid.vector.NarrowMicroKernel*::*");
    command.add("-XX:CompileCommand=print,dev.limpid.vector.DepthwiseKernels::*");
    command.add("-XX:CompileCommand=print,dev.limpid.vector.RowKernel::*");
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> end(output));
    return output;
  }

  private static String end(String output) {
    return output.substring(Math.max(0, output.length() - 2_000));
  }
}
