/**
 * How well runs with planted faults are judged: the doctor and two baselines beside it, what counts
 * as right, and tests of whether a fault does harm.
 */
package dev.limpid.bench.faults.score;
