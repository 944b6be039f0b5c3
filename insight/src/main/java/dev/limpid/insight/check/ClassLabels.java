package dev.limpid.insight.check;

import dev.limpid.insight.json.Require;

/**
 * The labels of the training images that a network, or a simpler classifier, took for a class, each
 * asked before it was learnt from. A right label is missed more seldom the surer the classifier is;
 * a wrong one is wrong however sure it is. So the surer half is counted apart from the rest.
 *
 * @param taken the class that the images were taken for
 * @param other the label, other than that, which is most frequent among the surer half
 * @param surer images of the half that the network was surer of
 * @param surerWrong of these, those with another label than {@code taken}
 * @param surerOther of these, those with the label {@code other}
 * @param rest images of the other half
 * @param restWrong of these, those with another label than {@code taken}
 * @param restOther of these, those with the label {@code other}
 */
public record ClassLabels(
    int taken,
    int other,
    int surer,
    int surerWrong,
    int surerOther,
    int rest,
    int restWrong,
    int restOther) {
  /** Checks that the counts fit into each other. */
  public ClassLabels {
    Require.that(taken >= 0 && other >= 0, "'taken' and 'other' must be classes");
    Require.that(
        surerOther >= 0 && surerOther <= surerWrong && surerWrong <= surer,
        "'surer_other', 'surer_wrong' and 'surer' must not fall");
    Require.that(
        restOther >= 0 && restOther <= restWrong && restWrong <= rest,
        "'rest_other', 'rest_wrong' and 'rest' must not fall");
  }
}
