package dev.limpid.train;

import dev.limpid.core.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Workers that are threads of one JVM. */
public final class ThreadWorkers {
  private final Object[] given;
  private final CyclicBarrier barrier;

  private ThreadWorkers(int count) {
    given = new Object[count];
    barrier = new CyclicBarrier(count);
  }

  /** What a worker does. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T as(int number, Workers workers) throws Exception;
  }

  /** What each of so many workers comes to, in their order. */
  public static <T> List<T> run(int count, Work<T> work) throws Exception {
    ThreadWorkers all = new ThreadWorkers(count);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      IntFunction<Callable<T>> task = number -> () -> work.as(number, all.worker(number));
      List<Future<T>> futures = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        futures.add(threads.submit(task.apply(number)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(1, TimeUnit.MINUTES));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private Workers worker(int number) {
    return new Workers() {
      @Override
      public int count() {
        return given.length;
      }

      @Override
      public void average(float[] values) {
        Object[] all = exchange(number, values.clone());
        for (int i = 0; i < values.length; i++) {
          float sum = 0;
          for (Object each : all) {
            sum += ((float[]) each)[i];
          }
          values[i] = sum / given.length;
        }
      }

      @Override
      public void sum(double[] values) {
        Object[] all = exchange(number, values.clone());
        Arrays.fill(values, 0);
        for (Object each : all) {
          for (int i = 0; i < values.length; i++) {
            values[i] += ((double[]) each)[i];
          }
        }
      }
    };
  }

  private Object[] exchange(int number, Object values) {
    try {
      given[number] = values;
      barrier.await(1, TimeUnit.MINUTES);
      Object[] all = given.clone();
      barrier.await(1, TimeUnit.MINUTES);
      return all;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
