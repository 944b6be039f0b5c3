/**
 * The seed network trained and run by Limpid and by other libraries of the JVM, side by side.
 *
 * <p>{@link dev.limpid.bench.peers.Comparison} gives every library a process of its own, all with
 * the same {@link dev.limpid.bench.peers.Workload}: images, labels, first weights. The processes
 * take turns, one step each. A {@link dev.limpid.bench.peers.Contender} is one library's way to
 * build the network; read one to see how the seed network is written for that library. Built by the
 * Maven profile {@code peers} alone.
 */
package dev.limpid.bench.peers;
