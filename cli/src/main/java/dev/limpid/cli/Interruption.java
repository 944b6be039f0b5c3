package dev.limpid.cli;

import dev.limpid.train.Trainer;
import java.util.concurrent.CountDownLatch;

/**
 * Stops a training when the process is asked to end, by Ctrl-C or SIGTERM: the step at hand is
 * finished, its files are written, and then the process ends.
 */
final class Interruption implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "limpid-interruption");
  private volatile Trainer trainer;

  private Interruption() {}

  /** From now on the process waits for what is between this and {@link #close}. */
  static Interruption begin() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Sets what is stopped. */
  void stops(Trainer newTrainer) {
    trainer = newTrainer;
  }

  private void stop() {
    Trainer running = trainer;
    if (running == null) {
      return; // nothing has been trained that could be lost
    }
    running.stop();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is about to end
    }
  }
}
