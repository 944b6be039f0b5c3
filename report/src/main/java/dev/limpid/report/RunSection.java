package dev.limpid.report;

import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Labels;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Settings, seed, versions and machine; the network; the images. */
final class RunSection {
  private RunSection() {}

  static Section of(RunRecord run) {
    Html html = new Html().open("div", "class", "columns");
    html.raw(list("Settings", settings(run)));
    html.raw(list("Data", data(run)));
    html.raw(list("Versions and machine", machine(run.machine())));
    html.close();
    html.open("details", "id", "network").element("summary", "The network, layer by layer");
    html.raw(network(run)).close();
    return new Section("run", "The run", html.toString());
  }

  /** All that one run may have different from another. */
  static Map<String, String> everything(RunRecord run) {
    Map<String, String> all = settings(run);
    all.putAll(data(run));
    all.putAll(machine(run.machine()));
    return all;
  }

  private static Map<String, String> settings(RunRecord run) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("epochs", Integer.toString(run.plan().epochs()));
    all.put("batch size", Integer.toString(run.plan().batchSize()));
    all.put("steps an epoch", Numbers.count(run.plan().stepsPerEpoch()));
    all.put("order", run.plan().shuffled() ? "shuffled in every epoch" : "the data set's own");
    all.put("seed", Long.toString(run.plan().seed()));
    run.settings()
        .forEach(
            (name, value) -> {
              String label = name.replace('-', ' ').replace('_', ' ');
              all.putIfAbsent(label, shown(value));
            });
    return all;
  }

  static String shown(Object value) {
    return value == null ? Numbers.NONE : Labels.withoutFolders(value.toString());
  }

  private static Map<String, String> data(RunRecord run) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("training images", Numbers.count(Arrays.stream(run.data().training()).sum()));
    all.put("validation images", Numbers.count(Arrays.stream(run.data().validation()).sum()));
    if (run.hasClasses()) {
      all.put("classes", Numbers.count(run.data().classes().size()));
      all.put("images of a class", range(run.data().training()) + " in training");
    }
    all.put("shape", shape(run.data().shape()));
    return all;
  }

  private static String range(int[] counts) {
    int least = Arrays.stream(counts).min().orElse(0);
    int most = Arrays.stream(counts).max().orElse(0);
    return Numbers.count(least) + (least == most ? "" : " to " + Numbers.count(most));
  }

  static String shape(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(" \u00d7 "));
  }

  private static Map<String, String> machine(RunRecord.Machine machine) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Limpid", machine.limpid());
    all.put("JDK", machine.java());
    all.put("JVM", machine.jvm());
    all.put("system", machine.system());
    all.put("processors", Integer.toString(machine.processors()));
    all.put("threads", Integer.toString(machine.threads()));
    all.put("heap", Numbers.count(machine.heapMegabytes()) + " MB at most");
    all.put("matrix product", machine.gemm());
    all.put("convolution", machine.convolution());
    return all;
  }

  private static String list(String heading, Map<String, String> values) {
    Html html = new Html().open("div").element("h3", heading).open("dl", "class", "facts");
    values.forEach((name, value) -> html.element("dt", name).element("dd", value));
    return html.close().close().toString();
  }

  private static String network(RunRecord run) {
    Table table = Table.of("layer", "type", "options", "output", "parameters");
    for (RunRecord.LayerFigures layer : run.layers()) {
      String options =
          layer.config().entrySet().stream()
              .map(option -> option.getKey() + " " + option.getValue())
              .collect(Collectors.joining(", "));
      table.row(layer.name()).text(layer.type()).text(options).text(shape(layer.outputShape()));
      table.number(layer.parameters(), Numbers.count(layer.parameters()));
    }
    return table.html("Layers from the input on");
  }
}
