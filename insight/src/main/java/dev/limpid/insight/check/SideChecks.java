package dev.limpid.insight.check;

import dev.limpid.insight.json.MayBeNull;
import dev.limpid.insight.json.Require;
import java.util.List;

/**
 * One set of images.
 *
 * @param images how many it has
 * @param examined how many of them were looked at, at random where not all were
 * @param channels the values, by channel
 * @param flaws images that look broken
 * @param order how labels follow each other
 * @param repeats images that are there more than once; null in a record of an earlier version
 */
public record SideChecks(
    int images,
    int examined,
    List<ChannelChecks> channels,
    ImageFlaws flaws,
    LabelOrder order,
    @MayBeNull Repeats repeats) {
  /** Copies the list. */
  public SideChecks {
    Require.that(examined >= 0 && examined <= images, "'examined' must be within 0 and 'images'");
    channels = List.copyOf(channels);
  }

  /** Share of the examined images that are no earlier one, nor all but. */
  public double distinctShare() {
    int copies = flaws.copies() + (repeats == null ? 0 : repeats.near());
    return examined == 0 ? 1 : 1 - (double) copies / examined;
  }
}
