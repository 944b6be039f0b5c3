package dev.limpid.cli.program;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Numbers of the command line that can be read but make no sense: refused as those that can't. */
public final class OptionRange {
  private OptionRange() {}

  /**
   * Refuses a number that is too small.
   *
   * @throws ParameterException which ends the program with 2
   */
  public static void atLeast(CommandSpec spec, String option, long value, long least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " must be " + least + " or more, but is " + value);
    }
  }

  /**
   * Refuses a number outside of a range, whose ends belong to it.
   *
   * @throws ParameterException which ends the program with 2
   */
  public static void within(CommandSpec spec, String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          option + " must be from " + least + " to " + most + ", but is " + value);
    }
  }
}
