/**
 * What layers do to the rows of a matrix between the convolutions: sums and formulas whose
 * constants belong to the columns (BatchNorm, biases, ReLU), and pooling.
 *
 * <p>{@link dev.limpid.core.rows.RowKernels} is the one interface, for pieces of work that one
 * thread does; there is a twin in plain Java, {@link dev.limpid.core.rows.RowKernels#plain}, for
 * all that brings none of its own.
 */
package dev.limpid.core.rows;
