/**
 * How a network learns from its gradients.
 *
 * <ul>
 *   <li>An {@link dev.limpid.optim.Optimizer} changes the trained {@link dev.limpid.core.Parameter
 *       parameters} after each backward pass: {@link dev.limpid.optim.Sgd}, {@link
 *       dev.limpid.optim.Adam}, {@link dev.limpid.optim.AdamW}, {@link dev.limpid.optim.RMSprop}.
 *   <li>A {@link dev.limpid.optim.LearningRate} says how far each step goes.
 *   <li>{@link dev.limpid.optim.Clipping} bounds the gradients before they are used.
 * </ul>
 *
 * <p>The formulas are those of the papers, as PyTorch computes them; the default numbers are
 * Keras's. Nothing here knows a layer.
 */
package dev.limpid.optim;
