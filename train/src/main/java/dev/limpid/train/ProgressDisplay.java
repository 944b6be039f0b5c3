package dev.limpid.train;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Shows how training goes: on a terminal a bar that is drawn again in place, otherwise a plain line
 * every few seconds. Either way one line stays for each epoch.
 */
public final class ProgressDisplay implements TrainingListener {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal;

  private Plan plan;
  private int epoch;
  private long epochBegan;
  private long images;
  private int firstStep;
  private long lastShown;
  private int shownWidth;

  private ProgressDisplay(PrintWriter out, boolean terminal) {
    this.out = Objects.requireNonNull(out, "out");
    this.terminal = terminal;
  }

  /**
   * A display.
   *
   * @param terminal whether lines can be drawn again in place
   */
  public static ProgressDisplay on(PrintWriter out, boolean terminal) {
    return new ProgressDisplay(out, terminal);
  }

  @Override
  public void onStart(Plan newPlan) {
    plan = newPlan;
    lastShown = System.nanoTime();
  }

  @Override
  public void onStep(Step step) {
    long now = System.nanoTime();
    if (step.epoch() != epoch) {
      epoch = step.epoch();
      epochBegan = now; // its first step is not measured
      images = 0;
      firstStep = step.step();
    } else {
      images += step.batch().size();
    }
    String figures =
        String.format(
            Locale.ROOT,
            "epoch %d  step %d/%d  loss %.4f  accuracy %.4f",
            step.epoch(),
            step.step(),
            plan.stepsPerEpoch(),
            step.runningLoss(),
            step.runningAccuracy());
    if (images > 0) {
      double seconds = (now - epochBegan) * 1e-9;
      double left = seconds / (step.step() - firstStep) * (plan.stepsPerEpoch() - step.step());
      figures +=
          String.format(
              Locale.ROOT, "  %.0f images/s, %.0f s left of the epoch", images / seconds, left);
    }
    show(figures, (double) step.step() / plan.stepsPerEpoch(), now);
  }

  @Override
  public void onEvaluation(int done, int total) {
    if (plan != null) {
      String figures = String.format(Locale.ROOT, "epoch %d  validation %d/%d", epoch, done, total);
      show(figures, (double) done / total, System.nanoTime());
    }
  }

  private void show(String figures, double share, long now) {
    if (now - lastShown < (terminal ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    lastShown = now;
    if (terminal) {
      int filled = (int) (share * BAR);
      redraw("[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] " + figures);
    } else {
      out.println(figures);
      out.flush();
    }
  }

  @Override
  public void onEpoch(Epoch done) {
    String line =
        String.format(
            Locale.ROOT,
            "epoch %d  %.0f s  loss %.4f  accuracy %.4f",
            done.number(),
            done.trainSeconds() + done.validationSeconds(),
            done.loss(),
            done.accuracy());
    if (done.validation() != null) {
      line +=
          String.format(
              Locale.ROOT,
              "  validation loss %.4f  accuracy %.4f  top-%d %.4f",
              done.validation().loss(),
              done.validation().accuracy(),
              done.validation().topK(),
              done.validation().topKAccuracy());
      for (Map.Entry<String, Double> metric : done.validation().metrics().entrySet()) {
        line += String.format(Locale.ROOT, "  %s %.4f", metric.getKey(), metric.getValue());
      }
    }
    if (terminal) {
      redraw(line);
      shownWidth = 0;
      out.println();
    } else {
      out.println(line);
    }
    out.flush();
    lastShown = System.nanoTime();
  }

  @Override
  public void onWarning(String warning) {
    if (terminal) {
      redraw(""); // what was shown goes
      redraw("");
    }
    out.println("warning: " + warning);
    out.flush();
  }

  @Override
  public void onEnd(History history) {
    plan = null;
  }

  private void redraw(String line) {
    out.print("\r" + line + " ".repeat(Math.max(0, shownWidth - line.length())));
    out.flush();
    shownWidth = line.length();
  }
}
