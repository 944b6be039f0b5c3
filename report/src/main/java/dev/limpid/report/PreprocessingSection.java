package dev.limpid.report;

import dev.limpid.insight.examine.Examination.Tried;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Table;
import java.util.List;

/** How the network does on images that were prepared in other ways. */
final class PreprocessingSection {
  private PreprocessingSection() {}

  static Section of(List<Tried> tried) {
    Html html = new Html();
    html.element(
        "p",
        "Training images as they were given, and as other programs might have prepared them, through"
            + " the network as it is used. Where another row is far better than the first, the"
            + " network was trained on images of that kind.",
        "class",
        "lead");
    Table table = Table.of("images", "accuracy", "loss");
    for (Tried each : tried) {
      table.row(each.preprocessing() + (each.given() ? ", as given" : ""));
      table.number(each.accuracy(), Numbers.percent(each.accuracy())).number(each.loss());
    }
    html.raw(table.html("Accuracy and loss by preparation"));
    return new Section("preprocessing", "How images are prepared", html.toString());
  }
}
