/**
 * Programs that one reads in a sitting. {@link dev.limpid.examples.FirstNetwork} is the README's;
 * {@link dev.limpid.examples.TrainSeedNetwork} trains the network of the question and says what its
 * gap is made of; {@link dev.limpid.examples.StepThrough} is the debugger tour, and {@link
 * dev.limpid.examples.BranchingNetwork} a network that is no chain. {@link
 * dev.limpid.examples.ResNetOnCifar} trains on the files of CIFAR, {@link
 * dev.limpid.examples.SeveralLabels} tells several labels of an image, {@link
 * dev.limpid.examples.Regression} learns numbers, and {@link dev.limpid.examples.TransferLearning}
 * goes on from another network.
 *
 * <p>Of one's own: a training loop ({@link dev.limpid.examples.OwnLoop}), a loss ({@link
 * dev.limpid.examples.OwnLoss}), a metric ({@link dev.limpid.examples.OwnMetric}), a layer ({@link
 * dev.limpid.examples.OwnLayer}, {@link dev.limpid.examples.OwnLayerInUse}), an optimizer ({@link
 * dev.limpid.examples.OwnOptimizer}), a cause for the doctor ({@link
 * dev.limpid.examples.OwnCause}).
 */
package dev.limpid.examples;
