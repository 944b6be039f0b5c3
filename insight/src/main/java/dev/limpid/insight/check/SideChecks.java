package dev.limpid.insight.check;

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
 */
public record SideChecks(
    int images, int examined, List<ChannelChecks> channels, ImageFlaws flaws, LabelOrder order) {
  /** Copies the list. */
  public SideChecks {
    Require.that(examined >= 0 && examined <= images, "'examined' must be within 0 and 'images'");
    channels = List.copyOf(channels);
  }
}
