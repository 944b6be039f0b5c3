/**
 * A training in TensorBoard: event files in its published format, written without TensorFlow.
 *
 * <p>An event file is a series of records ({@code RecordFile} frames them, each with two masked
 * CRC-32C checksums), each of which holds an {@code Event} as a protocol buffer ({@code Message}
 * encodes the few kinds of fields that are needed). {@link
 * dev.limpid.report.tensorboard.EventWriter} writes scalars, histograms and texts; {@link
 * dev.limpid.report.tensorboard.TensorBoardListener} writes what a training has to say.
 *
 * <p>Sources: {@code record_writer.h} (framing), {@code event.proto}, {@code summary.proto}, {@code
 * histogram.cc} (limits of the buckets) and {@code tensor.proto} of TensorFlow.
 */
package dev.limpid.report.tensorboard;
