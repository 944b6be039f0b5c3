package dev.limpid.insight.gap;

/** A part of the gap between training and validation, in the order of the chain. */
public enum Term {
  /**
   * L(train, train mode) - L_run: the running mean was taken while the weights changed, and so lags
   * behind them.
   */
  AVERAGING(
      "averaging", "the printed training loss is a mean over the epoch, while weights changed"),

  /** L(train, train mode, images as they are) - L(train, train mode). */
  AUGMENTATION("augmentation", "training images are made harder, validation images are not"),

  /** L(train, batch statistics) - L(train, train mode, images as they are). */
  DROPOUT("dropout", "training drops units, validation does not"),

  /**
   * L(train, population statistics) - L(train, batch statistics): a batch normalised by its own
   * statistics tells the network about its other images.
   */
  BATCH_DEPENDENCE(
      "batch dependence",
      "BatchNorm sees the batch's own statistics in training, not in validation"),

  /** L(validation, population statistics) - L(train, population statistics): overfitting. */
  GENERALISATION("generalisation", "images that were learnt from against images that were not"),

  /**
   * L(validation, moving averages) - L(validation, population statistics): the moving averages have
   * not caught up with the weights.
   */
  LAG("BatchNorm lag", "the moving averages lag behind the weights");

  private final String label;
  private final String meaning;

  Term(String label, String meaning) {
    this.label = label;
    this.meaning = meaning;
  }

  /** The name as it is shown. */
  public String label() {
    return label;
  }

  /** What it says, in one line. */
  public String meaning() {
    return meaning;
  }

  /** The name as a column of {@code gap.csv}: lower case, words joined by underscores. */
  public String column() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
