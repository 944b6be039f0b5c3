package dev.limpid.insight.doctor.finding;

import dev.limpid.insight.run.RunRecord;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * A change of a setting that a finding proposes.
 *
 * @param setting what to change
 * @param value its new value: a number or a word; null to switch it on, or where any is to be
 *     tried; {@code false} to switch it off
 * @param why in a few words
 */
public record Change(Setting setting, Object value, String why) {
  /** Checks that there is something to change. */
  public Change {
    Objects.requireNonNull(setting, "setting");
    Objects.requireNonNull(why, "why");
  }

  /**
   * Creates a change that no setting makes, but the program: a layer, a data set.
   *
   * @param what such as {@code Dataset.label}
   */
  public static Change inCode(String what, String why) {
    return new Change(Setting.CODE, what, why);
  }

  /** The value as text; null if there is none. */
  public String text() {
    if (value instanceof Double number && !number.isNaN() && !number.isInfinite()) {
      BigDecimal decimal = new BigDecimal(number.toString()).stripTrailingZeros();
      boolean small = number != 0 && Math.abs(number) < 1e-4;
      return small
          ? number.toString().replace(".0E", "e").replace('E', 'e')
          : decimal.toPlainString();
    }
    return value == null ? null : value.toString();
  }

  /** The change as on the command line of {@code train}, such as {@code --batch-size 256}. */
  public String option() {
    return Boolean.FALSE.equals(value) && setting.option() != null
        ? "--no-" + setting.option()
        : with(setting.option() == null ? null : "--" + setting.option(), " ");
  }

  /** Where a program makes the change, and the value, such as {@code Trainer.batchSize: 256}. */
  public String inProgram() {
    boolean isTheValue = setting.method() != null && setting.method().endsWith("." + text());
    return isTheValue ? setting.method() : with(setting.method(), ": ");
  }

  /**
   * The change in the words of who trained: an option where the run was started on the command
   * line, whose settings it then has, and else as in a program.
   */
  public String inWordsOf(RunRecord run) {
    boolean commandLine =
        run.settings().containsKey(Setting.EPOCHS.option())
            && run.settings().containsKey(Setting.BATCH_SIZE.option());
    return commandLine ? option() : inProgram();
  }

  private String with(String name, String between) {
    if (name == null) {
      return text();
    }
    return value == null ? name : name + between + text();
  }

  /** The change as on the command line, and why. */
  @Override
  public String toString() {
    return option() + " (" + why + ")";
  }
}
