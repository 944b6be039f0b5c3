/**
 * Whether a JVM that trains and predicts for a long time holds no more than after a short one:
 * heap, threads and file handles, looked at again and again; and how fast a served model answers.
 */
package dev.limpid.bench.soak;
