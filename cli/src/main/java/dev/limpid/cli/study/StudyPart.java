package dev.limpid.cli.study;

/** The parts in which the study is told. */
enum StudyPart {
  QUESTION(
      "What the author tried",
      "The author of the question changed the optimizer, the learning rate, dropout and momentum, and"
          + " saw the same picture each time."),
  ANSWERS(
      "What people advised",
      "Those who answered had guesses: a lower learning rate still, another split, more epochs, more"
          + " data."),
  TREATMENTS(
      "What the evidence says to do",
      "Two of these change how BatchNorm's statistics are averaged, one replaces them before each"
          + " validation; the others also act against the overfitting that is then left.");

  final String title;
  final String lead;

  StudyPart(String title, String lead) {
    this.title = title;
    this.lead = lead;
  }

  /** Names it within a page. */
  String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
