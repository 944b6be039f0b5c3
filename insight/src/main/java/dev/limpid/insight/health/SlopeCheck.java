package dev.limpid.insight.health;

import dev.limpid.insight.json.MayBeNull;

/**
 * A check that backward gives the derivative of the loss by a parameter: its gradient against
 * central finite differences, at a few images. Or a mistake that a {@link
 * dev.limpid.layers.GradientCheck} has found in a layer that is not one of the library's, whose
 * slopes are those of a sum of its outputs.
 *
 * @param layer its layer
 * @param parameter its name; of a mistake {@code its input} too
 * @param gradientNorm by backward
 * @param slope derivative of the loss along the direction that shows the largest error, by backward
 * @param numeric the same by finite differences
 * @param error {@code |slope - numeric|} less the uncertainty of {@code numeric}, over the larger
 *     of the two; 0 where they agree or nothing can be told
 * @param at of a mistake where it is largest, such as {@code [0, 3, 1]}, and what it looks like;
 *     otherwise null
 */
public record SlopeCheck(
    String layer,
    String parameter,
    double gradientNorm,
    double slope,
    double numeric,
    double error,
    @MayBeNull String at) {}
