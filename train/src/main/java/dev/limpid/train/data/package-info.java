/**
 * What is learnt from: labelled images, how they are split, and the batches they are read in.
 *
 * <p>{@link dev.limpid.train.data.ImageFolder} reads a folder of image files, {@link
 * dev.limpid.train.data.ImageList} those that a CSV file lists, the package {@code files} what data
 * sets are handed round in, {@link dev.limpid.train.data.characters.Characters} draws characters
 * from a seed. All give a {@link dev.limpid.train.data.Dataset}, which a {@link
 * dev.limpid.train.data.Split} divides and a {@link dev.limpid.train.data.Batch} reads; an {@link
 * dev.limpid.train.data.Augmentation} changes the images of training batches at random, and a
 * {@link dev.limpid.train.data.ContactSheet} shows what becomes of them. Nothing here depends on
 * the number of threads.
 */
package dev.limpid.train.data;
