package dev.limpid.report;

import dev.limpid.core.Shape;
import dev.limpid.insight.look.FeatureMaps;
import dev.limpid.insight.look.GradCam;
import dev.limpid.insight.look.Plane;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Page;
import dev.limpid.report.page.Section;
import dev.limpid.train.Classifier;
import dev.limpid.train.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The page of what a network sees in images: where it sees its classes (Grad-CAM), what its layers
 * answer, and the filters of its first convolution.
 */
public final class LookPage {
  private static final int MOST_CHANNELS = 24;

  private final Network network;
  private final Classifier classifier;
  private final GradCam gradCam;
  private final List<Section> sections = new ArrayList<>();

  /**
   * A page without images.
   *
   * @param network ends with a score for each class
   * @param classNames one for each output
   * @param layer whose output is looked at; null for the last one that is a picture
   * @throws IllegalArgumentException if the network does not take images of 1 or 3 channels, or the
   *     layer or the names do not fit it
   */
  public LookPage(Network network, List<String> classNames, String layer) {
    Shape shape = network.inputShape();
    if (shape.rank() != 3 || shape.dim(2) != 3 && shape.dim(2) != 1) {
      throw new IllegalArgumentException(
          "the network takes " + shape + ", not colour or grey images");
    }
    this.network = network;
    this.classifier = Classifier.of(network, classNames);
    this.gradCam = layer == null ? GradCam.of(network) : GradCam.of(network, layer);
  }

  /**
   * Looks at an image.
   *
   * @param name what it is called in the page
   * @param image as the network takes it, 0 to 1
   * @param classes whose places are shown, by their numbers; the most probable ones are as a rule
   * @return what the classifier says
   */
  public Prediction add(String name, float[] image, int... classes) {
    Prediction prediction = classifier.classify(image);
    Shape shape = network.inputShape();
    Html html = new Html().open("ul", "class", "gallery");
    picture(html, Pixels.image(image, shape.dim(0), shape.dim(1)), "as the network takes it", "");
    for (int c : classes) {
      Plane map = gradCam.map(image, c);
      picture(
          html,
          Pixels.over(map, image),
          classifier.classNames().get(c),
          Numbers.percent(prediction.probabilities()[c])
              + (map.greatest() > 0 ? "" : ", nothing speaks for it"));
    }
    html.close();
    for (String layer : layersToShow()) {
      List<Plane> channels = FeatureMaps.of(network, layer, image);
      html.open("details").element("summary", heading(layer, channels.size()));
      html.open("ul", "class", "gallery");
      for (int k = 0; k < Math.min(MOST_CHANNELS, channels.size()); k++) {
        picture(html, Pixels.grey(channels.get(k)), "channel " + (k + 1), "");
      }
      html.close().close();
    }
    String id = "image-" + (sections.size() + 1);
    sections.add(new Section(id, name + ": " + prediction, html.toString()));
    return prediction;
  }

  private static String heading(String layer, int channels) {
    return "What "
        + layer
        + " answers: "
        + (channels > MOST_CHANNELS ? "the first " + MOST_CHANNELS + " of " : "")
        + channels
        + " channels";
  }

  /** The first convolution, and what Grad-CAM looks at. */
  private Set<String> layersToShow() {
    Set<String> names = new LinkedHashSet<>();
    for (Layer layer : network.layers()) {
      if (names.isEmpty() && layer instanceof Conv2D) {
        names.add(layer.name());
      }
    }
    names.add(gradCam.layer());
    return names;
  }

  private static void picture(Html html, String source, String title, String below) {
    html.open("li").empty("img", "src", source, "alt", title);
    html.open("p").element("strong", title).text(below.isEmpty() ? "" : ", " + below).close();
    html.close();
  }

  private Section filters(Conv2D convolution) {
    int channels = network.inputShape().dim(2);
    List<List<Plane>> ofChannels = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      ofChannels.add(FeatureMaps.filters(convolution, c));
    }
    Html html = new Html();
    html.element(
        "p",
        "Its kernels as images, each from its least weight to its greatest one.",
        "class",
        "lead");
    html.open("ul", "class", "gallery");
    for (int f = 0; f < Math.min(MOST_CHANNELS, ofChannels.get(0).size()); f++) {
      picture(html, filter(ofChannels, f), "filter " + (f + 1), "");
    }
    return new Section("filters", "Filters of " + convolution.name(), html.close().toString());
  }

  private static String filter(List<List<Plane>> ofChannels, int f) {
    Plane first = ofChannels.get(0).get(f);
    float[] image = new float[first.values().length * ofChannels.size()];
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (List<Plane> planes : ofChannels) {
      least = Math.min(least, planes.get(f).least());
      greatest = Math.max(greatest, planes.get(f).greatest());
    }
    for (int i = 0; i < image.length; i++) {
      float value = ofChannels.get(i % ofChannels.size()).get(f).values()[i / ofChannels.size()];
      image[i] = greatest > least ? (value - least) / (greatest - least) : 0;
    }
    return Pixels.image(image, first.height(), first.width());
  }

  /** The page. */
  public String html() {
    Html header = new Html().element("h1", "What the network sees");
    header.element(
        "p",
        "Orange is where a class is seen: where "
            + gradCam.layer()
            + ", weighted by how its channels move the class's score, speaks for the class. Grad-CAM,"
            + " Selvaraju et al. 2017, arXiv:1610.02391. Each map is scaled by its own greatest"
            + " value.");
    List<Section> all = new ArrayList<>(sections);
    network.layers(Conv2D.class).stream()
        .filter(convolution -> network.layers().get(0) == convolution)
        .forEach(convolution -> all.add(filters(convolution)));
    return new Page("Limpid: what the network sees").header(header.toString()).sections(all).html();
  }

  /** Writes the page; a file that is there is replaced as a whole. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, html());
  }
}
