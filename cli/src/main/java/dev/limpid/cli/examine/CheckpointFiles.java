package dev.limpid.cli.examine;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.layers.io.FileFailure;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the models of several epochs by a pattern such as {@code checkpoints/epoch-*.keras}. The
 * number of the epoch is the first one in a name that differs between the files.
 *
 * @param folder in which they are
 * @param pattern of their names
 */
public record CheckpointFiles(Path folder, String pattern) {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final BigInteger MOST = BigInteger.valueOf(1_000_000);

  /** The checkpoints that a pattern means; what stands before its last {@code /} is the folder. */
  public static CheckpointFiles of(String glob) {
    int cut = glob.lastIndexOf('/');
    Path folder = Path.of(cut < 0 ? "." : cut == 0 ? "/" : glob.substring(0, cut));
    if (folder.toString().contains("*")) {
      throw new UserException(
          "--checkpoints: the folder " + folder + " has a '*'; only names of files may have one");
    }
    return new CheckpointFiles(folder, glob.substring(cut + 1));
  }

  /**
   * The files that are there, by their epochs.
   *
   * @throws UserException if the folder can't be read, or a name has no number
   */
  public Map<Integer, Path> files() {
    List<Path> found = new ArrayList<>();
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(file -> matcher.matches(file.getFileName())).sorted().forEach(found::add);
    } catch (IOException e) {
      throw new UserException("cannot read the folder " + folder + ": " + FileFailure.reason(e), e);
    }
    List<List<Integer>> numbers = found.stream().map(CheckpointFiles::numbers).toList();
    int place = place(numbers);
    Map<Integer, Path> byEpoch = new TreeMap<>();
    for (int i = 0; i < found.size(); i++) {
      Path before = byEpoch.put(numbers.get(i).get(place), found.get(i));
      if (before != null) {
        throw new UserException(
            before + " and " + found.get(i) + " are both of epoch " + numbers.get(i).get(place));
      }
    }
    return byEpoch;
  }

  private static List<Integer> numbers(Path file) {
    Matcher matcher = NUMBER.matcher(file.getFileName().toString());
    List<Integer> numbers = new ArrayList<>();
    while (matcher.find()) {
      BigInteger number = new BigInteger(matcher.group());
      numbers.add(number.compareTo(MOST) > 0 ? Integer.MAX_VALUE : number.intValue());
    }
    if (numbers.isEmpty()) {
      throw new UserException(
          file + " has no number of an epoch in its name, such as epoch-01.keras");
    }
    return numbers;
  }

  /** The first place at which numbers differ; the first place of all where none does. */
  private static int place(List<List<Integer>> numbers) {
    int places = numbers.stream().mapToInt(List::size).min().orElse(0);
    for (int place = 0; place < places; place++) {
      int at = place;
      if (numbers.stream().map(each -> each.get(at)).distinct().count() == numbers.size()) {
        return place;
      }
    }
    return 0;
  }
}
