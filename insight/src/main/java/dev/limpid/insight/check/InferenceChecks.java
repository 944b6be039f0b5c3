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
 * @param fromAgain the same of a second pass over the same batches
 * @param fromOtherBatches the same of a pass over other batches
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
    List<Rearranged> rearranged) {
  /** Copies the list. */
  public InferenceChecks {
    rearranged = List.copyOf(rearranged);
  }
}
