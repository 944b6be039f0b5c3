/**
 * Takes the gap between training and validation apart, exactly, at the end of each epoch.
 *
 * <p>The gap that a user sees is {@code G = L_val - L_run}: the validation loss in inference mode
 * at the end of the epoch, less the mean loss of the training batches while the weights were
 * changing. Between the two lie measurements at the epoch's last weights, in which one thing
 * changes at a time; the {@link dev.limpid.insight.gap.Term terms} are their differences, and so
 * add up to the gap:
 *
 * <pre>
 * L_run                                        the epoch's running mean
 *   + averaging          -&gt;  L(train, train mode)
 *   + augmentation       -&gt;  L(train, train mode, images as they are)
 *   + dropout            -&gt;  L(train, batch statistics)
 *   + batch dependence   -&gt;  L(train, population statistics)
 *   + generalisation     -&gt;  L(validation, population statistics)
 *   + BatchNorm lag      -&gt;  L(validation, moving averages) = L_val
 * </pre>
 *
 * <p>A term that cannot exist (no augmentation, no dropout, no BatchNorm) is absent. The terms
 * depend on the order of the chain; {@link dev.limpid.insight.gap.Shapley} averages over all
 * orders.
 *
 * <p>How it is measured: {@code Probe} chooses batches of the training set and images of the
 * validation set, so that all passes together cost a set share of the epoch; {@code Sampled}
 * carries a mean together with what each sampled unit contributed to it, which is where the errors
 * come from; {@code GapListener} runs it all, without any effect on the training.
 */
package dev.limpid.insight.gap;
