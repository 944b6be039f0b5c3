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
 * <p>Two questions have programs of their own, because they compare what must take turns: {@link
 * dev.limpid.bench.BatchCost}, what an image costs as batches grow, and {@link
 * dev.limpid.bench.GapCost}, what taking the gap apart costs.
 */
package dev.limpid.bench;
