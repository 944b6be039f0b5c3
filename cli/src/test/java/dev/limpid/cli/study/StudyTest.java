package dev.limpid.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.report.Chromium;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study on a very narrow network: it shows the question's picture, and tells it. */
class StudyTest {
  private static final StudySize SIZE = new StudySize(0.0625, 960, 160, 32, 4, 0);
  private static final StudySize TINY = new StudySize(0.02, 60, 30, 30, 2, 0);
  private static final List<String> TRAINED =
      List.of(Experiments.ADAM, Experiments.RECALIBRATED, Experiments.FASTER);

  @TempDir static Path folder;
  private static Study study;
  private static StudyText told;

  @BeforeAll
  static void train() {
    study = new Study(folder.resolve("study"), SIZE, named(SIZE, TRAINED));
    study.run(new PrintWriter(new StringWriter()), () -> {});
    told = StudyText.of(SIZE, "study", study.finished());
  }

  private static List<Experiment> named(StudySize size, List<String> names) {
    return Experiments.byWeight(size).stream().filter(e -> names.contains(e.name())).toList();
  }

  private static Experiment experiment(String name) {
    return named(SIZE, List.of(name)).get(0);
  }

  private static StudyOutcome outcome(String name) {
    return told.story().outcome(experiment(name));
  }

  @Test
  void withKerasDefaultsTheLagComesFirst() {
    RunRecord run = told.finished().get(experiment(Experiments.ADAM));
    assertEquals("batchnorm-lag", new Doctor().diagnose(run).get(0).name());
    StudyOutcome adam = outcome(Experiments.ADAM);
    Term largest =
        Arrays.stream(Term.values()).max(Comparator.comparingDouble(adam::share)).orElseThrow();
    assertEquals(Term.LAG, largest);
    assertTrue(adam.lagEpochs() >= 2, "the lag matters in " + adam.lagEpochs() + " epochs");
    assertEquals(Term.LAG, adam.keptOut());
  }

  @Test
  void theTreatmentsTakeTheLagAway() {
    StudyOutcome adam = outcome(Experiments.ADAM);
    StudyOutcome recalibrated = outcome(Experiments.RECALIBRATED);
    assertEquals(0, recalibrated.lagEpochs());
    assertEquals(0, recalibrated.largestLag());
    assertTrue(recalibrated.inStep() > adam.inStep());
    assertTrue(outcome(Experiments.FASTER).largestLag() < 0.5 * adam.largestLag());
    String effect = told.story().effect(experiment(Experiments.RECALIBRATED));
    assertTrue(effect.startsWith("The lag is gone"), effect);
  }

  @Test
  void thePageTellsEveryExperimentAndOpensInABrowser() throws Exception {
    Path page = study.folder().resolve(StudyPage.FILE);
    StudyPage.write(told, page);
    String html = Files.readString(page);
    assertFalse(html.contains("NaN"), "a NaN is shown");
    assertFalse(html.contains("Infinity"), "an infinity is shown");
    Path profile = Path.of("target", "chromium", "" + ProcessHandle.current().pid());
    try (Chromium browser = Chromium.start(Files.createDirectories(profile).toAbsolutePath())) {
      for (int width : new int[] {1200, 400}) {
        browser.open(page, width, width == 400 ? "dark" : "light");
        assertEquals(List.of(), browser.problems());
        assertEquals(List.of(page.toUri().toString()), browser.requests());
        assertEquals(
            browser.evaluate("document.documentElement.clientWidth"),
            browser.evaluate("document.documentElement.scrollWidth"),
            "the page scrolls sideways");
        assertEquals(
            1L + 2 * TRAINED.size(),
            browser.evaluate(
                "[...document.querySelectorAll('svg.chart')].filter(c => c.checkVisibility() &&"
                    + " c.querySelector('.line, .part')).length"));
      }
      assertEquals(
          List.of(),
          browser.evaluate(
              "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
                  + ".filter(h => !document.querySelector(h))"),
          "links that lead nowhere");
      assertEquals(
          List.of(),
          browser.evaluate(
              "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
                  + " return ids.filter((id, i) => ids.indexOf(id) < i); })()"),
          "names that are there twice");
      assertEquals(
          (long) TRAINED.size(),
          browser.evaluate("document.querySelectorAll('#table tbody tr').length"));
    }
    Matcher reports = Pattern.compile("href=\"([^\"#:]+/report.html)\"").matcher(html);
    for (String name : TRAINED) {
      assertTrue(reports.find(), "no report of " + name);
      assertTrue(Files.exists(study.folder().resolve(reports.group(1))), reports.group(1));
    }
  }

  @Test
  void theDocumentHasItsPictures() throws Exception {
    Path markdown = folder.resolve("markdown");
    StudyMarkdown.write(told, markdown);
    String text = Files.readString(markdown.resolve(StudyMarkdown.FILE));
    assertFalse(text.contains("NaN"), text);
    Matcher pictures = Pattern.compile("!\\[[^]]+]\\(([^)]+)\\)").matcher(text);
    int found = 0;
    while (pictures.find()) {
      String svg = Files.readString(markdown.resolve(pictures.group(1)));
      assertTrue(svg.startsWith("<svg xmlns="), pictures.group(1));
      found++;
    }
    assertEquals(1 + TRAINED.size(), found);
    assertTrue(text.contains("Not trained yet: SGD instead of Adam"), text);
  }

  @Test
  void whatIsFinishedIsNotTrainedAgainAndWhatWasBegunIs() throws Exception {
    List<Experiment> two = named(TINY, List.of(Experiments.ADAM, Experiments.RECALIBRATED));
    Study tiny = new Study(folder.resolve("tiny"), TINY, two);
    tiny.run(new PrintWriter(new StringWriter()), () -> {});
    Path finished = tiny.folderOf(two.get(0)).resolve(RunFiles.FILE);
    Path begun = tiny.folderOf(two.get(1)).resolve(RunFiles.FILE);
    String whole = Files.readString(begun);
    Files.writeString(begun, whole.replace("\"state\":\"finished\"", "\"state\":\"running\""));
    assertEquals(State.RUNNING, RunFiles.read(tiny.folderOf(two.get(1))).state());
    assertEquals(List.of(two.get(0)), List.copyOf(tiny.finished().keySet()));
    FileTime before = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(finished, before);

    StringWriter out = new StringWriter();
    tiny.run(new PrintWriter(out), () -> {});
    assertEquals(before, Files.getLastModifiedTime(finished));
    assertTrue(out.toString().contains("[1/2] adam is finished already"), out.toString());
    assertTrue(out.toString().contains("all that is left takes about"), out.toString());
    assertEquals(two, List.copyOf(tiny.finished().keySet()));

    Study wider = new Study(tiny.folder(), TINY.withWidth(0.03), two);
    UserException other = assertThrows(UserException.class, () -> wider.run(null, null));
    assertTrue(other.getMessage().contains("--width 0.02, and not with --width 0.03"), "" + other);

    Files.delete(begun);
    assertThrows(RunException.class, () -> tiny.run(null, null), "what is not a study's");
    Files.writeString(begun, whole.substring(0, whole.length() / 2));
    assertThrows(RunException.class, () -> tiny.run(null, null));
  }
}
