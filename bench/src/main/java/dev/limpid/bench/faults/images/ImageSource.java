package dev.limpid.bench.faults.images;

import dev.limpid.train.data.Dataset;

/** Draws labelled images, as many as are asked for; the same from the same seed. */
public interface ImageSource {
  /** Images with values in 0 to 1, in random order of their classes. */
  Dataset generate(long seed, int count);

  /** 1 for grey, 3 for colour. */
  int channels();
}
