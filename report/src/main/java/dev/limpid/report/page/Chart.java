package dev.limpid.report.page;

/**
 * A picture in SVG. The widths for which it is drawn are those of the page's column and of a phone.
 */
public interface Chart {
  /** Pixels of the page's column. */
  int WIDE = 900;

  /** Pixels of a phone's column. */
  int NARROW = 344;

  /** The picture, {@code width} pixels wide; it can be scaled, but then its text is scaled too. */
  String svg(int width);

  /**
   * Opens an SVG element.
   *
   * @param about what it shows, for those who don't see it
   * @param pointer attributes that tell the script where its numbers are; with them, a keyboard can
   *     reach it
   */
  static Html open(String about, int width, double height, Object... pointer) {
    Object[] attributes = {
      "class",
      "chart",
      "viewBox",
      "0 0 " + width + " " + Html.coordinate(height),
      "role",
      "img",
      "aria-label",
      about,
      "tabindex",
      pointer.length == 0 ? null : "0"
    };
    Object[] all = new Object[attributes.length + pointer.length];
    System.arraycopy(attributes, 0, all, 0, attributes.length);
    System.arraycopy(pointer, 0, all, attributes.length, pointer.length);
    return new Html().open("svg", all);
  }
}
