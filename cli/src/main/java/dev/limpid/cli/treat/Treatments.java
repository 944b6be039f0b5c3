package dev.limpid.cli.treat;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * What can be run against a finding: the changes that it proposes, and further ones that are worth
 * a try, as far as {@code train} has options for them.
 */
final class Treatments {
  private final Recipe base;
  private final Supplier<OptionalDouble> rangeTest;
  private final List<Treatment> runnable = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private Treatments(Recipe base, Supplier<OptionalDouble> rangeTest) {
    this.base = base;
    this.rangeTest = rangeTest;
  }

  /**
   * The treatments of a finding.
   *
   * @param base the training in which it was found
   * @param rangeTest suggests a learning rate; asked only where one is to be changed
   */
  static Treatments of(Finding finding, Recipe base, Supplier<OptionalDouble> rangeTest) {
    Treatments treatments = new Treatments(base, rangeTest);
    finding.changes().forEach(treatments::add);
    finding.alternatives().forEach(treatments::add);
    return treatments;
  }

  /** Those that can be run; none changes nothing. */
  List<Treatment> runnable() {
    return runnable;
  }

  /** The other changes, each with the reason why it can't be run here. */
  List<String> others() {
    return others;
  }

  private void add(Change proposed) {
    Change change = withRate(proposed);
    if (change.setting().option() == null) {
      others.add(change + ": no option of 'train'");
      return;
    }
    String option = "--" + change.setting().option();
    boolean flag = Recipe.isFlag(option);
    if (!flag && change.value() == null) {
      others.add(change + ": no value is proposed");
      return;
    }
    try {
      Recipe changed = base.with(option, change.value() == null ? "true" : change.text());
      changed.check();
      boolean known = runnable.stream().anyMatch(t -> t.recipe().equals(changed));
      if (!known && !changed.equals(base)) {
        runnable.add(new Treatment(change, changed));
      }
    } catch (UserException | IllegalArgumentException e) {
      others.add(change + ": " + e.getMessage());
    }
  }

  /** A learning rate that is still to be chosen is the one that the range test suggests. */
  private Change withRate(Change change) {
    if (change.setting() != Setting.LEARNING_RATE || change.value() != null) {
      return change;
    }
    OptionalDouble rate = rangeTest.get();
    return rate.isEmpty()
        ? change
        : new Change(
            change.setting(),
            Double.parseDouble(RangeRun.number(rate.getAsDouble())),
            change.why());
  }
}
