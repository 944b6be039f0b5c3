package dev.limpid.report;

import dev.limpid.insight.run.LastValidation.WrongImage;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Labels;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Section;
import java.util.List;

/**
 * The worst mistakes of the last validation: the images, and for the first of them where the
 * network saw the class that it took them for, and where their own.
 */
final class WrongImagesSection {
  private final RunRecord run;
  private final Html html = new Html();

  private WrongImagesSection(RunRecord run) {
    this.run = run;
  }

  static Section of(RunRecord run) {
    return new Section("images", "Most confidently wrong", new WrongImagesSection(run).write());
  }

  private String write() {
    List<WrongImage> wrong = run.validation().mostWrong();
    html.element(
        "p",
        "Validation images that were most confidently taken for another class: mislabelled,"
            + " ambiguous, or what the network has yet to learn.",
        "class",
        "lead");
    List<WrongImage> mapped = wrong.stream().filter(this::isMapped).toList();
    if (!mapped.isEmpty()) {
      html.element(
          "p",
          "Orange is what speaks for a class: for the one that the image was taken for, and for its"
              + " own. Grad-CAM at the last layer that has height and width (Selvaraju et al. 2017,"
              + " arXiv:1610.02391); each map is scaled by its own greatest value.",
          "class",
          "lead");
      html.open("ul", "class", "gallery mapped");
      for (int i = 0; i < mapped.size(); i++) {
        item(mapped.get(i), "seen-" + (i + 1));
      }
      html.close();
    }
    List<WrongImage> others = wrong.stream().filter(image -> !isMapped(image)).toList();
    if (!others.isEmpty()) {
      html.open("ul", "class", "gallery");
      others.forEach(image -> item(image, null));
      html.close();
    }
    return html.toString();
  }

  private boolean isMapped(WrongImage image) {
    return image.hasMaps() && run.data().shape().size() == 3;
  }

  private void item(WrongImage wrong, String id) {
    String actual = nameOf(wrong.actual());
    String predicted = nameOf(wrong.predicted());
    html.open("li");
    if (id != null) {
      html.open("div", "class", "maps");
    }
    if (wrong.png() != null) {
      html.empty("img", "src", data(wrong.png()), "alt", actual + ", taken for " + predicted);
    }
    if (id != null) {
      map(predicted, wrong.mapOfPredicted(), id, wrong.png());
      map(actual, wrong.mapOfActual(), id, null);
      html.close();
    }
    html.open("p").element("strong", actual).text(" taken for ").element("strong", predicted);
    html.text(", " + Numbers.percent(wrong.confidence())).close();
    html.element("p", Labels.withoutFolders(wrong.name()), "class", "file");
    html.close();
  }

  /**
   * The image in grey under a map.
   *
   * @param id of the image on the page
   * @param png the image where it is first used; null where it is used again
   */
  private void map(String className, String map, String id, String png) {
    List<Integer> shape = run.data().shape();
    int height = shape.get(0);
    int width = shape.get(1);
    html.open("figure")
        .open(
            "svg",
            "viewBox",
            "0 0 " + width + " " + height,
            "role",
            "img",
            "aria-label",
            "where " + className + " is seen");
    if (png == null) {
      html.shape("use", "href", "#" + id);
    } else {
      html.shape("image", "id", id, "href", data(png), "width", width, "height", height);
    }
    if (map != null) {
      html.shape(
          "image",
          "class",
          "map",
          "href",
          data(map),
          "width",
          width,
          "height",
          height,
          "preserveAspectRatio",
          "none");
    }
    html.close();
    html.element("figcaption", className + (map == null ? ": nothing speaks for it" : ""));
    html.close();
  }

  private static String data(String png) {
    return "data:image/png;base64," + png;
  }

  private String nameOf(int classIndex) {
    return run.data().classes().get(classIndex);
  }
}
