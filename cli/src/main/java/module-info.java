/** The command line. */
module dev.limpid.cli {
  requires dev.limpid.interop;
  requires dev.limpid.report;
  requires info.picocli;
  requires java.desktop;
  requires jdk.httpserver;

  opens dev.limpid.cli to
      info.picocli;
  opens dev.limpid.cli.curve to
      info.picocli;
  opens dev.limpid.cli.examine to
      info.picocli;
  opens dev.limpid.cli.program to
      info.picocli;
  opens dev.limpid.cli.recipe to
      info.picocli;
  opens dev.limpid.cli.serve to
      info.picocli;
  opens dev.limpid.cli.study to
      info.picocli;
  opens dev.limpid.cli.sweep to
      info.picocli;
  opens dev.limpid.cli.treat to
      info.picocli;
}
