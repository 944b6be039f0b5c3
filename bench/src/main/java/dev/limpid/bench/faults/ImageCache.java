package dev.limpid.bench.faults;

import dev.limpid.bench.faults.images.ImageSource;
import dev.limpid.train.data.Dataset;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the images that were drawn last: a healthy training and its faults share them. */
final class ImageCache {
  private record Key(ImageSource source, long seed, int count) {}

  private static final int MOST = 6;
  private static final Map<Key, Dataset> DRAWN =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Dataset> eldest) {
          return size() > MOST;
        }
      };

  private ImageCache() {}

  static Dataset generate(ImageSource source, long seed, int count) {
    synchronized (DRAWN) {
      return DRAWN.computeIfAbsent(
          new Key(source, seed, count), key -> source.generate(seed, count));
    }
  }
}
