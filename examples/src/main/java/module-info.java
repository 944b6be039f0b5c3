module dev.limpid.examples {
  requires dev.limpid.train;
  requires info.picocli;
}
