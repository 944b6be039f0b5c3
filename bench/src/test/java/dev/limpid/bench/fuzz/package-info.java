/**
 * Every reader of files under fuzzing: bytes go in, and a result or one refusal in one line must
 * come out. {@link dev.limpid.bench.fuzz.Target} lists the readers, {@link
 * dev.limpid.bench.fuzz.ModelSeeds} and {@link dev.limpid.bench.fuzz.DataSeeds} make whole files to
 * start from, {@link dev.limpid.bench.fuzz.ReaderFuzz} is what Jazzer calls, and {@code FuzzTest}
 * replays the corpus and damages it in an ordinary build.
 */
package dev.limpid.bench.fuzz;
