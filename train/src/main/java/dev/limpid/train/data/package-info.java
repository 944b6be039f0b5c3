/**
 * What is learnt from: labelled images, how they are split, and the batches they are read in.
 *
 * <p>{@link dev.limpid.train.data.Characters} draws images of characters from a seed, the same on
 * every machine; {@link dev.limpid.train.data.ImageFolder} reads a folder of image files. Both give
 * a {@link dev.limpid.train.data.Dataset}, which a {@link dev.limpid.train.data.Split} divides and
 * a {@link dev.limpid.train.data.Batch} reads; an {@link dev.limpid.train.data.Augmentation}
 * changes the images of training batches at random. Nothing here depends on the number of threads.
 *
 * <p>How a character is drawn, in the order of the classes: {@code Glyphs} has its strokes, {@code
 * Style} chooses pen and proportions, {@code Warp} bends them, {@code StrokeRasterizer} turns them
 * into the coverage of pixels, {@code Canvas} lays colours over the {@code Background}.
 */
package dev.limpid.train.data;
