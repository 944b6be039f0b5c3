/**
 * Programs that one reads in a sitting. {@link dev.limpid.examples.FirstNetwork} is the README's;
 * {@link dev.limpid.examples.TrainSeedNetwork} trains the network of the question and says what its
 * gap is made of; {@link dev.limpid.examples.StepThrough} is the debugger tour, and {@link
 * dev.limpid.examples.BranchingNetwork} a network that is no chain. {@link
 * dev.limpid.examples.ResNetOnCifar} trains on the files of CIFAR, {@link
 * dev.limpid.examples.SeveralLabels} tells several labels of an image, and {@link
 * dev.limpid.examples.Regression} learns numbers.
 *
 * <p>Of one's own: a training loop ({@link dev.limpid.examples.OwnLoop}), a loss ({@link
 * dev.limpid.examples.OwnLoss}), a layer ({@link dev.limpid.examples.OwnLayer}, {@link
 * dev.limpid.examples.OwnLayerInUse}), a cause for the doctor ({@link
 * dev.limpid.examples.OwnCause}).
 */
package dev.limpid.examples;
