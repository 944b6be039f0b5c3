/**
 * JMH benchmarks. {@link dev.limpid.bench.Main} runs them and adds a table of GFLOP/s:
 *
 * <pre>
 * mvn -B -q -DskipTests package
 * java --add-modules jdk.incubator.vector -jar bench/target/benchmarks.jar
 * </pre>
 */
package dev.limpid.bench;
