package dev.limpid.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void lettersThatTheJvmCouldNotReadAreToldWithWhatHelps() {
    String[] args = {"train", "--data", "b\ufffd\ufffdcher"};
    String ascii = Arguments.unreadable(args, "ANSI_X3.4-1968").orElseThrow();
    assertTrue(ascii.contains("'b??cher'"), ascii);
    assertTrue(ascii.contains("LC_ALL=C.UTF-8"), ascii);
    String utf8 = Arguments.unreadable(args, "UTF-8").orElseThrow();
    assertTrue(utf8.contains("not UTF-8"), utf8);
  }

  @Test
  void whatIsEmptyIsNotTakenForTheFolderThatOneIsIn() {
    String argument = Arguments.empty(new String[] {"train", "--output", ""}).orElseThrow();
    assertTrue(argument.startsWith("an argument is empty"), argument);
    String option = Arguments.empty(new String[] {"train", "--output="}).orElseThrow();
    assertTrue(option.startsWith("--output is empty"), option);
    assertEquals(Optional.empty(), Arguments.empty(new String[] {"train", "--data=a=b", "--"}));
  }

  @Test
  void allOtherLettersAreLeftAlone() {
    String[] args = {"train", "--data", "b\u00fccher/\u732b", "\ud83d\udc31", "?"};
    assertEquals(Optional.empty(), Arguments.unreadable(args, "UTF-8"));
    assertEquals(Optional.empty(), Arguments.unreadable(new String[0], "ANSI_X3.4-1968"));
  }
}
