/**
 * The benchmark of planted faults: healthy trainings, the same with a fault planted in plain Java,
 * what the doctor says to each, and how often it is right. {@link
 * dev.limpid.bench.faults.FaultBenchCommand} runs it.
 */
package dev.limpid.bench.faults;
