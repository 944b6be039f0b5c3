package dev.limpid.core.gemm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jblas.NativeBlas;
import org.jblas.util.Logger;

/**
 * Copies of jblas, each with a native library of its own, so that several threads can compute at
 * once.
 *
 * <p>The OpenBLAS that jblas carries is built for one thread: two that enter it at the same moment
 * can be given the same buffer for packing, and then results are wrong by as much as they are
 * large. That happened to 1 in 200 convolutions of two threads. (OpenBLAS issues 2126 and 2136,
 * where a lock was added to later builds.) So a thread that finds all copies in use loads another
 * one, through a class loader of its own; up to the number of processors, after which it waits.
 * Where no other copy can be loaded, threads take turns with the first.
 */
final class JblasCopies {
  private static final MethodType SGEMM =
      MethodType.methodType(
          void.class,
          new Class<?>[] {
            char.class, char.class, int.class, int.class, int.class, float.class,
            float[].class, int.class, int.class, float[].class, int.class, int.class,
            float.class, float[].class, int.class, int.class
          });

  private final Deque<MethodHandle> free = new ArrayDeque<>();
  private int mayLoad = Runtime.getRuntime().availableProcessors() - 1;

  /** With the copy that everybody else has too, who uses jblas. */
  JblasCopies() {
    free.push(sgemmOf(NativeBlas.class));
  }

  /** The library's {@code sgemm} with alpha 1 and arrays from 0 on. */
  void sgemm(
      char transA,
      char transB,
      int m,
      int n,
      int k,
      float[] a,
      int lda,
      float[] b,
      int ldb,
      float beta,
      float[] c,
      int ldc) {
    MethodHandle copy = take();
    try {
      copy.invokeExact(transA, transB, m, n, k, 1f, a, 0, lda, b, 0, ldb, beta, c, 0, ldc);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // sgemm declares none
    } finally {
      give(copy);
    }
  }

  private synchronized MethodHandle take() {
    boolean interrupted = false;
    while (free.isEmpty()) {
      if (mayLoad > 0) {
        mayLoad--;
        try {
          return Jblas.quietly(JblasCopies::load);
        } catch (LinkageError | RuntimeException e) {
          mayLoad = 0;
          continue;
        }
      }
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return free.pop();
  }

  private synchronized void give(MethodHandle copy) {
    free.push(copy);
    notify();
  }

  private static MethodHandle load() {
    try {
      URL jar = NativeBlas.class.getProtectionDomain().getCodeSource().getLocation();
      ClassLoader loader =
          new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
      Class<?> logger = loader.loadClass(Logger.class.getName());
      Object itsLogger = logger.getMethod("getLogger").invoke(null);
      logger.getMethod("setLevel", int.class).invoke(itsLogger, Logger.ERROR);
      return sgemmOf(Class.forName(NativeBlas.class.getName(), true, loader));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle sgemmOf(Class<?> nativeBlas) {
    try {
      return MethodHandles.publicLookup().findStatic(nativeBlas, "sgemm", SGEMM);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
