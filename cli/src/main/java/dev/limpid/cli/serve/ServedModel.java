package dev.limpid.cli.serve;

import dev.limpid.core.Shape;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.Json;
import dev.limpid.train.Classifier;
import dev.limpid.train.data.DatasetException;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.Preprocessing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A classifier of images that answers in JSON; safe for many threads. */
public final class ServedModel {
  private final String name;
  private final Task task;
  private final Classifier classifier;
  private final Preprocessing preprocessing;

  /**
   * A model.
   *
   * @param name what it is called
   * @param classNames one for each output
   * @param task what it was trained for; no regression
   * @param preprocessing how pixels are prepared for it
   */
  public ServedModel(
      String name,
      Network network,
      List<String> classNames,
      Task task,
      Preprocessing preprocessing) {
    this.name = name;
    this.task = task;
    this.classifier = Classifier.of(network, classNames, task);
    this.preprocessing = preprocessing;
  }

  /** What it takes and what it tells apart, as JSON. */
  String description() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", name);
    all.put("input", IntStream.of(classifier.inputShape().toArray()).boxed().toList());
    all.put("pixels", preprocessing.words());
    all.put("task", taskName());
    all.put("classes", classifier.classNames());
    return Json.write(all);
  }

  private String taskName() {
    return task.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The probabilities of the classes, as JSON, the likeliest class first: they add up to 1, or with
   * the task {@code multi_label} each label has one of its own.
   *
   * @param file the bytes of an image file
   * @throws DatasetException if they are no image that can be read, or one of more pixels
   */
  String predict(byte[] file, long mostPixels) {
    requirePixels(file, mostPixels);
    Shape shape = classifier.inputShape();
    Shape image = shape.rank() == 2 ? Shape.of(shape.dim(0), shape.dim(1), 1) : shape;
    float[] values = ImageFolder.readImage(new ByteArrayInputStream(file), image);
    preprocessing.apply(values, image.dim(2));
    return answer(classifier.classify(values).probabilities());
  }

  /** An image says its size before it is decoded; one that does not is broken, and told later. */
  private static void requirePixels(byte[] file, long most) {
    long pixels = 0;
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (readers.hasNext()) {
        ImageReader reader = readers.next();
        reader.setInput(in, true, true);
        pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return;
    }
    if (pixels > most) {
      throw new DatasetException(
          "the image has " + pixels + " pixels; at most " + most + " are read");
    }
  }

  private String answer(float[] probabilities) {
    List<Integer> order =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
            .toList();
    List<Object> classes = new ArrayList<>();
    for (int index : order) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("class", classifier.classNames().get(index));
      each.put("index", index);
      each.put("probability", (double) probabilities[index]);
      classes.add(each);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("task", taskName());
    all.put("predictions", classes);
    return Json.write(all);
  }
}
