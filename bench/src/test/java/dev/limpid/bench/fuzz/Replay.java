package dev.limpid.bench.fuzz;

import dev.limpid.core.Rng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Hands each reader its whole files, which it must read, the files of its corpus, and whole files
 * with damage at random, which it may refuse. Runs in a JVM of 256 MB, so that nothing can be
 * allocated that the bytes do not hold.
 */
final class Replay {
  private Replay() {}

  /** Takes the folder of the corpus, an empty folder, and how many files to damage a reader. */
  public static void main(String[] args) throws IOException {
    int mutants = Integer.parseInt(args[2]);
    for (Target target : Target.values()) {
      replay(target, Path.of(args[0], target.label()), Path.of(args[1]), mutants);
    }
  }

  private static void replay(Target target, Path corpus, Path folder, int mutants)
      throws IOException {
    Map<String, byte[]> seeds = target.seeds();
    for (Map.Entry<String, byte[]> seed : seeds.entrySet()) {
      if (!reads(target, "the whole file " + seed.getKey(), seed.getValue(), folder)) {
        throw new AssertionError(target.label() + " refuses the whole file " + seed.getKey());
      }
    }
    List<Path> files = filesOf(corpus);
    for (Path file : files) {
      reads(target, file.toString(), Files.readAllBytes(file), folder);
    }
    List<byte[]> whole = List.copyOf(seeds.values());
    int read = 0;
    for (int seed = 0; seed < mutants; seed++) {
      byte[] mutant = mutant(whole.get(seed % whole.size()), Rng.of(seed));
      read += reads(target, "mutant " + seed, mutant, folder) ? 1 : 0;
    }
    System.out.println(
        target.label()
            + ": of "
            + mutants
            + " damaged files "
            + read
            + " were read, "
            + (mutants - read)
            + " refused; corpus "
            + files.size());
  }

  private static List<Path> filesOf(Path corpus) throws IOException {
    if (Files.notExists(corpus)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(corpus)) {
      return files.sorted().toList();
    }
  }

  private static boolean reads(Target target, String what, byte[] content, Path folder)
      throws IOException {
    try {
      return target.reads(content, folder);
    } catch (Throwable e) {
      throw new AssertionError(target.label() + ", " + what, e);
    }
  }

  /** Bytes changed, a piece repeated or left out, or the end missing. */
  private static byte[] mutant(byte[] whole, Rng rng) {
    byte[] bytes = whole.clone();
    int from = rng.nextInt(bytes.length);
    int length = rng.nextInt(Math.min(16, bytes.length - from) + 1);
    switch (rng.nextInt(6)) {
      case 0 -> {
        return Arrays.copyOf(bytes, from);
      }
      case 1 -> {
        byte[] less = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, from + length, less, from, bytes.length - from - length);
        return less;
      }
      case 2 -> {
        byte[] more = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, from, more, from + length, bytes.length - from);
        return more;
      }
      default -> {
        for (int i = 0; i <= rng.nextInt(4); i++) {
          int value = rng.nextInt(4) == 0 ? -rng.nextInt(2) : rng.nextInt(256);
          bytes[rng.nextInt(bytes.length)] = (byte) value;
        }
        return bytes;
      }
    }
  }
}
