package dev.limpid.insight.doctor.finding;

/**
 * A change of a setting that a finding proposes.
 *
 * @param option of the command line, such as {@code --recalibrate}, or a method of the library
 *     where there is no option
 * @param value of the option; null for a flag
 * @param why in a few words
 */
public record Change(String option, String value, String why) {
  @Override
  public String toString() {
    return (value == null ? option : option + " " + value) + " (" + why + ")";
  }
}
