package dev.limpid.report.page;

import dev.limpid.insight.run.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An HTML page with everything in it: style, script, navigation, sections. It loads nothing. */
public final class Page {
  private final String title;
  private String header = "";
  private List<Section> sections = List.of();
  private int refreshSeconds;

  /** A page with this title and nothing in it yet. */
  public Page(String title) {
    this.title = title;
  }

  /** Sets what comes first, as HTML. */
  public Page header(String html) {
    header = html;
    return this;
  }

  /** Sets what follows, in order; the navigation names each. */
  public Page sections(List<Section> all) {
    sections = List.copyOf(all);
    return this;
  }

  /** Sets how often it is loaded again; 0 for never. */
  public Page refresh(int seconds) {
    refreshSeconds = seconds;
    return this;
  }

  /** The page as text. */
  public String html() {
    Html html = new Html().raw("<!DOCTYPE html>\n");
    html.open("html", "lang", "en").open("head");
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    // nothing is loaded, whatever a class or a file is called
    html.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'");
    html.empty("link", "rel", "icon", "href", "data:,");
    html.element("title", title);
    html.open("style").raw(resource("chart.css") + resource("report.css")).close();
    if (refreshSeconds > 0) {
      html.open("noscript");
      html.empty("meta", "http-equiv", "refresh", "content", refreshSeconds).close();
    }
    html.close();
    html.open("body", "data-refresh", refreshSeconds == 0 ? null : refreshSeconds);
    html.element("a", "Skip to the first section", "class", "skip", "href", "#main");
    html.open("header").raw(header);
    html.open("nav", "aria-label", "Sections").open("ul");
    for (Section section : sections) {
      html.open("li").element("a", section.title(), "href", "#" + section.id()).close();
    }
    html.close().close().close();
    html.open("main", "id", "main", "tabindex", "-1");
    for (Section section : sections) {
      String heading = section.id() + "-heading";
      html.open("section", "id", section.id(), "aria-labelledby", heading);
      html.element("h2", section.title(), "id", heading).raw(section.html()).close();
    }
    html.close();
    html.open("footer").element("p", "Written by Limpid " + RunRecord.Machine.LIMPID + ".").close();
    html.open("div", "id", "tip", "role", "status", "hidden", "").close();
    html.open("script").raw(resource("report.js")).close();
    return html.close().close().raw("\n").toString();
  }

  static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " of Limpid's own jar", e);
    }
  }
}
