package dev.limpid.cli;

import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code diagnose}: says what is wrong with a run, with its evidence, and what to change. */
@Command(
    name = "diagnose",
    mixinStandardHelpOptions = true,
    description = "Says what is wrong with a run, with its evidence, and what to change.")
final class DiagnoseCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "Folder that 'train' wrote into.")
  private Path folder;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    RunRecord run = RunFolder.record(folder);
    if (RunFolder.wasStopped(folder, run)) {
      int done = run.epochs().size();
      int planned = run.plan().epochs();
      out.println(
          Wrapped.text(
              "The run was stopped after "
                  + done
                  + " of "
                  + planned
                  + " epochs, and did not end by itself."));
    }
    int number = 1;
    for (Finding finding : new Doctor().diagnose(run)) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      String head = finding.title() + " (" + severity + ", " + finding.name() + ")";
      out.println(Wrapped.text(number++ + ". ", head));
      out.println(Wrapped.text("   ", finding.text()));
      for (Evidence evidence : finding.evidence()) {
        out.println(Wrapped.text("   - ", evidence.name() + ": " + evidence.value()));
      }
      if (finding.otherwise() != null) {
        out.println(Wrapped.text("   ", "If it were not so: " + finding.otherwise()));
      }
      for (Change change : finding.changes()) {
        out.println(
            Wrapped.text("   ", "Change: " + change.inWordsOf(run) + " (" + change.why() + ")"));
      }
      if (finding.source() != null) {
        out.println(Wrapped.text("   ", "Source: " + finding.source()));
      }
    }
    out.flush();
    return 0;
  }
}
