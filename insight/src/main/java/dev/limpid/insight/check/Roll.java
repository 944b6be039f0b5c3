package dev.limpid.insight.check;

/**
 * Whether validation images are training images whose values stand some places further on, each
 * image's last ones before its first: what reading a file's header as pixels does. Compared are the
 * mean images of the sides, value by value.
 *
 * @param places by which values stand further on in validation, where that suits best; negative for
 *     before; 0 if as they are
 * @param asTheyAre correlation of the two mean images
 * @param rolled correlation when validation is rolled back by that
 */
public record Roll(int places, double asTheyAre, double rolled) {}
