package dev.limpid.insight.check;

import java.util.List;

/**
 * Losses of some validation images at the epoch's last weights. In inference mode the loss of an
 * image depends neither on chance nor on the other images of its batch, and it is what the
 * validation printed.
 *
 * @param images how many
 * @param printed mean loss of these images in the epoch's validation
 * @param inference mean loss in inference mode
 * @param trainingMode mean loss in training mode, in batches of the training's size
 * @param fromPrinted mean absolute difference, by image, of inference mode from what was printed
 * @param fromAgain the same of a second pass over the same batches, of the same values
 * @param fromOtherBatches the same of a pass over other batches, in which each image has other
 *     neighbours
 * @param readAnew share of the images that have other values when they are read again; NaN in a
 *     record of an earlier version
 * @param rearranged the same images laid out in other ways, in inference mode; empty for samples
 *     that are no images
 */
public record InferenceChecks(
    int images,
    double printed,
    double inference,
    double trainingMode,
    double fromPrinted,
    double fromAgain,
    double fromOtherBatches,
    double readAnew,
    List<Rearranged> rearranged) {
  /** Copies the list. */
  public InferenceChecks {
    rearranged = List.copyOf(rearranged);
  }
}
