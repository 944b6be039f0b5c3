/**
 * What layers do to the rows of a matrix between the convolutions: sums and formulas whose
 * constants belong to the columns (BatchNorm, biases, ReLU), and pooling.
 *
 * <p>{@link dev.limpid.core.rows.RowKernels} is the one interface, for pieces of work that one
 * thread does; there is a twin in plain Java, which {@link dev.limpid.core.rows.RowKernels#with}
 * gives for every matrix product that brings none of its own.
 */
package dev.limpid.core.rows;
