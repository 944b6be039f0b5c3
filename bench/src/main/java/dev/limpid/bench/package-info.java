/**
 * JMH benchmarks, from one matrix product to the whole training step of the {@linkplain
 * dev.limpid.bench.SeedModel seed network}. {@link dev.limpid.bench.JmhCommand} runs them, measures
 * the machine's {@linkplain dev.limpid.bench.Peak peak} in the same run, and adds a table of
 * GFLOP/s and shares of the peak:
 *
 * <pre>
 * mvn -B -q -DskipTests package
 * java -jar bench/target/limpid-bench.jar jmh
 * </pre>
 *
 * <p>{@link dev.limpid.bench.ShapesCommand} measures layers of many shapes in one run.
 *
 * <p>Some questions have commands of their own, because they compare what must take turns: {@link
 * dev.limpid.bench.BatchCost}, what an image costs as batches grow, {@link
 * dev.limpid.bench.GapCost}, what taking the gap apart costs, {@link dev.limpid.bench.FeedingCost},
 * what images cost that are slow to come, and {@link dev.limpid.bench.GraphCost}, what branches do.
 */
package dev.limpid.bench;
