package dev.limpid.insight.health;

/**
 * A check that backward gives the derivative of the loss by a parameter: its gradient against
 * central finite differences, at a few images.
 *
 * @param layer its layer
 * @param parameter its name
 * @param gradientNorm by backward
 * @param slope derivative of the loss along the direction that shows the largest error, by backward
 * @param numeric the same by finite differences
 * @param error {@code |slope - numeric|} less the uncertainty of {@code numeric}, over the larger
 *     of the two; 0 where they agree or nothing can be told
 */
public record GradientCheck(
    String layer,
    String parameter,
    double gradientNorm,
    double slope,
    double numeric,
    double error) {}
