package dev.limpid.insight.check;

import dev.limpid.insight.json.Require;
import java.util.List;

/**
 * The relation of labels to images, measured by a linear classifier on coarse features (brightness
 * and edges in a grid of 4 x 4; ridge regression). It knows little, but what it knows can't come
 * from labels that are made up.
 *
 * @param offset of the lists below: element {@code i} is for the labels of the images {@code i -
 *     offset} places further on; so the element {@code offset} is for the labels as they are
 * @param training trained on training images, each left out in turn; where the labels as they are
 *     have clearly to do with the images, other offsets are not tried ({@link Agreement#NONE})
 * @param validation the same on validation images
 * @param across trained on training images, asked about validation images
 * @param back trained on validation images, asked about training images
 * @param renamed as {@code across}, with the classes renamed as suits best by one half of the
 *     images, asked about the other half; and the other way round
 * @param ofHalf as {@code across}, trained on half as many images
 * @param late as {@code training}, learnt with the labels as they are, for the last third of the
 *     images in their order; empty where there are few
 * @param classLabels for each class the labels of the training images that are taken for it, each
 *     left out in turn
 * @param classLabelsBack the same, taken for it by what validation images teach; empty without
 *     them, and in a record of an earlier version
 */
public record LabelChecks(
    int offset,
    List<Agreement> training,
    List<Agreement> validation,
    List<Agreement> across,
    List<Agreement> back,
    Agreement renamed,
    Agreement ofHalf,
    List<Agreement> late,
    List<ClassLabels> classLabels,
    List<ClassLabels> classLabelsBack) {
  /** Copies the lists, and checks that each has a place for labels as they are. */
  public LabelChecks {
    for (List<Agreement> list : List.of(training, validation, across, back, late)) {
      Require.that(
          list.isEmpty() || offset >= 0 && offset < list.size(),
          "'offset' must be a place in each list");
    }
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    across = List.copyOf(across);
    back = List.copyOf(back);
    late = List.copyOf(late);
    classLabels = List.copyOf(classLabels);
    classLabelsBack = List.copyOf(classLabelsBack);
  }

  /** Of one of these lists, the element for the labels as they are; none where it is empty. */
  public Agreement asTheyAre(List<Agreement> byOffset) {
    return byOffset.isEmpty() ? Agreement.NONE : byOffset.get(offset);
  }
}
