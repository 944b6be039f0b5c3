/** The command line, the bundled trainer and the debugger tour. */
module dev.limpid.examples {
  requires dev.limpid.train;
  requires info.picocli;
  requires java.management;

  opens dev.limpid.examples.cli to
      info.picocli;
  opens dev.limpid.examples.curve to
      info.picocli;
  opens dev.limpid.examples.faults to
      info.picocli;
  opens dev.limpid.examples.golden to
      info.picocli;
  opens dev.limpid.examples.recipe to
      info.picocli;
  opens dev.limpid.examples.study to
      info.picocli;
  opens dev.limpid.examples.treat to
      info.picocli;
}
